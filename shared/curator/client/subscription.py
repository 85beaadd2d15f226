"""What somebody watches: its messages as one stream, however many sockets it takes.

begun ──message──▶ begun          a lost socket: a new one, and what was missed is replayed from the token; where
  │                  ▲            that is refused, or a number is missing, all of it is asked for again
  └──lost──▶ resumed ┘
"""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from typing import Any, Self

from curator.client.envelopes import Kind, Message
from curator.client.errors import ConnectionLostError, DismissedError, RefusedError
from curator.client.inbox import Mailbox
from curator.client.numbers import Place, StreamNumbers
from curator.client.socket import Socket
from curator.realtime.messages.replies import REPLIES
from curator.realtime.packages.numbers import CLIENT, NAME_OF
from curator.realtime.packages.shapes import message_of

JOIN_ROOM, RESUME = "JOIN_ROOM", "RESUME"
UNSUBSCRIBE = {
    "FETCH_BATCHES": "UNSUBSCRIBE_BATCHES_LIST",
    JOIN_ROOM: "LEAVE_ROOM",
    "SUBSCRIBE_BATCH": "UNSUBSCRIBE_BATCH",
    "SUBSCRIBE_BATCHES_LIST": "UNSUBSCRIBE_BATCHES_LIST",
}
"""What ends that which a message begins."""

PUSHED = {JOIN_ROOM: ("ANNOUNCEMENT",)}
"""What comes of a message, where that is not all that may answer it."""


class Subscription:
    """An asynchronous iterator over messages, `{type, data, sequence?, …}` each."""

    def __init__(self, connected: Callable[[], Awaitable[Socket]], kind: Kind, data: Any, fields: Message) -> None:
        """Watch by sending `kind`, with `data` and other `fields`, on the socket that `connected` waits for."""
        self._connected = connected
        self._kind, self._data, self._fields = kind, data, fields
        self._name = kind if isinstance(kind, str) else NAME_OF[kind]
        self._types = frozenset(PUSHED.get(self._name, REPLIES[self._name]))
        self._numbers = StreamNumbers()
        self._token: str | None = None
        self._socket: Socket | None = None
        self._mailbox = Mailbox()
        self._listening = ExitStack()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message:
        """Return the next message.

        Raises:
            RefusedError: it may not be watched any more.
            SilenceError: the server did not answer when it was asked again.
            DismissedError: the server closed the socket for a reason that a new one does not change.
            ConnectError: it refuses a new one.
        """
        while True:
            try:
                message = await self._mailbox.next()
            except DismissedError:
                raise
            except ConnectionLostError:
                await self.begin()
                continue
            if self._is_anothers(message):
                continue
            self._token = message.get("token", self._token)
            place = self._numbers.take(message)
            if place is Place.AFTER_A_GAP:
                await self._catch_up()
            if place is not Place.REPEATED:
                return message

    async def begin(self) -> None:
        """Watch on the socket of now; raises as reading does."""
        while True:
            self._socket = await self._connected()
            self._listening.close()
            self._mailbox = self._listening.enter_context(self._socket.listen(*self._types))
            try:
                if not await self._resume():
                    await self._ask()
            except DismissedError:
                raise
            except ConnectionLostError:
                continue
            return

    async def end(self) -> None:
        """Stop watching."""
        self._listening.close()
        ending = UNSUBSCRIBE.get(self._name)
        if self._socket is None or ending is None:
            return
        data = self._data if self._name == JOIN_ROOM else None
        with suppress(ConnectionLostError):
            await self._socket.send(ending if isinstance(self._kind, str) else CLIENT[ending], data)

    async def _resume(self) -> bool:
        """Have replayed what was missed; return whether the server could."""
        if self._token is None:
            return False
        position = {"token": self._token, "sequence": self._numbers.latest}
        try:
            await self._say(RESUME, position, {})
        except RefusedError:
            return False
        return True

    async def _ask(self) -> None:
        await self._say(self._name, self._data, self._fields)

    async def _catch_up(self) -> None:
        """Ask for all of it; a socket that is lost meanwhile is noticed when the next message is read."""
        with suppress(ConnectionLostError):
            await self._ask()

    async def _say(self, name: str, data: Any, fields: Message) -> None:
        """Say something in the shape of this subscription. Its answer is read like any other message."""
        assert self._socket is not None  # noqa: S101 - only a subscription that has begun speaks
        answered_by = REPLIES[name][0]  # the others are what follows, or what is pushed meanwhile
        if not isinstance(self._kind, str):
            answer = await self._socket.call(CLIENT[name], data, **fields)
            self._mailbox.put_first(message_of(answered_by, answer.data))
            return
        answer = await self._socket.call(name, data, answers=(answered_by,), **fields)
        if answered_by not in self._types:  # it would have come to every subscription that listens
            self._mailbox.put_first(answer.message)

    def _is_anothers(self, message: Message) -> bool:
        """Whether it was said in another room; a connection can be in many of them, and watches one of all else."""
        room = self._data.get("room") if isinstance(self._data, dict) else self._data
        return message["type"] == "ANNOUNCEMENT" and bool(message["data"].get("room") != room)
