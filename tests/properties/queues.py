"""A queue as SQS is: it may deliver late, twice, and in any order, and again if the consumer did not finish."""

from dataclasses import dataclass
from typing import Any

from curator.foundation.queues import whole_delay
from tests.fakes.queues import FakeQueue
from tests.properties.outside import Outside
from tests.properties.tasks import TaskClock

MAXIMUM_RECEIVES = 5  # template.yaml: maxReceiveCount; after that it is the dead-letter queue's


@dataclass(slots=True)
class Message:
    """One message in the queue."""

    body: dict[str, Any]
    due: float
    receives: int = 0


class UnreliableQueue(FakeQueue):
    """Holds messages; the test says which is delivered when."""

    def __init__(self, name: str, clock: TaskClock, outside: Outside, *, visibility_seconds: float) -> None:
        super().__init__(clock)
        self.name = name
        self.messages: list[Message] = []
        self._visibility = visibility_seconds
        self._outside = outside

    def send(self, body: dict[str, Any], delay: float = 0) -> None:
        def put() -> None:
            self.sent.append((body, delay))
            self.messages.append(Message(body, self._clock.now() + whole_delay(delay)))

        self._outside.call(f"{self.name} queue.send", put)

    def due(self) -> list[Message]:
        """Return the messages that may be delivered now, the longest overdue first."""
        return sorted((message for message in self.messages if message.due <= self._clock.now()), key=lambda m: m.due)

    def next_due(self) -> float | None:
        return min((message.due for message in self.messages), default=None)

    def take(self, message: Message) -> None:
        """Deliver this message: it cannot be seen until its visibility timeout has passed."""
        message.receives += 1
        message.due = self._clock.now() + self._visibility

    def repeat(self, message: Message) -> None:
        """Let this message be there twice."""
        self.messages.append(Message(message.body, message.due))

    def finish(self, message: Message, *, succeeded: bool) -> None:
        """Hear from the consumer: delete the message, or give it up after too many deliveries."""
        over = succeeded or message.receives >= MAXIMUM_RECEIVES
        if over and message in self.messages:
            self.messages = [other for other in self.messages if other is not message]
