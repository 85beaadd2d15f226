"""Somebody at a terminal, before deployments that run: real servers on loopback over rooms in memory."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from typer.testing import CliRunner, Result
from websockets.sync.server import ServerConnection, serve

from local.cli.__main__ import app
from tests.unit.functions.socket_world import SocketWorld

GOOD = "good"  # the token that sockets admit


def curator(*arguments: str, at: str = "", sockets: str = "", token: str = "", session: str = "") -> Result:
    """Run `curator`, in an environment that names a deployment and shows a proof."""
    environment = {
        "CURATOR_URL": at or None,
        "CURATOR_WEBSOCKET": sockets or None,
        "CURATOR_TOKEN": token or None,
        "CURATOR_SESSION": session or None,
    }
    return CliRunner().invoke(app, list(arguments), env=environment)


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve an ASGI application; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application, log_config=None, ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def sockets_of(world: SocketWorld) -> Iterator[str]:
    """Serve a world's sockets to whoever shows the good token; give their address."""

    def relay(connection: ServerConnection) -> None:
        browser = world.connect()
        for text in connection:
            for message in browser.send_text(str(text)):
                connection.send(json.dumps(message))

    def admit(connection: ServerConnection, request):  # type: ignore[no-untyped-def] # of websockets' own types
        admitted = request.headers.get("Authorization") == f"Bearer {GOOD}"
        return None if admitted else connection.respond(401, '{"detail":"Not authenticated"}')

    with serve(relay, "127.0.0.1", 0, process_request=admit) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        host, port = server.socket.getsockname()[:2]
        try:
            yield f"ws://{host}:{port}"
        finally:
            server.shutdown()
            thread.join()


def nowhere() -> str:
    """Return an address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        return f"http://127.0.0.1:{silent.getsockname()[1]}"
