"""The sandbox without a process of its own: an httpx transport for synchronous clients, over any clock.

    with httpx.Client(transport=SandboxTransport(state_dir, clock)) as http:
        http.get("http://sandbox.test/github/users/…")

Limits, reset times and picture addresses follow the clock, so that a test or a simulation may ask for days in a second.
Every origin leads here; a fault that takes time takes real time.
"""

import asyncio
import threading
from pathlib import Path

import httpx

from local.sandbox.app import create_app
from local.sandbox.clock import Clock
from local.sandbox.services import Sandbox
from local.sandbox.settings import SandboxSettings
from local.sandbox.world.world import World


class SandboxTransport(httpx.BaseTransport):
    """Calls the sandbox's application from synchronous code, one request at a time."""

    def __init__(self, state_dir: Path, clock: Clock, *, settings: SandboxSettings | None = None) -> None:
        """Open a sandbox.

        Args:
            state_dir: made when it does not exist; the same folder has the same state again.
            clock: anything that tells the time.
            settings: instead of the usual ones; then `state_dir` is of no account.
        """
        self._app = create_app(settings or SandboxSettings(state_dir=state_dir), clock)
        self._transport = httpx.ASGITransport(app=self._app)
        self._runner = asyncio.Runner()
        self._lock = threading.Lock()

    @property
    def sandbox(self) -> Sandbox:
        """Everything inside: faults, limits, what has been asked."""
        sandbox: Sandbox = self._app.state.sandbox
        return sandbox

    @property
    def world(self) -> World:
        """The world that its GitHub tells of."""
        return self.sandbox.living_world.world

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request.

        Raises:
            httpx.RemoteProtocolError: a fault has dropped the connection.
        """
        with self._lock:
            try:
                return self._runner.run(self._answer(request))
            except AssertionError as error:  # httpx's word for an application that ends a reply before its end
                message = "Server disconnected without sending a response."
                raise httpx.RemoteProtocolError(message, request=request) from error

    def close(self) -> None:
        """Close the state."""
        self._runner.close()
        self.sandbox.store.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response = await self._transport.handle_async_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        )
        content = await response.aread()
        # A stream, as a network's reply is: one made of content is read already, and cannot be read piece by piece.
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
