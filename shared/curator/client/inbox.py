"""Who gets a message that comes in.

    message ─▶ belongs to an exchange? ──yes─▶ that exchange
                    │ no (an answer that nobody waits for any more ─▶ nobody)
                    ▼
               everybody who listens to its type, and the first who waits for its type
                    │ nobody
                    ▼
               kept, in order, for who asks later

An ERROR names no request: it goes to the first who waits for anything.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from curator.client.envelopes import ERROR, STATUS, Message, request_of
from curator.client.errors import ConnectionLostError

MAX_KEPT = 10_000  # messages that nobody has asked for; beyond it the oldest are forgotten


class Mailbox:
    """Messages for one reader, in order, until the connection is lost."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._lost: ConnectionLostError | None = None
        self._changed = asyncio.Event()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message:
        return await self.next()

    async def next(self) -> Message:
        """Return the next message; raises ConnectionLostError once all that came before the loss have been read."""
        while not self._messages:
            if self._lost:
                raise self._lost
            self._changed.clear()
            await self._changed.wait()
        return self._messages.popleft()

    def put(self, message: Message) -> None:
        """Add a message."""
        self._messages.append(message)
        self._changed.set()

    def put_first(self, message: Message) -> None:
        """Add a message before all others."""
        self._messages.appendleft(message)
        self._changed.set()

    def lose(self, problem: ConnectionLostError) -> None:
        """Let the reader know that nothing more will come."""
        self._lost = problem
        self._changed.set()


class Inbox:
    """What came in on one socket."""

    def __init__(self) -> None:
        self._kept: deque[Message] = deque(maxlen=MAX_KEPT)
        self._answers: dict[str, Mailbox] = {}
        self._parts: dict[str, Mailbox] = {}
        self._listening: list[tuple[frozenset[str], Mailbox]] = []
        self._waiting: list[tuple[frozenset[str], asyncio.Future[Message]]] = []
        self._lost: ConnectionLostError | None = None

    @property
    def lost(self) -> ConnectionLostError | None:
        """Why nothing more will come, None while something may."""
        return self._lost

    def deliver(self, message: Message) -> None:
        """Give a message to whom it is for."""
        request = request_of(message) or ""
        answers = STATUS in message
        exchange = (self._answers if answers else self._parts).get(request)
        if exchange or answers:
            if exchange:
                exchange.put(message)
            return
        listeners = [mailbox for kinds, mailbox in self._listening if message["type"] in kinds]
        for mailbox in listeners:
            mailbox.put(message)
        if not self._hand_to_who_waits(message) and not listeners:
            self._kept.append(message)

    def lose(self, problem: ConnectionLostError) -> None:
        """Let everybody know that nothing more will come."""
        self._lost = problem
        for mailbox in [*self._answers.values(), *(mailbox for _, mailbox in self._listening)]:
            mailbox.lose(problem)
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(problem)

    async def next(self, kinds: frozenset[str]) -> Message:
        """Return the next message of these kinds, or an ERROR that comes before it; raises ConnectionLostError."""
        for index, message in enumerate(self._kept):
            if _wanted(message, kinds):
                del self._kept[index]
                return message
        if self._lost:
            raise self._lost
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        waiting = (kinds, future)
        self._waiting.append(waiting)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and not future.exception():
                self._kept.appendleft(future.result())  # it came as patience ended: the next who asks shall have it
            raise
        finally:
            self._waiting.remove(waiting)

    @contextmanager
    def exchange(self, req_id: str, *, with_parts: bool) -> Iterator[Mailbox]:
        """Collect the answer to one package, and what else belongs to it where that is wanted, too."""
        with self._mailbox() as mailbox:
            self._answers[req_id] = mailbox
            if with_parts:
                self._parts[req_id] = mailbox
            try:
                yield mailbox
            finally:
                del self._answers[req_id]
                self._parts.pop(req_id, None)

    @contextmanager
    def listen(self, kinds: frozenset[str]) -> Iterator[Mailbox]:
        """Collect everything of these kinds that comes from now on."""
        with self._mailbox() as mailbox:
            listening = (kinds, mailbox)
            self._listening.append(listening)
            try:
                yield mailbox
            finally:
                self._listening.remove(listening)

    @contextmanager
    def _mailbox(self) -> Iterator[Mailbox]:
        mailbox = Mailbox()
        if self._lost:
            mailbox.lose(self._lost)
        yield mailbox

    def _hand_to_who_waits(self, message: Message) -> bool:
        for kinds, future in self._waiting:
            if not future.done() and _wanted(message, kinds):
                future.set_result(message)
                return True
        return False


def _wanted(message: Message, kinds: frozenset[str]) -> bool:
    return message["type"] in kinds or message["type"] == ERROR
