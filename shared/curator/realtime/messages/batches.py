"""Batches as a client is told of them."""

from typing import Annotated, Literal

from pydantic import Field

from curator.realtime.messages.shape import Count, Id, Moment, Sequence, ServerMessage, Shape, Token
from curator.realtime.messages.uploads import BatchUploadItem


class BatchStats(Shape):
    """How many uploads of a batch are in which state; `duplicate` sums the three of that kind."""

    cancelled: Count
    completed: Count
    duplicate: Count
    failed: Count
    in_progress: Count
    queued: Count
    total: Count


class Pause(Shape):
    """Why a batch waits, as a sentence for its owner, and until when; a moment in the past means it is over."""

    until: Moment
    reason: str


class BatchProgress(Shape):
    """How far a batch is."""

    id: Id
    stats: BatchStats
    finish_at: Annotated[Moment | None, Field(description="when the last upload is expected to end")] = None
    paused: Pause | None = None


class BatchItem(BatchProgress):
    """A batch in a list."""

    created_at: Moment
    updated_at: Moment
    edit_group_id: str | None = None
    username: str
    userid: str


class BatchCreated(ServerMessage):
    """The answer to CREATE_BATCH: the new batch's id."""

    type: Literal["BATCH_CREATED"]
    data: Id


class Subscribed(ServerMessage):
    """The answer to SUBSCRIBE_BATCH; `sequence` is the number of the batch's latest push."""

    type: Literal["SUBSCRIBED"]
    data: Id
    sequence: Count
    token: Token = None


class BatchProgressMessage(ServerMessage):
    """How far the batch one watches, or has paused, is; ours in addition to the protocol."""

    type: Literal["BATCH_PROGRESS"]
    data: BatchProgress
    sequence: Sequence = None


class ListedBatches(Shape):
    """Some batches, the newest first; `total` counts all that match."""

    items: list[BatchItem]
    total: Count


class BatchesList(ServerMessage):
    """Batches; a `partial` list is merged by id into the one a client shows, and replaces it otherwise."""

    type: Literal["BATCHES_LIST"]
    data: ListedBatches
    partial: bool
    sequence: Sequence = None
    token: Token = None


class BatchWithUploads(Shape):
    """A batch and its uploads by id, or the first of them."""

    batch: BatchItem
    uploads: list[BatchUploadItem]


class BatchUploadsList(ServerMessage):
    """The answer to FETCH_BATCH_UPLOADS."""

    type: Literal["BATCH_UPLOADS_LIST"]
    data: BatchWithUploads


class RetryUploadsResponse(ServerMessage):
    """The answer to RETRY_UPLOADS: the id of the batch that holds the copies."""

    type: Literal["RETRY_UPLOADS_RESPONSE"]
    data: Id
