"""What clients and the clock ask for: jobs, begun at most once at a time each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from curator.usage.errors import InvalidNameError, RecordNotFoundError
from curator.usage.models import JobExecution, JobStatus, PackageKey
from curator.usage.repositories.addresses import normalised_url
from curator.usage.scans.jobs.models import JobType
from curator.usage.scans.jobs.store import JobStore, LockedError
from curator.usage.scans.lanes.waking import LaneWaker
from curator.usage.scans.tasks.task import Priority, Task
from curator.usage.scans.work.following import Following

HOST = "github.com"
ENDED = (JobStatus.COMPLETED, JobStatus.FAILED)


class ScanService:
    """Begins jobs, and tells of them."""

    def __init__(self, *, jobs: JobStore, waker: LaneWaker, following: Following) -> None:
        """Take where jobs are kept, and what their first tasks are."""
        self._jobs = jobs
        self._waker = waker
        self._following = following

    def refresh(self, key: PackageKey, *, asked_by: str = "") -> JobExecution:
        """Begin to look for the users of a package, or return the job that is doing so."""
        described = self._following.describe([key], priority=Priority.HIGH)
        return self._begin(
            JobType.REFRESH,
            lock=f"refresh#{key.ecosystem}#{key.name}",
            question={"ecosystem": key.ecosystem, "name": key.name, "asked_by": asked_by},
            tasks=[self._following.discover(key), *described],
        )

    def add_repository(self, github_url: str, *, asked_by: str = "") -> JobExecution:
        """Begin to read a repository, known or not, or return the job that is doing so; raises InvalidNameError."""
        url = normalised_url(github_url)
        host, _, path = url.removeprefix("https://").partition("/")
        if host != HOST or path.count("/") != 1:
            raise InvalidNameError(f"Only repositories on GitHub are read, as https://{HOST}/owner/name")
        owner, name = path.split("/")
        return self._begin(
            JobType.PARSE,
            lock=f"parse#{url.lower()}",
            question={"repository": f"{owner}/{name}", "asked_by": asked_by},
            tasks=[self._following.meet(owner, name)],
        )

    def scrape(self) -> JobExecution:
        """Begin to look for repositories, and at those that are known."""
        return self._scheduled(JobType.SCRAPE, [self._following.scrape({}), self._following.survey()])

    def enrichment(self) -> JobExecution:
        """Begin to ask about organisations and packages."""
        return self._scheduled(JobType.ENRICHMENT, [self._following.roll_call()])

    def cleanup(self) -> JobExecution:
        """Begin to drop what is gone."""
        return self._scheduled(JobType.CLEANUP, [self._following.cleanup()])

    def job(self, job_id: str) -> JobExecution:
        """Return a job; raises RecordNotFoundError."""
        found = self._jobs.get(job_id)
        if found is None:
            raise RecordNotFoundError("Job not found")
        return found

    def jobs(self, *, limit: int, after: str | None = None) -> Iterator[JobExecution]:
        """Yield so many jobs at the most, the newest first, from the one before `after` on."""
        return (row.job for row in self._jobs.newest(after=after, limit=limit))

    def _scheduled(self, job_type: JobType, tasks: Sequence[Task]) -> JobExecution:
        return self._begin(job_type, lock=job_type, question={}, tasks=tasks)

    def _begin(self, job_type: JobType, *, lock: str, question: dict[str, Any], tasks: Sequence[Task]) -> JobExecution:
        job_id = self._jobs.next_id()
        waiting = [replace(task, job_id=job_id) for task in tasks]
        try:
            job = self._jobs.begin(job_id, job_type, lock=lock, metadata=question, tasks=waiting)
        except LockedError as locked:
            running = self._jobs.get(locked.job_id)
            if running is None or running.status in ENDED:  # at this very moment, or whoever ended it died of it
                self._jobs.free(lock, locked.job_id)
                return self._begin(job_type, lock=lock, question=question, tasks=tasks)
            job = running
        self._waker.wake(task.lane for task in waiting)
        return job
