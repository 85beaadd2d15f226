"""Starting a lane's chain of ticks when there is something to do."""

from collections.abc import Iterable

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.usage.scans.lanes.lane import Lane, Tick
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.limits import HORIZON_SECONDS
from curator.usage.scans.messages import TickMessage

TICK_GRACE = 60.0  # seconds a tick may be late before it counts as lost


class LaneWaker:
    """Wakes lanes."""

    def __init__(self, *, lanes: LaneStore, queue: Queue, clock: Clock) -> None:
        """Take the lanes, and the scans queue."""
        self._lanes = lanes
        self._queue = queue
        self._clock = clock

    def wake(self, lane_ids: Iterable[str]) -> None:
        """Start the chains of these lanes where none runs, or none that comes in time.

        A tick that is at work at this moment may have read the backlog before something was stored there. A change of
        the lane, though it changes nothing, makes it look again.
        """
        for lane_id in dict.fromkeys(lane_ids):
            self._wake(lane_id)

    def _wake(self, lane_id: str) -> None:
        started = False

        def awake(lane: Lane) -> Lane | None:
            nonlocal started
            now = self._clock.now()
            tick = lane.tick
            started = tick is None or tick.due + TICK_GRACE <= now or _comes_late(lane, tick, now)
            if started:
                return lane.with_next_tick(now)
            return lane if tick is not None and tick.due <= now else None

        lane = self._lanes.change(lane_id, awake)
        if started and lane.tick is not None:
            delay = max(0.0, lane.tick.due - self._clock.now())
            self._queue.send(TickMessage(lane=lane_id, sequence=lane.tick.sequence).body(), delay)


def _comes_late(lane: Lane, tick: Tick, now: float) -> bool:
    """Whether the lane could go on well before its tick, which waits for a task that has to wait longer."""
    return tick.due > now + HORIZON_SECONDS and lane.opens(1, now) + HORIZON_SECONDS < tick.due
