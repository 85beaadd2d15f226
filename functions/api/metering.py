"""Counts every request, refused ones too, by the template of its route: paths themselves would be names without end.

A request for something that is not there counts as `unmatched`, whatever its path.
"""

import time
from collections.abc import Callable, Iterable, Sequence

from fastapi import APIRouter
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curator.foundation.metrics import Metrics
from curator.foundation.metrics import metrics as shared_metrics
from functions.api.client_routes import router as client_router

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED, OTHER = "unmatched", "other"
NOT_FOUND, FAILED = 404, 500


class MeteringMiddleware:
    """Counts requests, and how long they took."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        routers: Iterable[APIRouter],
        metrics: Metrics = shared_metrics,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Wrap the application; `routers` hold its routes, in the order in which they are tried."""
        self._app = app
        self._routes = [route for router in routers for route in router.routes]
        self._metrics = metrics
        self._timer = timer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; one that breaks counts as a 500, and goes on breaking."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = FAILED

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        method = scope["method"] if scope["method"] in METHODS else OTHER
        template = template_of(scope, self._routes)
        began = self._timer()
        self._metrics.step("http_requests_in_progress", 1, method=method, endpoint=template)
        try:
            await self._app(scope, receive, send_counted)
        finally:
            self._metrics.step("http_requests_in_progress", -1, method=method, endpoint=template)
            endpoint = UNMATCHED if status == NOT_FOUND and template in _of_the_client() else template
            took = self._timer() - began
            self._metrics.count("http_requests_total", method=method, endpoint=endpoint, status_code=str(status))
            self._metrics.observe("http_request_duration_seconds", took, method=method, endpoint=endpoint)


def template_of(scope: Scope, routes: Sequence[BaseRoute]) -> str:
    """Return the template of the route that serves a request; of one for another method, where no route does."""
    path = scope["path"]
    asked = {**scope, "path": path[:-1]} if path.endswith("/") and path != "/" else scope  # see `SlashMiddleware`
    other = UNMATCHED
    for route in routes:
        match, _ = route.matches(asked)
        if match is Match.FULL:
            return _template(route)
        if match is Match.PARTIAL and other == UNMATCHED:
            other = _template(route)
    return other


def _template(route: BaseRoute) -> str:
    return str(getattr(route, "path", UNMATCHED))


def _of_the_client() -> set[str]:
    return {_template(route) for route in client_router.routes}
