"""Names every request, so that one can be followed through logs and services.

The name comes from the sender (`X-Trace-ID`, else `X-Correlation-ID`) or is made here. It goes back in both headers of
every response and stands on every line that is logged meanwhile, in full: eight characters of it, as others log them,
do not tell two requests apart. A sender's name that could break a log, a header or a page, or is longer than 64
characters, is replaced, not repaired.
"""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curator.foundation.tracing import CORRELATION_HEADER, TRACE_HEADER, traced, usable_id

SLOW_MS = 1000

log = logging.getLogger(__name__)


class TracingMiddleware:
    """Gives each request its name, and warns of slow ones."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        timer: Callable[[], float] = time.perf_counter,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        """Wrap the application; `timer` returns seconds."""
        self._app = app
        self._timer = timer
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        correlation = usable_id(headers.get(CORRELATION_HEADER))
        trace = usable_id(headers.get(TRACE_HEADER)) or correlation or self._new_id()
        correlation = correlation or trace
        names = [
            (TRACE_HEADER.lower().encode(), trace.encode()),
            (CORRELATION_HEADER.lower().encode(), correlation.encode()),
        ]

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *names]
            await send(message)

        with traced(trace, correlation):
            began = self._timer()
            try:
                await self._app(scope, receive, send_named)
            finally:
                self._judge(scope, (self._timer() - began) * 1000)

    def _judge(self, scope: Scope, took_ms: float) -> None:
        if took_ms > SLOW_MS:
            described = {"method": scope["method"], "path": scope["path"], "ms": round(took_ms, 1)}
            log.warning("a slow request", extra=described)
