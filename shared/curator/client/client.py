"""A client that stays connected.

connecting ──▶ live ──lost──▶ waiting ──▶ connecting …      waits grow, and differ from client to client
                 │                             │
                 └──dismissed──▶ ended ◀──refused for good
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import random
from types import TracebackType
from typing import Any, Self

from curator.client.backoff import wait_before_try
from curator.client.envelopes import Answer, Kind
from curator.client.errors import ConnectError, ConnectionLostError, CuratorClientError, DismissedError
from curator.client.opening import open_socket
from curator.client.proofs import Proof
from curator.client.socket import ANSWER_SECONDS, Socket
from curator.client.subscription import Subscription

Sleep = Callable[[float], Awaitable[None]]


class Client:
    """One real-time connection, over as many sockets as it takes."""

    def __init__(self, address: str, proof: Proof | None = None, *, sleep: Sleep = asyncio.sleep) -> None:
        """Speak to the `ws:` or `wss:` address as who the proof shows; `sleep` waits between two tries to connect."""
        self._address = address
        self._proof = proof
        self._sleep = sleep
        self._next: asyncio.Future[Socket] = asyncio.get_running_loop().create_future()
        self._staying: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Connect; raises ConnectError where that fails at once."""
        socket = await open_socket(self._address, self._proof)
        self._next.set_result(socket)
        self._staying = asyncio.create_task(self._stay_connected(socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._staying:
            self._staying.cancel()
            await asyncio.wait([self._staying])
        if self._next.done() and not self._next.exception():
            await self._next.result().close()

    async def connected(self) -> Socket:
        """Return the socket of now, or the next one if there is none; raises what ended the client."""
        while (socket := await asyncio.shield(self._next)).lost:
            await asyncio.sleep(0)  # whoever opens the next one has not noticed yet
        return socket

    async def call(
        self, kind: Kind, data: Any = None, *, within: float = ANSWER_SECONDS, again: bool = False, **fields: Any
    ) -> Answer:
        """Send a message and return what answers it; see `Socket.call`.

        Args:
            kind: a message's type, or its number.
            data: what the message says.
            within: seconds to wait for the answer on one socket.
            again: send it once more on the next socket if this one is lost: for what may be served twice.
            fields: what else the message has beside its data.

        Raises:
            RefusedError: the server said no.
            SilenceError: there was no answer in time.
            ConnectionLostError: there will be none; whether the message was served is unknown.
            ConnectError: the server does not let this client in any more.
        """
        while True:
            socket = await self.connected()
            try:
                return await socket.call(kind, data, within=within, **fields)
            except DismissedError:
                raise
            except ConnectionLostError:
                if not again:
                    raise

    @asynccontextmanager
    async def subscribe(self, kind: Kind, data: Any = None, **fields: Any) -> AsyncIterator[Subscription]:
        """Watch a batch, a list or a room for as long as the context is open.

        A connection watches one batch and one list: the next one takes the place of the one before.

        Args:
            kind: what begins it, a message's type or number, such as `SUBSCRIBE_BATCH`.
            data: what the message says.
            fields: what else it has beside its data.

        Raises:
            CuratorClientError: it cannot be watched.
        """
        subscription = Subscription(self.connected, kind, data, fields)
        try:
            await subscription.begin()
            yield subscription
        finally:
            await subscription.end()

    async def _stay_connected(self, socket: Socket) -> None:
        tries = 0
        while True:
            lost = await socket.ended()
            self._next = asyncio.get_running_loop().create_future()
            if isinstance(lost, DismissedError):
                self._end(lost)
                return
            tries = 0 if socket.heard else tries + 1
            try:
                socket = await self._reopen(tries)
            except CuratorClientError as problem:
                self._end(problem)
                return
            self._next.set_result(socket)

    async def _reopen(self, tries: int) -> Socket:
        """Return a new socket, however long it takes; raises ConnectError where the server will never give one."""
        while True:
            await self._sleep(wait_before_try(tries, random))
            try:
                return await open_socket(self._address, self._proof)
            except ConnectError as problem:
                if problem.final:
                    raise
            tries += 1

    def _end(self, problem: CuratorClientError) -> None:
        self._next.set_exception(problem)
        self._next.exception()  # nobody may be waiting, which is no mistake
