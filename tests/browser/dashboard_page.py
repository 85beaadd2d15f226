"""The dashboard's page on the HTTP API itself, for a browser."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Locator, Page
from starlette.types import ASGIApp

START_SECONDS = 10


def panel(page: Page, title: str) -> Locator:
    """Return a panel by its heading."""
    return page.locator(".panel", has=page.locator("h2", has_text=re.compile(f"^{title}$")))


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """Yield the origin of an application on the loopback."""
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
