"""The front door as an ASGI application and as a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from local.front_door.http_relay import HttpRelay
from local.front_door.limits import AWS_LIMITS, Limits
from local.front_door.websocket_relay import WebSocketRelay

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def front_door(*, http_api_url: str, websocket_api_url: str, limits: Limits = AWS_LIMITS) -> Starlette:
    """Return the application: `/ws` goes to the WebSocket API, everything else to the HTTP API."""
    # The limits have their own clock; connections to the emulator must not run out under many slow requests.
    client = httpx.AsyncClient(
        timeout=None,  # noqa: S113
        follow_redirects=False,
        trust_env=False,
        limits=httpx.Limits(max_connections=None),
    )
    http = HttpRelay(client, api_url=http_api_url, limits=limits)
    sockets = WebSocketRelay(api_url=websocket_api_url, limits=limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    async def relay_http(request: Request) -> Response:
        return await http(request)

    async def relay_websocket(client: WebSocket) -> None:
        await sockets(client)

    routes = [WebSocketRoute("/ws", relay_websocket), Route("/{path:path}", relay_http, methods=METHODS)]
    return Starlette(routes=routes, lifespan=lifespan)


def server(application: Starlette, *, port: int, limits: Limits = AWS_LIMITS) -> uvicorn.Server:
    """Return a server for the loopback interface that ends connections with larger frames or messages: code 1009."""
    config = uvicorn.Config(
        application,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        # Passed on to websockets' ServerProtocol, which takes a limit for messages and one for frames.
        ws_max_size=(limits.message, limits.frame),  # type: ignore[arg-type]
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # API Gateway sends none
        timeout_graceful_shutdown=1,
        server_header=False,
        date_header=False,
    )
    return uvicorn.Server(config)
