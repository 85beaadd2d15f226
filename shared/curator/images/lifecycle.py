"""The life of a job. Nothing else decides which state may follow which.

    pending ──claim──▶ processing ──complete──▶ completed ──delete──▶ a tombstone, still `completed`
      │  ▲ (never back)  │  ▲  ▲ │                    └──refresh──▶ completed, with other variants
      │                  │  │  │ └──fail──▶ failed
      │              retry  │  └──claim (the worker before fell silent: its lease lapsed)
      │                  ▼  │claim
      │               retrying
      └──fail──▶ failed ◀──fail──┘     (staging failed; abandoned)

Tries: a job is tried once and three times again. A try ends by `complete`, by `fail`, by `retry`, or by nobody, when
its worker is stopped; the claim that finds that counts it. Whoever would be the fifth fails the job instead.

Every transition is one conditional write that names the state and the fencing number it starts from. A claim raises
the number, and so do delete and refresh: a worker that was replaced can no longer write.
"""

from dataclasses import dataclass, replace

from curator.images.limits import EARLY_SECONDS, LEASE_SECONDS, MAX_RETRIES, RETRY_SECONDS
from curator.images.models import ImageJob, JobStatus

ENDED = frozenset({JobStatus.COMPLETED, JobStatus.FAILED})
ALIVE = frozenset(JobStatus) - ENDED


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from state to state."""

    name: str
    sources: frozenset[JobStatus]
    target: JobStatus


CLAIM = Transition("claim", ALIVE, JobStatus.PROCESSING)
RETRY = Transition("retry", frozenset({JobStatus.PROCESSING}), JobStatus.RETRYING)
COMPLETE = Transition("complete", frozenset({JobStatus.PROCESSING}), JobStatus.COMPLETED)
FAIL = Transition("fail", ALIVE, JobStatus.FAILED)
REFRESH = Transition("refresh", frozenset({JobStatus.COMPLETED}), JobStatus.COMPLETED)
DELETE = Transition("delete", frozenset({JobStatus.COMPLETED}), JobStatus.COMPLETED)


class ForbiddenTransitionError(Exception):
    """The code asked for a way the lifecycle does not have; a defect, never a user's fault."""


def check(transition: Transition, source: JobStatus, target: JobStatus) -> None:
    """Raise ForbiddenTransitionError unless `transition` leads from `source` to `target`."""
    if source not in transition.sources or target is not transition.target:
        raise ForbiddenTransitionError(f"{transition.name} does not lead from {source} to {target}")


def wait_before_claim(job: ImageJob, now: float) -> float:
    """Return for how many seconds nobody may take the job yet; 0 when its time has come."""
    if job.status is JobStatus.PROCESSING:
        return max(0.0, job.lease_until - now)
    if job.status is JobStatus.RETRYING and job.lease_until - now > EARLY_SECONDS:
        return job.lease_until - now
    return 0.0


def worker_fell_silent(job: ImageJob) -> bool:
    """Whether a claim would be the first to notice that the worker before it was stopped."""
    return job.status is JobStatus.PROCESSING


def may_be_tried_again(job: ImageJob) -> bool:
    """Whether a try that ends now may be followed by another."""
    return job.attempts < MAX_RETRIES


def claimed(job: ImageJob, now: float) -> ImageJob:
    """Return the job as a worker that takes it leaves it."""
    silent = worker_fell_silent(job)
    return replace(
        job,
        status=JobStatus.PROCESSING,
        started_at=now if job.started_at is None else job.started_at,
        attempts=job.attempts + silent,
        stops=job.stops + silent,
        claims=job.claims + 1,
        fence=job.fence + 1,
        lease_until=now + LEASE_SECONDS,
    )


def put_back(job: ImageJob, now: float, reason: str) -> ImageJob:
    """Return the job as it waits for its next try."""
    return replace(
        job,
        status=JobStatus.RETRYING,
        attempts=job.attempts + 1,
        last_error=reason,
        lease_until=now + RETRY_SECONDS,
    )


def failed(job: ImageJob, now: float, reason: str) -> ImageJob:
    """Return the job as it is when it has failed."""
    return replace(job, status=JobStatus.FAILED, completed_at=now, last_error=reason, lease_until=0.0)


def stopped_too_often(job: ImageJob) -> str:
    """Return why a job whose worker fell silent once more fails."""
    stops = job.stops + 1
    times = "once" if stops == 1 else f"{stops} times"
    return f"The image could not be processed: the worker was stopped {times}"
