"""What the other routes answer, and what an operator may change."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from curator.realtime.messages.shape import Count, Id, Shape
from curator.uploads.admin.changes import MAX_LABEL, MAX_WIKITEXT
from curator.uploads.models import UploadStatus


class Problem(Shape):
    """Why a request was refused or failed, as a sentence."""

    detail: str


class WhoAmI(Shape):
    """Who is logged in; `authorized` are operators."""

    username: str
    userid: str
    authorized: bool


class Registered(Shape):
    """Who is logged in now."""

    message: str
    username: str


class Ticket(Shape):
    """What opens one socket, as `/ws?ticket=…`, within so many seconds."""

    ticket: str
    expires_in: int


class Healthy(Shape):
    """All tables answer."""

    status: Literal["ok"]
    tables: dict[str, Literal["ok"]]


class Unhealthy(Problem):
    """Which tables answer and which do not."""

    tables: dict[str, Literal["ok", "unreachable"]]


class Sockets(Shape):
    """How many sockets are open, null where nobody can tell."""

    status: Literal["healthy", "unhealthy"]
    active_connections: Count | None


class Checked(Shape):
    """How something does that is needed, and how long it took to find out; seconds that were too many count, too."""

    status: Literal["healthy", "unhealthy"]
    response_time_ms: Annotated[float, Field(ge=0)]
    timestamp: AwareDatetime


class Checks(Shape):
    """All that is needed: `cache` is the table of sessions, limits and caches, `database` are all others."""

    database: Checked
    cache: Checked


class Probed(Shape):
    """What answers: `redis` is the table of sessions, limits and caches, `database` are all others."""

    status: Literal["healthy", "unhealthy"]
    service: str
    version: str
    timestamp: AwareDatetime
    checks: Checks
    database: Literal["healthy", "unhealthy"]
    redis: Literal["healthy", "unhealthy"]
    queue: Annotated[
        Literal["healthy", "unhealthy"] | None, Field(default=None, description="absent where nobody asks it")
    ]
    websocket: Annotated[Sockets | None, Field(default=None, description="absent where nobody counts them")]


class Changed(Shape):
    """The upload was changed."""

    message: str


class Cancelled(Shape):
    """How many uploads were cancelled."""

    cancelled_count: Count


class Failed(Shape):
    """How many uploads were marked as failed."""

    failed_count: Count


class Retried(Shape):
    """How many uploads were copied into a new batch; there is none where there was nothing to copy."""

    message: str
    retried_count: Count
    requested_count: Count
    new_batch_id: Id | None


class AuditedBatch(Shape):
    """Whose batch it is."""

    id: Id
    username: str
    userid: str
    edit_group_id: str
    created_at: AwareDatetime


class AuditedAttempt(Shape):
    """One attempt of a worker at an upload."""

    number: Count
    began_at: AwareDatetime
    ended_at: AwareDatetime
    outcome: str
    why: str


class AuditedUpload(Shape):
    """What became of one photograph."""

    upload_id: Id
    source: str
    source_id: str
    collection: str
    sha1: str | None
    licence: str | None
    title: str
    status: UploadStatus
    url: str | None
    page_id: Id | None
    revisions: list[Id]
    created_at: AwareDatetime
    began_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    error: str | None
    attempts: list[AuditedAttempt]


class Audit(Shape):
    """A page of a batch's audit trail; `next` is the `after` of the page that follows."""

    batch: AuditedBatch
    uploads: list[AuditedUpload]
    next: Id | None


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StatusChange(_Change):
    """An end for an upload that has none."""

    status: Literal["cancelled", "failed"]


class NewLabel(_Change):
    """A caption in one language."""

    language: Annotated[str, Field(min_length=1, max_length=MAX_LABEL)]
    value: Annotated[str, Field(max_length=MAX_LABEL)]


class TextChange(_Change):
    """New texts for an upload that is not being worked on; a caption of null removes it."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    filename: Annotated[str, Field(min_length=1, max_length=MAX_LABEL)] = ""
    wikitext: Annotated[str, Field(max_length=MAX_WIKITEXT)] = ""
    labels: NewLabel | None = None
    copyright_override: bool | Literal["true", "false"] = False


UploadChange = StatusChange | TextChange
