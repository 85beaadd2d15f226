"""Starting a lane's chain of ticks when there is something to do."""

from collections.abc import Callable
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.foundation.table import Put
from curator.uploads.lanes.lane import Lane
from curator.uploads.lanes.store import TICK_GRACE, LaneStore
from curator.uploads.messages import TickMessage


class LaneWaker:
    """Wakes lanes."""

    def __init__(self, *, lanes: LaneStore, lanes_queue: Queue, clock: Clock) -> None:
        """Take the lanes and the pacer's queue."""
        self._lanes = lanes
        self._lanes_queue = lanes_queue
        self._clock = clock

    def wake(
        self, user_id: str, change: Callable[[Lane], Lane | None], *, write: Callable[[Put], None] | None = None
    ) -> None:
        """Change the lane, and start its chain of ticks unless one runs.

        If the tick's message is never sent the janitor sends one: the lane says that a tick is due.

        Args:
            user_id: whose lane.
            change: returns the lane as it should be, with a token that works; None leaves it asleep.
            write: see `LaneStore.change`.
        """
        started = False

        def awake(lane: Lane) -> Lane | None:
            nonlocal started
            started = False
            changed = change(lane)
            if changed is None:
                return None
            now = self._clock.now()
            started = changed.tick is None or changed.tick.due + TICK_GRACE <= now
            if changed.waits_for_login:
                changed, started = changed.resumed(), True
            return changed.with_next_tick(now) if started else changed

        lane = self._lanes.change(user_id, awake, write=write)
        if started and lane.tick is not None:
            self._lanes_queue.send(TickMessage(user_id=user_id, sequence=lane.tick.sequence).body())

    def logged_in(self, user_id: str, encrypted_token: str) -> None:
        """Give a lane with work the user's new token, and let it go on if it waited for their login.

        A lane that does not wait gets it too: its old token may be revoked already, and nobody have noticed yet.
        """

        def with_token(lane: Lane) -> Lane | None:
            return None if lane.encrypted_token is None else replace(lane, encrypted_token=encrypted_token)

        self.wake(user_id, with_token)
