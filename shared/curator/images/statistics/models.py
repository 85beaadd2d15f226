"""What is told of the room as a whole. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curator.images.models import JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """All jobs that ever were, as they stand now."""

    by_status: Mapping[JobStatus, int]  # without the states that nobody is in
    total_jobs: int
    total_images: int  # one job each, so the same number
    deleted: int  # of the completed ones
    bytes_by_variant: Mapping[str, int]  # in the variants bucket

    @property
    def readable(self) -> int:
        """Images that are there for readers."""
        return self.by_status.get(JobStatus.COMPLETED, 0) - self.deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What happened between two moments."""

    total: int  # jobs created
    completed: int
    failed: int
    average_seconds: float | None  # from creation to completion, waiting included; None where nothing was completed


@dataclass(frozen=True, slots=True, kw_only=True)
class UserQuota:
    """A user and what they have used of this hour."""

    user_id: str
    used: int
    limit: int

    @property
    def percent(self) -> float:
        """The used part, to one decimal place."""
        return round(100 * self.used / self.limit, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearLimit:
    """Who is about to use up this hour."""

    users: Sequence[UserQuota]  # the most first
    active_windows: int  # users who uploaded anything this hour
    window_start: int  # seconds since the epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSummary:
    """How many jobs have failed."""

    last_hour: int
    last_24h: int
    total: int
