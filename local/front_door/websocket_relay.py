"""Relays WebSocket connections to the emulator's WebSocket API."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from local.front_door.limits import Limits

logger = logging.getLogger(__name__)

NORMAL = 1000
GOING_AWAY = 1001
NO_STATUS = 1005
ABNORMAL = 1006
TOO_BIG = 1009
# The handshake's own headers are made anew for the connection to the emulator.
HANDSHAKE_HEADERS = {"host", "connection", "upgrade", "content-length"}


@dataclass(slots=True)
class _Close:
    """Why a connection ends, for the client."""

    code: int
    reason: str = ""


@dataclass(slots=True)
class _Activity:
    """When something last went either way; an idle connection is closed."""

    opened: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)


class WebSocketRelay:
    """Connects clients to a WebSocket API of the emulator, in path form."""

    def __init__(self, *, api_url: str, limits: Limits) -> None:
        self._api_url = api_url
        self._limits = limits

    async def __call__(self, client: WebSocket) -> None:
        """Relay one connection until either side or a limit ends it. A refused handshake keeps status and body."""
        query = client.scope["query_string"].decode()
        try:
            upstream = await connect(
                self._api_url + (f"?{query}" if query else ""),
                additional_headers=_headers_for_the_function(client),
                subprotocols=client.scope["subprotocols"] or None,
                user_agent_header=None,
                compression=None,
                ping_interval=None,
                open_timeout=self._limits.integration_seconds,
                max_size=None,
                proxy=None,
            )
        except InvalidStatus as refusal:
            content_type = refusal.response.headers.get("Content-Type", "application/json")
            body = bytes(refusal.response.body or b"")
            status = refusal.response.status_code
            await client.send_denial_response(Response(body, status, media_type=content_type))
            return
        except (OSError, TimeoutError) as error:
            logger.warning("the emulator did not answer: %r", error)
            await client.send_denial_response(Response('{"message": "Service Unavailable"}', 503))
            return
        async with upstream:
            await client.accept(upstream.subprotocol)
            await self._relay(client, upstream)

    async def _relay(self, client: WebSocket, upstream: ClientConnection) -> None:
        activity = _Activity()
        ways = [
            asyncio.create_task(way)
            for way in (
                self._to_function(client, upstream, activity),
                self._to_client(client, upstream, activity),
                self._watch(activity),
            )
        ]
        done, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        close = next(iter(done)).result()
        if close is not None and client.client_state is WebSocketState.CONNECTED:
            await client.close(close.code, close.reason)
            await upstream.close(close.code, close.reason)

    async def _to_function(self, client: WebSocket, upstream: ClientConnection, activity: _Activity) -> _Close | None:
        while True:
            message = await client.receive()
            if message["type"] == "websocket.disconnect":
                await _pass_on_end(message, upstream)
                return None
            activity.last = time.monotonic()
            text = message.get("text")
            try:
                await upstream.send(text if text is not None else message["bytes"])
            except ConnectionClosed:
                return _close_of(upstream)

    async def _to_client(self, client: WebSocket, upstream: ClientConnection, activity: _Activity) -> _Close | None:
        while True:
            try:
                message = await upstream.recv()
            except ConnectionClosed:
                return _close_of(upstream)
            activity.last = time.monotonic()
            size = len(message.encode() if isinstance(message, str) else message)
            if size > self._limits.frame:
                # API Gateway would send it in several frames; Curator keeps each of its pushes within one.
                logger.error("a push of %d bytes is larger than a frame of %d bytes", size, self._limits.frame)
                return _Close(TOO_BIG, "push larger than one frame")
            if isinstance(message, str):
                await client.send_text(message)
            else:
                await client.send_bytes(message)

    async def _watch(self, activity: _Activity) -> _Close:
        while True:
            end = min(activity.last + self._limits.idle_seconds, activity.opened + self._limits.connection_seconds)
            remaining = end - time.monotonic()
            if remaining <= 0:
                return _Close(GOING_AWAY, "Going away")
            await asyncio.sleep(remaining)


async def _pass_on_end(message: Message, upstream: ClientConnection) -> None:
    """Let the `$disconnect` route see how the client went: by a code, without one, or not at all."""
    code = message["code"]
    # uvicorn gives a lost connection the code 1005 as well, but no reason.
    if code == ABNORMAL or "reason" not in message:
        upstream.transport.abort()
    else:
        await upstream.close(NORMAL if code == NO_STATUS else code, message.get("reason") or "")


def _close_of(upstream: ClientConnection) -> _Close:
    code = upstream.close_code
    if code is None or code in {NO_STATUS, ABNORMAL}:
        return _Close(GOING_AWAY, "Going away")
    return _Close(code, upstream.close_reason or "")


def _headers_for_the_function(client: HTTPConnection) -> list[tuple[str, str]]:
    headers = [
        (name, value)
        for name, value in client.headers.items()
        if name not in HANDSHAKE_HEADERS and not name.startswith("sec-websocket-")
    ]
    address = client.client.host if client.client else "127.0.0.1"
    return [*headers, ("X-Forwarded-For", address), ("X-Forwarded-Proto", "http")]
