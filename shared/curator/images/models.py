"""Images and their jobs as the rest of Curator sees them. No I/O, no wire format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from curator.identity.principals import Principal


class JobStatus(StrEnum):
    """Where a job stands. The lifecycle is drawn in `lifecycle`."""

    PENDING = "pending"
    PROCESSING = "processing"
    RETRYING = "retrying"
    COMPLETED = "completed"
    FAILED = "failed"


class EventType(StrEnum):
    """What the audit trail of an image tells."""

    UPLOAD_INITIATED = "upload_initiated"
    PROCESSING_STARTED = "processing_started"
    RETRY_SCHEDULED = "retry_scheduled"
    COMPLETED = "completed"
    FAILED = "failed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVariant:
    """One variant as it lies in the variants bucket: a line of the image's manifest."""

    name: str
    key: str
    width: int
    height: int
    size_bytes: int
    sha256: str
    blurhash: str
    fingerprint: str  # of the specification it was made by


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageJob:
    """One image and the one job that makes its variants."""

    image_id: str
    job_id: str
    status: JobStatus
    owner_id: str
    org_id: str
    bucket: str  # a name for people to sort images by, not one of S3's
    staging_key: str
    filename: str
    content_type: str  # as declared, until the file itself was looked at
    content_length: int  # 0 while nobody has seen the file
    metadata: Mapping[str, Any]
    created_at: float  # all times in seconds since the epoch
    started_at: float | None = None  # of the first try
    completed_at: float | None = None  # when the job ended, either way
    attempts: int = 0  # tries after the first
    claims: int = 0  # workers that took it
    stops: int = 0  # workers that took it and fell silent
    last_error: str | None = None  # stays after a later success
    fence: int = 0  # grows with every claim; a worker that holds an older one may not write
    lease_until: float = 0.0  # processing: when the worker counts as lost; retrying: when the next try is due
    dominant_color: str | None = None
    width: int | None = None  # of the original, turned as its orientation asks
    height: int | None = None
    blurhash: str | None = None
    variants: Mapping[str, StoredVariant] = field(default_factory=dict)
    original_key: str | None = None
    original_sha256: str | None = None
    photo: Mapping[str, Any] = field(default_factory=dict)  # what its metadata says, for its owner's eyes alone
    replaced: tuple[str, ...] = ()  # keys of earlier variants, until they have been removed
    charged_window: int | None = None  # the start of the hour whose quota this image counts in; None once given back
    deleted_at: float | None = None
    deleted_by: str | None = None

    @property
    def readable(self) -> bool:
        """Whether the image is there for readers."""
        return self.status is JobStatus.COMPLETED and self.deleted_at is None

    @property
    def aspect_ratio(self) -> float:
        """Width through height of the original, which is what each variant's is meant to be."""
        return round(self.width / self.height, 3) if self.width and self.height else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageEvent:
    """One line of an image's audit trail."""

    id: str
    event_type: EventType
    image_id: str
    job_id: str
    actor: str  # a user's id, or the name of one of our functions
    at: float
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Where a user stands in this hour."""

    limit: int
    remaining: int
    resets_at: int  # seconds since the epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImage:
    """What somebody asks to have taken in."""

    principal: Principal
    bucket: str
    metadata: str | None  # as sent: text that should hold a JSON object
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An image that was taken in."""

    job: ImageJob
    quota: Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a browser posts a file with, straight to storage."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An image that is expected."""

    job: ImageJob
    quota: Quota
    form: Form
    expires_at: float  # seconds since the epoch
