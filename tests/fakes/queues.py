"""A queue on a virtual clock."""

import heapq
from collections.abc import Sequence
from itertools import count
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.queues import whole_delay


class FakeQueue:
    """Holds messages until their delay has passed, in whole seconds as SQS does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._order = count()
        self._waiting: list[tuple[float, int, dict[str, Any]]] = []
        self.sent: list[tuple[dict[str, Any], float]] = []

    def send(self, body: dict[str, Any], delay: float = 0) -> None:
        self.sent.append((body, delay))
        heapq.heappush(self._waiting, (self._clock.now() + whole_delay(delay), next(self._order), body))

    def send_many(self, messages: Sequence[tuple[dict[str, Any], float]]) -> None:
        for body, delay in messages:
            self.send(body, delay)

    def next_due(self) -> float | None:
        """Return when the next message may be received."""
        return self._waiting[0][0] if self._waiting else None

    def receive(self) -> dict[str, Any] | None:
        """Return a message whose time has come, or None."""
        due = self.next_due()
        if due is None or due > self._clock.now():
            return None
        return heapq.heappop(self._waiting)[2]

    def lose_everything(self) -> None:
        """Forget all messages, as a crash would."""
        self._waiting.clear()
