"""Dead-letter queues on a virtual clock, which hand out, hide and forget as SQS does."""

import json
from itertools import count
from typing import Any

from curator.foundation.clock import Clock
from curator.operations.dead_letters.queues import AT_ONCE, HIDDEN_SECONDS, Received


class FakeDeadLetters:
    """Holds messages that a queue gave up on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._held: dict[str, tuple[float, Received]] = {}
        self.forgets = True

    def put(self, body: dict[str, Any] | str, *, sent_at: float | None = None, redriven: bool = True) -> str:
        """Let a message die, as it was sent then (now, if nothing is said); return its id."""
        message_id = f"message-{next(self._numbers):04d}"
        received = Received(
            message_id=message_id,
            body=body if isinstance(body, str) else json.dumps(body),
            receipt_handle=message_id,
            receives=6,
            sent_at=self._clock.now() if sent_at is None else sent_at,
            first_received_at=None,
            correlation_id=None,
            redriven=redriven,
        )
        self._held[message_id] = (0.0, received)
        return message_id

    def receive(self) -> list[Received]:
        now = self._clock.now()
        found = [received for hidden_until, received in self._held.values() if hidden_until <= now][:AT_ONCE]
        for received in found:
            self._held[received.message_id] = (now + HIDDEN_SECONDS, received)
        return found

    def forget(self, received: Received) -> None:
        if not self.forgets:
            raise ConnectionError("SQS is down")
        self._held.pop(received.message_id, None)

    def depth(self) -> int | None:
        return len(self._held)
