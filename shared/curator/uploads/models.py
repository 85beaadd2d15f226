"""Batches and uploads as the rest of Curator sees them. No I/O, no wire format."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class UploadStatus(StrEnum):
    """Where an upload stands. The lifecycle is drawn in `lifecycle`."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    DUPLICATED_SDC_UPDATED = "duplicated_sdc_updated"
    DUPLICATED_SDC_NOT_UPDATED = "duplicated_sdc_not_updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A caption in one language; Commons calls it a label."""

    language: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUpload:
    """One source photograph as a client asks for it to be uploaded."""

    key: str  # the photograph's id at its source
    collection: str  # the sequence or album it was picked from, as typed by the user
    filename: str  # with extension, without "File:"
    wikitext: str
    label: Label | None = None
    copyright_override: bool = False  # the wikitext states a licence of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadText:
    """What is written once with an upload, and changed by operators only: kept apart, so status writes stay small."""

    upload_id: int
    batch_id: int
    key: str
    handler: str
    collection: str
    filename: str
    wikitext: str
    label: Label | None
    copyright_override: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far an upload got, for the worker that comes next."""

    publishing: bool = False  # the final commit was, or is about to be, sent: ask Commons before sending another
    sha1: str | None = None
    filekey: str | None = None  # of the stash upload of these bytes: unfinished, or the one being published
    offset: int = 0  # how many bytes of it the stash holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One source photograph on its way to one file on Commons."""

    id: int
    batch_id: int
    user_id: str
    status: UploadStatus
    key: str
    handler: str
    filename: str
    created_at: str
    updated_at: str
    error: dict[str, Any] | None = None  # StructuredError: {"type", "message", "links"?}
    success: str | None = None  # the file page's address, percent-encoded
    sha1: str | None = None
    fence: int = 0  # grows with every claim; a worker that holds an older one may not write
    attempts: dict[str, int] = field(default_factory=dict)  # tries so far, by kind of failure
    checkpoint: Checkpoint = Checkpoint()
    waited: float | None = None  # seconds from creation to the claim that finished it
    worked: float | None = None  # seconds from that claim to the end
    licence: str | None = None  # as the source gave it when the photograph was fetched
    page_id: int | None = None  # of the file's page on Commons
    revisions: tuple[int, ...] = ()  # of that page: as it was before its structured data was added, and after


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a user uploads together, under one edit group."""

    id: int
    user_id: str
    username: str
    edit_group_id: str
    created_at: str
    updated_at: str
    counts: dict[UploadStatus, int] = field(default_factory=dict)
    finish_at: float | None = None  # epoch seconds when the last upload is expected to end
    paused_until: float | None = None  # epoch seconds; in the past once the pause is over
    paused_for: str | None = None  # why, as a sentence for the owner

    @property
    def total(self) -> int:
        """All uploads of the batch."""
        return sum(self.counts.values())

    @property
    def finished(self) -> bool:
        """Whether every upload has reached an end; an empty batch has."""
        return not self.counts.get(UploadStatus.QUEUED) and not self.counts.get(UploadStatus.IN_PROGRESS)
