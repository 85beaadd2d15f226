"""Jobs as values. What clients see is `usage.models.JobExecution`."""

from dataclasses import dataclass
from enum import StrEnum

from curator.usage.models import JobExecution


class JobType(StrEnum):
    """What a job is for."""

    SCRAPE = "scrape"  # find repositories, and look again at those that are known
    REFRESH = "refresh"  # find the users of one package
    PARSE = "parse"  # read one repository
    ENRICHMENT = "enrichment"  # organisations' totals and sponsorship, packages' descriptions
    CLEANUP = "cleanup"  # drop what is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a task brings its job.

    Attributes:
        records: organisations, repositories, packages or dependencies that it found or changed.
        added: dependencies that were not known.
        updated: dependencies of which something differs from the last time.
        removed: dependencies that are no more.
        notes: what is worth knowing, such as a provider that could not be asked; a few of them are kept.
    """

    records: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job, and what only scans need to know of it."""

    job: JobExecution
    tasks_open: int
    tasks_failed: int
    lock: str
