"""Uploads as a client is told of them."""

from typing import Annotated, Literal

from pydantic import Field

from curator.realtime.messages.shape import Count, Id, Moment, Sequence, ServerMessage, Shape
from curator.uploads.models import UploadStatus

Seconds = Annotated[float | None, Field(ge=0)]


class StoredLabel(Shape):
    """A caption in one language."""

    language: str
    value: str


class ErrorLink(Shape):
    """A file that is on Commons already."""

    title: str
    url: str


class PlainError(Shape):
    """Why an upload failed, or what a published one lacks."""

    type: Literal["error", "title_blacklisted"]
    message: str


class DuplicateError(Shape):
    """An upload that was none: Commons had the same bytes."""

    type: Literal["duplicate", "duplicated_sdc_updated", "duplicated_sdc_not_updated"]
    message: str
    links: list[ErrorLink]


StructuredError = Annotated[PlainError | DuplicateError, Field(discriminator="type")]


class UploadUpdateItem(Shape):
    """An upload's state; clients merge it by `key`."""

    id: Id
    batchid: Id
    status: UploadStatus
    key: Annotated[str, Field(description="the photograph's id at its source")]
    handler: str
    error: StructuredError | None = None
    success: Annotated[str | None, Field(description="the address of the file's page")] = None
    sha1: str | None = None
    waited: Annotated[Seconds, Field(description="seconds from creation to the claim that finished it")] = None
    worked: Annotated[Seconds, Field(description="seconds from that claim to the end")] = None


class BatchUploadItem(UploadUpdateItem):
    """An upload with its texts; those that do not fit are short or absent, and follow in BATCH_UPLOADS_MORE."""

    filename: str
    wikitext: str
    userid: str | None = None
    labels: StoredLabel | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    image_id: str | None = None


class UploadsUpdate(ServerMessage):
    """What changed about the uploads of the batch one watches."""

    type: Literal["UPLOADS_UPDATE"]
    data: list[UploadUpdateItem]
    sequence: Sequence = None


class UploadsComplete(ServerMessage):
    """The batch one watches has ended; `data` is its id."""

    type: Literal["UPLOADS_COMPLETE"]
    data: Id


class AcknowledgedUpload(Shape):
    """A photograph of a slice, by its id at the source."""

    id: str
    status: UploadStatus


class UploadSliceAck(ServerMessage):
    """All items of the slice are stored."""

    type: Literal["UPLOAD_SLICE_ACK"]
    data: list[AcknowledgedUpload]
    sliceid: Id


class MoreUploads(Shape):
    """Some uploads of a batch, whole."""

    id: Annotated[Id, Field(description="of the batch")]
    uploads: list[BatchUploadItem]
    first: Annotated[Count, Field(description="the place of the first one in the batch")]
    total: Annotated[Count, Field(description="uploads of the whole batch")]


class BatchUploadsMore(ServerMessage):
    """Uploads that BATCH_UPLOADS_LIST did not hold, or not whole; ours in addition to the protocol."""

    type: Literal["BATCH_UPLOADS_MORE"]
    data: MoreUploads
