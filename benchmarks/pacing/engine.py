"""A discrete-event simulation's heart: a clock that jumps from event to event, and queues that deliver into it."""

import heapq
import random
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from curator.foundation.queues import whole_delay

START = 1_800_000_000.0  # epoch seconds; any moment would do
DELIVERY_SECONDS = (0.02, 0.25)  # from a message's time to its receiver, when a receiver is free
DUPLICATE_SECONDS = (0.0, 30.0)  # how much later the same message may be delivered once more

Action = Callable[[], None]
Receiver = Callable[[dict[str, Any]], None]


class Suspended(Exception):  # noqa: N818 - not an error: what a sleep looks like where nobody may block
    """Whoever runs now sleeps; the engine lets others run and begins the call again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        """Say for how long."""
        super().__init__(seconds)
        self.seconds = seconds


class Engine:
    """Runs actions in the order of their times; it is the clock of all that takes part."""

    def __init__(self) -> None:
        """Begin at `START` with nothing to do."""
        self._now = START
        self._order = count()
        self._events: list[tuple[float, int, Action]] = []

    def now(self) -> float:
        """Return the virtual time in epoch seconds."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Suspend the caller; raises Suspended."""
        raise Suspended(seconds)

    def at(self, moment: float, action: Action) -> None:
        """Run `action` at `moment`, or now if that has passed."""
        heapq.heappush(self._events, (max(moment, self._now), next(self._order), action))

    def after(self, seconds: float, action: Action) -> None:
        """Run `action` in `seconds`."""
        self.at(self._now + seconds, action)

    def run(self, *, until: Callable[[], bool]) -> None:
        """Run events until `until` says enough; raises RuntimeError when there is none left before that."""
        while not until():
            if not self._events:
                raise RuntimeError("nothing is left to happen, and the work is not done")
            self._now, _, action = heapq.heappop(self._events)
            action()


class DeliveringQueue:
    """An SQS standard queue: whole seconds of delay, some time to deliver, now and then a message twice."""

    def __init__(self, engine: Engine, receiver: Receiver, *, chance: random.Random, duplicates: float) -> None:
        """Deliver to `receiver`, a share of `duplicates` of all messages twice."""
        self._engine = engine
        self._receiver = receiver
        self._chance = chance
        self._duplicates = duplicates
        self.sent = 0

    def send(self, body: dict[str, Any], delay: float = 0) -> None:
        """Put one message."""
        self.sent += 1
        seconds = whole_delay(delay) + self._chance.uniform(*DELIVERY_SECONDS)
        self._engine.after(seconds, lambda: self._receiver(body))
        if self._chance.random() < self._duplicates:
            self._engine.after(seconds + self._chance.uniform(*DUPLICATE_SECONDS), lambda: self._receiver(body))

    def send_many(self, messages: Sequence[tuple[dict[str, Any], float]]) -> None:
        """Put several messages."""
        for body, delay in messages:
            self.send(body, delay)


class Workers:
    """A function's concurrency: so many calls at once, the others wait their turn."""

    def __init__(self, engine: Engine, size: int) -> None:
        """Allow `size` at once."""
        self._engine = engine
        self._free = size
        self._waiting: deque[Action] = deque()

    def begin(self, call: Action) -> None:
        """Start a call now, or when a worker is free; whoever ends it says `done`."""
        if self._free:
            self._free -= 1
            call()
        else:
            self._waiting.append(call)

    def done(self) -> None:
        """End a call, and start the one that has waited longest."""
        if self._waiting:
            self._engine.after(0.0, self._waiting.popleft())
        else:
            self._free += 1
