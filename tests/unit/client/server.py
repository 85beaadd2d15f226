"""A real WebSocket server on the loopback that answers as a test says."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

Message = dict[str, Any]
Script = Callable[[Message], Sequence[Message]]


class Server:
    """What a test's server has seen, and the sockets it holds."""

    def __init__(self, *scripts: Script) -> None:
        """Answer by the first script on the first socket, by the second on the second, by the last from then on."""
        self._scripts = scripts
        self.requests: list[Request] = []
        self.received: list[Message] = []
        self.sockets: list[ServerConnection] = []
        self.refusals: list[int] = []  # statuses for the next requests; 0 lets one in
        self.address = ""

    async def push(self, *messages: Message) -> None:
        """Send messages on the newest socket."""
        for message in messages:
            await self.sockets[-1].send(json.dumps(message))

    def admit(self, socket: ServerConnection, request: Request) -> Response | None:
        """Note a request to open a socket, and refuse it where the test says so."""
        self.requests.append(request)
        status = self.refusals.pop(0) if self.refusals else 0
        return socket.respond(status, '{"detail":"Not now"}') if status else None

    async def converse(self, socket: ServerConnection) -> None:
        """Answer on one socket until it ends."""
        script = self._scripts[min(len(self.sockets), len(self._scripts) - 1)]
        self.sockets.append(socket)
        async for text in socket:
            message = json.loads(text)
            self.received.append(message)
            for reply in script(message):
                await socket.send(json.dumps(reply))


@asynccontextmanager
async def running(*scripts: Script) -> AsyncIterator[Server]:
    """Run a server."""
    server = Server(*(scripts or (silent,)))
    options: dict[str, Any] = {
        "process_request": server.admit,
        "select_subprotocol": lambda _, offered: "bearer" if "bearer" in offered else None,
    }
    async with serve(server.converse, "127.0.0.1", 0, **options) as listening:
        host, port = next(iter(listening.sockets)).getsockname()[:2]
        server.address = f"ws://{host}:{port}/ws"
        yield server


def silent(_message: Message) -> list[Message]:
    """Answer nothing."""
    return []


def answer(message: Message, data: Any, *, status_code: int = 0, meta: Any = None) -> Message:
    """Return the answer to a package."""
    return {
        "pkg_id": message["pkg_id"],
        "req_id": message["req_id"],
        "status_code": status_code,
        "meta": meta,
        "data": data,
    }


def run(test: Callable[[], Awaitable[None]]) -> None:
    """Run a test to its end."""

    async def within_reason() -> None:
        async with asyncio.timeout(60):
            await test()

    asyncio.run(within_reason())
