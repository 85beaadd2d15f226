"""The pacer turns a lane's backlog into delayed messages, one tick at a time.

A tick gives slots up to a horizon, sends one message per task with the delay to its slot, and sends the next tick with
the delay to the first slot beyond. What it decided is stored before anything is sent. If it dies in between, its
message comes back: a tick that finds its own decision stored sends everything again, and the workers drop what they
had already. The next tick gets a new sequence then, or a message that a queue delivers twice would double the chain to
its end. A tick that is neither the live one nor the one that decided on it is a stray and is dropped.
"""

from collections.abc import Iterator

from curator.foundation.clock import Clock
from curator.foundation.queues import MAX_DELAY_SECONDS, Queue
from curator.usage.scans.lanes.lane import Grant, Lane
from curator.usage.scans.lanes.rates import lane_of, token_of
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.limits import HIGH_WATER, HORIZON_SECONDS
from curator.usage.scans.messages import TaskMessage, TickMessage
from curator.usage.scans.tasks.store import TaskStore
from curator.usage.scans.tasks.task import Priority, Task

FULL_SECONDS = 5.0  # until a lane whose slots are all given is looked at again
SOONEST_SECONDS = 1.0  # between two ticks


class Pacer:
    """Handles ticks."""

    def __init__(self, *, lanes: LaneStore, tasks: TaskStore, queue: Queue, clock: Clock) -> None:
        """Take the lanes, what waits in them, and the scans queue."""
        self._lanes = lanes
        self._tasks = tasks
        self._queue = queue
        self._clock = clock

    def tick(self, message: TickMessage) -> None:
        """Handle one tick; raises LaneBusyError or an AWS error when the message should come again."""
        before: set[str] = set()

        def decide(lane: Lane) -> Lane | None:
            before.clear()
            if lane.tick is None:
                return None
            if lane.tick.after == message.sequence:
                return lane.with_next_tick(lane.tick.due, after=message.sequence)
            if lane.tick.sequence != message.sequence:
                return None
            before.update(lane.granted)
            return self._planned(lane)

        lane = self._lanes.change(message.lane, decide)
        if lane.last_sequence == message.sequence and lane.tick is None:
            self._send(lane, before)  # the chain's last tick
        elif lane.tick is not None and lane.tick.after == message.sequence:
            self._send(lane, before)
            delay = min(max(0.0, lane.tick.due - self._clock.now()), MAX_DELAY_SECONDS)
            self._queue.send(TickMessage(lane=lane.id, sequence=lane.tick.sequence).body(), delay)

    def _planned(self, lane: Lane) -> Lane:
        """Return the lane with the slots within the horizon given, and the next tick where anything waits."""
        now = self._clock.now()
        lane = lane.pruned(now)
        if lane.pause is not None and lane.pause.until > now + HORIZON_SECONDS:
            return _looking_again(lane, lane.pause.until, now)
        latest: float | None = None
        others = _Others(self._lanes)
        for task in self._next_tasks(lane):
            if task.not_before > now + HORIZON_SECONDS:
                latest = min(task.not_before, latest or task.not_before)
                continue
            slot = max(lane.opens(task.units, now), task.not_before, others.opens(task, now))
            if slot > now + HORIZON_SECONDS:
                return _looking_again(lane, slot - HORIZON_SECONDS / 2, now)
            if len(lane.granted) >= HIGH_WATER:
                return _looking_again(lane, now + FULL_SECONDS, now)
            units = min(task.units, lane.most_units())
            lane = lane.with_grant(task.id, Grant(at=slot, units=units)).past(task.priority, task.id)
        if latest is None:
            return lane.without_tick()
        return _looking_again(lane, latest, now)

    def _next_tasks(self, lane: Lane) -> Iterator[Task]:
        """Yield what waits without a slot: by priority, within it in turn, beginning after the last that got one."""
        for priority in Priority:
            cursor = lane.cursors.get(priority, "")
            many = HIGH_WATER + len(lane.granted) + 1
            following = self._tasks.waiting(lane.id, priority, after=cursor, limit=many)
            yield from (task for task in following if task.id not in lane.granted)
            if cursor and len(following) < many:
                again = self._tasks.waiting(lane.id, priority, after="", limit=many)
                yield from (task for task in again if task.id <= cursor and task.id not in lane.granted)

    def _send(self, lane: Lane, before: set[str]) -> None:
        """Send a message for each task that got its slot by this tick (a repeated tick cannot tell, and sends all)."""
        now = self._clock.now()
        self._queue.send_many(
            [
                (TaskMessage(lane=lane.id, task_id=task_id).body(), min(max(0.0, grant.at - now), MAX_DELAY_SECONDS))
                for task_id, grant in lane.granted.items()
                if task_id not in before
            ]
        )


class _Others:
    """The lanes from which tasks of this one take a call as well."""

    def __init__(self, lanes: LaneStore) -> None:
        self._lanes = lanes
        self._loaded: dict[str, Lane] = {}

    def opens(self, task: Task, now: float) -> float:
        """Return when all of them have a call to spare."""
        opening = [now]
        for resource in task.also:
            lane_id = lane_of(resource, token_of(task.lane))
            if lane_id not in self._loaded:
                self._loaded[lane_id] = self._lanes.load(lane_id)
            opening.append(self._loaded[lane_id].opens(1, now, places=False))
        return max(opening)


def _looking_again(lane: Lane, moment: float, now: float) -> Lane:
    """Return the lane with a tick due at this moment, as near to it as a message can be delayed."""
    due = min(max(moment, now + SOONEST_SECONDS), now + MAX_DELAY_SECONDS)
    return lane.with_next_tick(due, after=lane.last_sequence)
