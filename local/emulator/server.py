"""ministack behind one ASGI application, its state restored before and saved after."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import hypercorn.asyncio
import hypercorn.config
import ministack.app as gateway
from ministack.core import hypercorn_compat, lambda_runtime

from local.emulator import bucket_access, queue_ages, repairs
from local.emulator.counting import REQUESTS_PATH, Counts
from local.emulator.durability import Durability
from local.emulator.snapshots import SnapshotStore

SNAPSHOT_PATH = "/_curator/snapshot"
POLLER_WAKE_SECONDS = 0.2
Application = Callable[[Any, Any, Any], Coroutine[Any, Any, None]]


async def serve(*, port: int, state_directory: Path, isolated: bool = False) -> None:
    """Run the emulator on this port of the loopback interface, and leave its whole state behind at the end.

    `isolated` functions see their own code, their layers and Python's standard library, as on Lambda.
    """
    hypercorn_compat.install()
    durability = Durability(SnapshotStore(state_directory / "snapshots"))
    start_pollers = repairs.install(isolated=isolated)
    durability.install()
    bucket_access.install()
    queue_ages.install()
    counts = Counts()
    counts.install()
    config = hypercorn.config.Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.websocket_max_message_size = 1024 * 1024  # the front door holds API Gateway's limit
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    background = [
        asyncio.create_task(durability.save_regularly()),
        asyncio.create_task(_poll(port, start_pollers)),
    ]
    application = bucket_access.with_bucket_cors(_application(durability, counts))
    await hypercorn.asyncio.serve(application, config, shutdown_trigger=stop.wait)
    for task in background:
        task.cancel()
    await asyncio.to_thread(lambda_runtime.reset)
    await durability.save()


def _application(durability: Durability, counts: Counts) -> Application:
    """Return ministack's ASGI application: counting changes, replaying at the start, saving and telling on demand."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":

            async def send_after_replay(message: Any) -> None:
                if message["type"] == "lifespan.startup.complete":
                    await durability.replay()
                    gateway.PERSIST_STATE = False  # from here on the journal and the snapshots are the state
                await send(message)

            await gateway.app(scope, receive, send_after_replay)
            return
        if scope["type"] == "http" and scope["path"] == SNAPSHOT_PATH:
            await durability.save()
            await _send(send, 204, b"")
            return
        if scope["type"] == "http" and scope["path"] == REQUESTS_PATH:
            await _send(send, 200, counts.as_json())
            return
        reads = scope.get("method") in {"GET", "HEAD"}
        durability.changes += not reads
        try:
            await gateway.app(scope, receive, send)
        finally:
            durability.changes += not reads

    return application


async def _send(send: Any, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def _poll(port: int, start: Callable[[], None]) -> None:
    """Start the pollers once functions can reach the emulator, then keep them awake."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.02)
    writer.close()
    start()
    while True:
        await asyncio.sleep(POLLER_WAKE_SECONDS)
        repairs.wake_pollers()
