"""Finds what got lost and sets it going again. The janitor runs it every minute; running it twice is harmless.

Three things can be lost: a tick (its chain stands still), a granted task's message or its worker (it never lands), and
the last word of a job whose tasks are all done.
"""

from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.usage.scans.jobs.store import JobStore
from curator.usage.scans.lanes.lane import Lane
from curator.usage.scans.lanes.rates import RATES, lane_of
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.lanes.waking import TICK_GRACE
from curator.usage.scans.messages import TickMessage
from curator.usage.scans.tasks.store import TaskStore

RECENT_JOBS = 50  # that are looked at for one that nobody closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What one run set going again."""

    lanes: int = 0
    tasks: int = 0
    jobs: int = 0


class Recovery:
    """Restarts lanes, and closes jobs."""

    def __init__(self, *, lanes: LaneStore, tasks: TaskStore, jobs: JobStore, queue: Queue, clock: Clock) -> None:
        """Take the lanes, what waits in them, the jobs and the scans queue."""
        self._lanes = lanes
        self._tasks = tasks
        self._jobs = jobs
        self._queue = queue
        self._clock = clock

    def run(self) -> Recovered:
        """Restart every lane that should have moved by now, and close what has ended."""
        lanes = tasks = 0
        for lane_id in sorted({*self._lanes.ids(), *map(lane_of, RATES)}):
            lost = self._restart(lane_id)
            lanes += lost is not None
            tasks += lost or 0
        recent = self._jobs.newest(limit=RECENT_JOBS)
        closed = sum(self._jobs.close(row) for row in recent if row.job.completed_at is None and row.tasks_open <= 0)
        return Recovered(lanes=lanes, tasks=tasks, jobs=closed)

    def _restart(self, lane_id: str) -> int | None:
        """Return how many tasks were put back, or None where nothing had to be done."""
        restarted, lost = False, 0

        def mended(lane: Lane) -> Lane | None:
            nonlocal restarted, lost
            now = self._clock.now()
            kept = lane.lost(now)
            lost = len(lane.granted) - len(kept.granted)
            if lane.tick is None:
                standing_still = bool(lost) or self._tasks.any_waiting(lane_id, without=lane.granted)
            else:
                standing_still = lane.tick.due + TICK_GRACE <= now
            restarted = standing_still or lost > 0
            return kept.with_next_tick(now) if restarted else None

        lane = self._lanes.change(lane_id, mended)
        if not restarted or lane.tick is None:
            return None
        self._queue.send(TickMessage(lane=lane_id, sequence=lane.tick.sequence).body())
        return lost
