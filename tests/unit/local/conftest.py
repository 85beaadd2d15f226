import asyncio
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from local.front_door.limits import Limits
from local.front_door.server import front_door, server

STAGE = "/_aws/execute-api/curator-http/$default"


class Upstream:
    """Stands for the emulator: answers in path form, and remembers how its connections ended."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.ended = threading.Event()
        routes = [
            Route(STAGE + "/echo/{rest:path}", self.echo, methods=["GET", "POST"]),
            Route(STAGE + "/login", self.login),
            Route(STAGE + "/accept", self.accept, methods=["POST"]),
            Route(STAGE + "/large", self.large),
            Route(STAGE + "/slow", self.slow),
            WebSocketRoute("/socket", self.socket),
        ]
        self.application = Starlette(routes=routes)

    async def echo(self, request: Request) -> Response:
        body = await request.body()
        return JSONResponse(
            {
                "path": request.scope["raw_path"].decode().removeprefix(STAGE),
                "query": request.scope["query_string"].decode(),
                "headers": [[name.decode(), value.decode()] for name, value in request.headers.raw],
                "body": body.hex(),
            }
        )

    async def accept(self, request: Request) -> Response:
        await request.body()
        return Response("accepted")

    async def login(self, request: Request) -> Response:
        response = RedirectResponse("/home", 302)
        response.set_cookie("first", "1")
        response.set_cookie("second", "2")
        return response

    async def large(self, request: Request) -> Response:
        return Response(b"x" * int(request.query_params["size"]), media_type=request.query_params["type"])

    async def slow(self, request: Request) -> Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def socket(self, client: WebSocket) -> None:
        if client.query_params.get("refuse"):
            await client.send_denial_response(JSONResponse({"message": "log in first"}, 401))
            return
        await client.accept("curator" if "curator" in client.scope["subprotocols"] else None)
        try:
            while True:
                await self.answer(client, await client.receive_text())
        except WebSocketDisconnect as end:
            self.ends.append(end.code)
            self.ended.set()

    async def answer(self, client: WebSocket, text: str) -> None:
        if text == "headers":
            await client.send_json(dict(client.headers))
        elif text.startswith("push "):
            await client.send_text("x" * int(text.removeprefix("push ")))
        elif text.startswith("close "):
            await client.close(int(text.removeprefix("close ")), "because")
        else:
            await client.send_text(text)


@pytest.fixture
def serve() -> Iterator[Callable[[uvicorn.Server], str]]:
    """Start a server on a port of its own; return its host and port, where whoever comes early waits."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(each: uvicorn.Server) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=each.run, args=([listening],))
        running.append((each, thread))
        thread.start()
        return f"127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    for each, thread in reversed(running):
        each.should_exit = True
        thread.join()


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def open_door(serve: Callable[[uvicorn.Server], str], upstream: Upstream) -> Callable[[Limits], str]:
    """Start the upstream and a front door with these limits before it; return the door's host and port."""

    def open_door(limits: Limits) -> str:
        configuration = uvicorn.Config(
            upstream.application, log_level="critical", ws="websockets-sansio", timeout_graceful_shutdown=1
        )
        behind = serve(uvicorn.Server(configuration))
        application = front_door(
            http_api_url=f"http://{behind}{STAGE}", websocket_api_url=f"ws://{behind}/socket", limits=limits
        )
        return serve(server(application, port=0, limits=limits))

    return open_door
