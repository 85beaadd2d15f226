"""How scans are put together for those who begin them. What asks providers has a wiring of its own (`work.wiring`)."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.usage.wiring import table

if TYPE_CHECKING:
    from curator.usage.scans.jobs.store import JobStore
    from curator.usage.scans.lanes.recovery import Recovery
    from curator.usage.scans.lanes.waking import LaneWaker
    from curator.usage.scans.service import ScanService

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """Where ticks and tasks go."""

    scans_queue_url: str


@cache
def queue() -> SqsQueue:
    """Return the scans queue."""
    return SqsQueue(aws.sqs, read_settings(QueueSettings).scans_queue_url)


def job_store() -> "JobStore":
    """Return the store of jobs."""
    from curator.usage.scans.jobs.store import JobStore

    return JobStore(table(), CLOCK, lambda: uuid4().hex)


def lane_waker() -> "LaneWaker":
    """Return what starts lanes."""
    from curator.usage.scans.lanes.store import LaneStore
    from curator.usage.scans.lanes.waking import LaneWaker

    return LaneWaker(lanes=LaneStore(table(), CLOCK), queue=queue(), clock=CLOCK)


def scan_service() -> "ScanService":
    """Return what begins jobs. On demand work goes to the first of GitHub's tokens; only the scanner knows of more."""
    from curator.usage.scans.service import ScanService
    from curator.usage.scans.work.following import Following

    return ScanService(jobs=job_store(), waker=lane_waker(), following=Following())


def recovery() -> "Recovery":
    """Return what the janitor runs every minute."""
    from curator.usage.scans.lanes.recovery import Recovery
    from curator.usage.scans.lanes.store import LaneStore
    from curator.usage.scans.tasks.store import TaskStore

    return Recovery(
        lanes=LaneStore(table(), CLOCK),
        tasks=TaskStore(table(), CLOCK),
        jobs=job_store(),
        queue=queue(),
        clock=CLOCK,
    )
