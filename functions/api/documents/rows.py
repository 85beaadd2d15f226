"""What operators' lists are made of. Here, unlike on the WebSocket, what is absent is null."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, Field

from curator.operations.audit.records import Outcome
from curator.realtime.messages.batches import BatchStats, Pause
from curator.realtime.messages.shape import Count, Id, Shape
from curator.realtime.messages.uploads import StoredLabel, StructuredError
from curator.uploads.listing.categories import CATEGORIES
from curator.uploads.models import UploadStatus

Seconds = Annotated[float | None, Field(ge=0)]
Row = TypeVar("Row", bound=Shape)


class Page(Shape, Generic[Row]):
    """A page of a list, and how many rows the filters let through."""

    items: list[Row]
    total: Count


class BatchRow(Shape):
    """A batch."""

    id: Id
    created_at: AwareDatetime
    updated_at: AwareDatetime
    edit_group_id: str | None
    username: str
    userid: str
    stats: BatchStats
    finish_at: AwareDatetime | None
    paused: Pause | None


class UserRow(Shape):
    """Somebody who has begun a batch."""

    userid: str
    username: str
    created_at: AwareDatetime
    updated_at: AwareDatetime


class PresetRow(Shape):
    """A preset with its owner."""

    id: Id
    userid: str
    handler: str
    title: str
    title_template: str
    labels: StoredLabel | None
    categories: str | None
    exclude_from_date_category: bool
    is_default: bool
    created_at: AwareDatetime
    updated_at: AwareDatetime


class UploadRow(Shape):
    """An upload with its texts."""

    id: Id
    batchid: Id
    userid: str
    status: UploadStatus
    key: str
    image_id: str
    handler: str
    filename: str
    wikitext: str
    labels: StoredLabel | None
    copyright_override: bool
    result: str | None
    error: StructuredError | None
    success: str | None
    sha1: str | None
    waited: Seconds
    worked: Seconds
    created_at: AwareDatetime
    updated_at: AwareDatetime


class FailedUploadRow(Shape):
    """A failed upload; its kind is found in its error."""

    id: Id
    filename: str
    handler: str
    status: UploadStatus
    error: StructuredError | None
    createdAt: AwareDatetime  # noqa: N815 - the client's names
    errorType: Literal[CATEGORIES]  # type: ignore[valid-type] # noqa: N815


class FailedBatch(Shape):
    """A batch with failures: how many the filters let through, of how many uploads."""

    id: Id
    createdAt: AwareDatetime  # noqa: N815
    editGroupId: str | None  # noqa: N815
    handler: str
    failedCount: Count  # noqa: N815
    totalUploads: Count  # noqa: N815


class Owner(Shape):
    """Whose batch it is."""

    username: str
    userid: str


class FailedBatchRow(Shape):
    """A batch with some of its failures."""

    batch: FailedBatch
    user: Owner
    failedUploads: list[FailedUploadRow]  # noqa: N815


class AuditRow(Shape):
    """Who did what, and how it ended; `request_data` is what was asked, without secrets."""

    id: str
    timestamp: AwareDatetime
    user_id: str
    username: str
    user_roles: list[str]
    action_type: str
    resource: str
    outcome: Outcome
    ip_address: str | None
    user_agent: str | None
    request_id: str | None
    request_data: Any
    response_status: int | None
    error_message: str | None
    duration_ms: Annotated[float, Field(ge=0)]


class PageMeta(Shape):
    """Which page it is; `total` and `pages` are 0 where a cursor was followed, and `next_cursor` leads on."""

    page: Annotated[int, Field(ge=1)]
    per_page: Annotated[int, Field(ge=1)]
    total: Count
    pages: Count
    next_cursor: str | None
    has_more: bool


class AuditPage(Shape):
    """A page of the audit log."""

    items: list[AuditRow]
    meta: PageMeta
