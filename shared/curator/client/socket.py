"""One open socket: saying something, waiting for what is answered, listening to what comes unasked."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from curator.client.envelopes import CLOSE, PING, Answer, Kind, Message, answer_of, read, write
from curator.client.errors import ConnectionLostError, DismissedError, RefusedError, SilenceError
from curator.client.inbox import Inbox, Mailbox
from curator.realtime.messages.replies import REPLIES

ANSWER_SECONDS = 30.0
PONG_SECONDS = 30.0
KEEP_ALIVE_SECONDS = 300.0  # API Gateway closes what says nothing for 600 s
POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1


class Socket:
    """An open socket. It is read from the start: what nobody waits for yet is kept, in order."""

    def __init__(self, connection: ClientConnection, *, keep_alive: float = KEEP_ALIVE_SECONDS) -> None:
        """Speak on a connection, which the socket closes in its end; see `opening`."""
        self._connection = connection
        self._inbox = Inbox()
        self._asking = asyncio.Lock()
        self._dismissed: DismissedError | None = None
        self._heard = False
        self._reading = asyncio.create_task(self._read())
        self._keeping_alive = asyncio.create_task(self._keep_alive(keep_alive))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def heard(self) -> bool:
        """Whether the server has said anything yet."""
        return self._heard

    @property
    def lost(self) -> bool:
        """Whether nothing can be said here any more."""
        return self._inbox.lost is not None

    async def send(self, kind: Kind, data: Any = None, **fields: Any) -> None:
        """Send a message and wait for nothing; raises ConnectionLostError."""
        await self.send_text(write(kind, data, req_id=str(uuid4()), **fields))

    async def send_text(self, text: str) -> None:
        """Send a text as it is; raises ConnectionLostError."""
        try:
            await self._connection.send(text)
        except ConnectionClosed as problem:
            raise self._inbox.lost or ConnectionLostError(f"the socket was closed: {problem}") from problem

    async def expect(self, *kinds: str, within: float = ANSWER_SECONDS) -> Message:
        """Return the next message of one of these types.

        Raises:
            RefusedError: an ERROR came first, and nobody expects it.
            SilenceError: nothing of the kind came within so many seconds.
            ConnectionLostError: nor will it.
        """
        async with _patience(within, " or ".join(kinds)):
            message = await self._inbox.next(frozenset(kinds))
        return message if message.get("type") in kinds else answer_of(message).message

    async def call(
        self,
        kind: Kind,
        data: Any = None,
        *,
        within: float = ANSWER_SECONDS,
        answers: Collection[str] | None = None,
        **fields: Any,
    ) -> Answer:
        """Send a message and return what answers it.

        A number is sent as a package, and its answer is known by its request: any number of them may be under way, and
        what comes after the answer is for who listens. A type is answered by the first message of a type that follows
        it; one such call is under way at a time, and one that the protocol has no answer for returns at once.

        Args:
            kind: a message's type, or its number.
            data: what the message says.
            within: seconds.
            answers: the types that may answer a type, where the protocol's own table is not to be asked.
            fields: what else the message has beside its data, such as `handler`.

        Raises:
            RefusedError: the server said no.
            SilenceError: there was no answer in time.
            ConnectionLostError: there will be none; whether the message was served is unknown.
        """
        if isinstance(kind, int):
            async with self._exchange(kind, data, False, fields) as answer, _patience(within, f"answer to {kind}"):
                return answer_of(await answer.next())
        answered_by = REPLIES[kind] if answers is None else answers
        async with self._asking:
            await self.send(kind, data, **fields)
            if not answered_by:
                return Answer(data=None, meta=None, message={})
            return answer_of(await self.expect(*answered_by, within=within))

    def exchange(self, number: int, data: Any = None, **fields: Any) -> AbstractAsyncContextManager[Mailbox]:
        """Send a package, and collect its answer and what else belongs to it, such as the parts of a collection."""
        return self._exchange(number, data, True, fields)

    def listen(self, *kinds: str) -> AbstractContextManager[Mailbox]:
        """Collect every message of these types that comes from now on."""
        return self._inbox.listen(frozenset(kinds))

    async def ended(self) -> ConnectionLostError:
        """Wait until the socket is closed, and return why."""
        await asyncio.wait([self._reading])
        return self._inbox.lost or ConnectionLostError("the socket is closed")

    async def close(self) -> None:
        """Close the socket."""
        self._keeping_alive.cancel()
        await self._connection.close()
        await self._reading

    def abort(self) -> None:
        """Drop the connection without a word, as a network does."""
        self._connection.transport.abort()

    @asynccontextmanager
    async def _exchange(self, number: int, data: Any, with_parts: bool, fields: Message) -> AsyncIterator[Mailbox]:
        req_id = str(uuid4())
        with self._inbox.exchange(req_id, with_parts=with_parts) as mailbox:
            await self.send_text(write(number, data, req_id=req_id, **fields))
            yield mailbox

    async def _read(self) -> None:
        lost = ConnectionLostError("nobody reads the socket any more")
        try:
            while True:
                message = read(await self._connection.recv())
                if message is not None:
                    self._take(message)
        except ConnectionClosed as problem:
            code = problem.rcvd.code if problem.rcvd else None
            lost = self._dismissed or ConnectionLostError(f"the socket was closed: {problem}", code=code)
        finally:
            self._keeping_alive.cancel()
            self._inbox.lose(lost)

    async def _keep_alive(self, seconds: float) -> None:
        """Say something from time to time, and drop a connection on which nothing comes back."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.call(PING, within=PONG_SECONDS)
            except RefusedError:  # an answer like any other
                continue
            except SilenceError:
                self.abort()
            except ConnectionLostError:
                return

    def _take(self, message: Message) -> None:
        """Note a farewell, which comes as a message: API Gateway closes every socket with the same code."""
        self._heard = True
        if message.get("type") == CLOSE and message.get("code") == POLICY_VIOLATION:
            self._dismissed = DismissedError(str(message.get("reason", "")))
        self._inbox.deliver(message)


@asynccontextmanager
async def _patience(seconds: float, awaited: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise SilenceError(f"no {awaited} within {seconds:g} s") from None
