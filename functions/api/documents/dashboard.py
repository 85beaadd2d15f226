"""What `/dashboard/data` answers. A part that failed has an `error` instead of its numbers."""

from typing import Any, Literal

from pydantic import AwareDatetime

from curator.realtime.messages.shape import Count, Shape
from curator.uploads.models import UploadStatus
from functions.api.documents.dead_letters import LetterRow, QueueRow, ReplayRow

Status = Literal["healthy", "degraded", "down"]


class FailedPart(Shape):
    """A part that cannot be shown, and the name of what kept it from being shown."""

    status: Literal["down"] = "down"
    error: str


class ConcernRow(Shape):
    """Something that an operator should look at: how bad it is, in which part, and what, as a sentence."""

    level: Literal["down", "degraded"]
    part: str
    text: str


class WorkQueueRow(Shape):
    """A queue, about; null where SQS did not answer, and the age where CloudWatch knows none."""

    queue: Literal["lanes", "uploads", "fetches", "images", "scans", "replays"]
    function: str
    waiting: Count | None
    in_flight: Count | None
    delayed: Count | None
    oldest_seconds: float | None
    error: str | None


class Queues(Shape):
    """How much waits, and since when."""

    status: Status
    items: list[WorkQueueRow]


class DeadLetters(Shape):
    """What was given up by queue and cause, the oldest of it, and the newest replays."""

    status: Status
    queues: list[QueueRow]
    letters: list[LetterRow]
    replays: list[ReplayRow]


class Outage(Shape):
    """Why no lane moves, and until when."""

    reason: str
    until: AwareDatetime


class LimitRow(Shape):
    """A limit of the wiki's, how many uploads we allow within it, and how many of these are used."""

    action: Literal["upload", "edit"]
    hits: Count
    seconds: Count
    uploads: Count
    used: Count


class LaneRow(Shape):
    """A user's lane; `late_seconds` is by how much something of it is overdue."""

    user_id: str
    username: str | None
    waiting: Count
    granted: Count
    running: Count
    width: Count
    limits: list[LimitRow]
    limits_read_at: AwareDatetime | None
    next_slot: AwareDatetime | None
    finish_at: AwareDatetime | None
    paused_until: AwareDatetime | None
    pause_reason: str | None
    waits_for_login: bool
    held_batches: list[int]
    late_seconds: float | None


class Lanes(Shape):
    """The lanes at work; `more` is whether there are others."""

    status: Status
    outage: Outage | None
    items: list[LaneRow]
    more: bool


class UnfinishedBatch(Shape):
    """A batch that goes on."""

    batch_id: int
    username: str
    counts: dict[UploadStatus, Count]
    finish_at: AwareDatetime | None
    paused_until: AwareDatetime | None
    paused_for: str | None


class Uploads(Shape):
    """Uploads by status, of the newest `batches` batches, and which of these batches go on."""

    by_status: dict[UploadStatus, Count]
    batches: Count
    last_batch_id: Count
    unfinished: list[UnfinishedBatch]


class UploadCause(Shape):
    """A kind of failure of uploads."""

    cause: str
    count: Count
    last_batch_id: int


class ImageCause(Shape):
    """A kind of failure of images."""

    cause: str
    count: Count


class Failures(Shape):
    """Why uploads and images failed, of the newest that were looked at."""

    uploads: list[UploadCause]
    images: list[ImageCause]
    looked_at: dict[Literal["uploads", "images"], Count]


class FunctionRow(Shape):
    """A function since counting began; `partly` are invocations of which some messages come again."""

    function: str
    invocations: Count
    failed: Count
    partly: Count
    average_seconds: float | None
    p95_seconds: float | None


class Functions(Shape):
    """All functions."""

    items: list[FunctionRow]


class Connections(Shape):
    """Open sockets, and what went over sockets since counting began."""

    open: Count
    opened_total: dict[str, Count]
    messages_received: Count
    messages_sent: Count
    broadcast_errors: Count


class Callers(Shape):
    """Calls over a limit and calls that could not be judged, by the limit's kind; HTTP replies by their hundred."""

    refused: dict[str, Count]
    not_judged: dict[str, Count]
    http: dict[str, Count]


class Dashboard(Shape):
    """The dashboard's numbers; a part that failed has an `error`."""

    system: dict[str, Any]
    database: dict[str, Any]
    redis: dict[str, Any]
    celery: dict[str, Any]
    processing: dict[str, Any]
    storage: dict[str, Any]
    rate_limits: dict[str, Any]
    errors: dict[str, Any]
    configuration: dict[str, Any]
    queues: Queues | FailedPart
    dead_letters: DeadLetters | FailedPart
    lanes: Lanes | FailedPart
    uploads: Uploads | FailedPart
    failures: Failures | FailedPart
    functions: Functions | FailedPart
    connections: Connections | FailedPart
    callers: Callers | FailedPart
    settings: dict[str, Any]
    attention: list[ConcernRow]
