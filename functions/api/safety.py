"""What every response carries, and what becomes of an exception nobody expected.

A page may run scripts of this site only, and no other site may frame it. Nothing of an exception leaves the system but
the fact that there was one.
"""

import json
import logging
import time
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curator.foundation.metrics import metrics
from functions.api.envelope import refusal

log = logging.getLogger(__name__)

INTERNAL_ERROR = "Internal server error"
HSTS = "max-age=31536000"


def security_headers(
    *, commons_url: str, picture_hosts: Iterable[str], secure: bool, storage_origins: Iterable[str] = ()
) -> dict[str, str]:
    """Return the headers of every response.

    Args:
        commons_url: the wiki's API, which the client asks whether a title is free.
        picture_hosts: where previews come from beyond https, as in `http://localhost:9000` (the sandbox).
        secure: whether the site is served over https, and should never be asked for in another way.
        storage_origins: where the client posts images to, and reads their variants from.
    """
    storage = sorted(set(storage_origins))
    pictures = {host.rstrip("/") for host in (*picture_hosts, *storage) if host.startswith("http://")}
    wiki = urlsplit(commons_url)
    asked = [f"{wiki.scheme}://{wiki.netloc}"] if wiki.netloc else []
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' https: data:",
        "img-src": " ".join(["'self' https: data: blob:", *sorted(pictures)]),
        "connect-src": " ".join(["'self'", *asked, *storage]),
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return headers | ({"Strict-Transport-Security": HSTS} if secure else {})


class SafetyMiddleware:
    """Adds the headers, answers for what broke, and writes one line per request, without query and cookies."""

    def __init__(self, app: ASGIApp, *, headers: dict[str, str]) -> None:
        """Wrap the application."""
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what a server of another kind than Mangum tells of its own life is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(scope, message)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception as error:
            metrics.count("app_errors_total", error_type=type(error).__name__, handler="api")
            log.exception("a request failed")
            if status:
                raise
            await _send_internal_error(scope["path"], send_safely)
        took = round((time.perf_counter() - began) * 1000, 1)
        log.info("request", extra={"method": scope["method"], "path": scope["path"], "status": status, "ms": took})

    def _complete(self, scope: Scope, message: MutableMapping[str, Any]) -> None:
        headers = list(message.get("headers", ())) + self._headers
        is_answer = scope["path"].startswith(("/api/", "/auth/"))
        if is_answer and not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-store"))
        message["headers"] = headers


async def _send_internal_error(path: str, send: Send) -> None:
    body = json.dumps(refusal(path, 500, INTERNAL_ERROR)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
