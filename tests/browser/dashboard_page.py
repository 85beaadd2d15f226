"""The dashboard's page on the HTTP API itself, for a browser."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Locator, Page
from starlette.types import ASGIApp


def panel(page: Page, title: str) -> Locator:
    """Return a panel by its heading."""
    return page.locator(".panel", has=page.locator("h2", has_text=re.compile(f"^{title}$")))


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """Yield the origin of an application on the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
