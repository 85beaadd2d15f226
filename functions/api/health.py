"""`/health` and `/api/health`: whether what Curator depends on can be reached.

Everything is asked at the same time, and given two seconds: who asks wants to know before their own patience ends. What
has not answered by then counts as out of reach. `/health` tells it in the words of the service whose probes Curator
takes over: `redis` is the table of sessions, limits and caches, `database` all others.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from curator.foundation.table import Table
from functions.api.roles import OpenRoute
from functions.api.store import answers

BUDGET_SECONDS = 2.0
UNHEALTHY = 503
CACHES = "identity"  # the table of sessions, limits and caches
QUEUE, SOCKETS = "queue", "sockets"

log = logging.getLogger(__name__)

Check = Callable[[], Any]


class Health:
    """Looks at tables, a queue and the open sockets."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        *,
        queue: Check | None = None,
        connections: Callable[[], int] | None = None,
        budget: float = BUDGET_SECONDS,
    ) -> None:
        """Look at these tables, by the names their rooms have.

        Args:
            tables: must answer.
            queue: raises where the queue does not answer; None where there is no queue.
            connections: counts the open sockets.
            budget: seconds until something counts as out of reach.
        """
        self.tables = tuple(tables)
        self._checks: dict[str, Check] = {name: partial(_must_answer, table) for name, table in tables.items()}
        self._checks |= {QUEUE: queue} if queue else {}
        self._checks |= {SOCKETS: connections} if connections else {}
        self._budget = budget

    async def look(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return what each dependency answered, None for one that did not; `names` are those to ask, else all."""
        wanted = list(self._checks if names is None else names)
        found = await asyncio.gather(*(self._ask(name) for name in wanted))
        return dict(zip(wanted, found, strict=True))

    async def _ask(self, name: str) -> Any:
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._checks[name]), self._budget)
        except Exception:  # whatever keeps it from answering, it does not answer
            log.exception("a dependency does not answer", extra={"dependency": name})
            return None


def _must_answer(table: Table) -> bool | None:
    return answers(table) or None


def router(health: Health) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(route_class=OpenRoute)

    @routes.get("/api/health")
    async def show() -> Response:
        found = await health.look(health.tables)
        tables = {name: "unreachable" if up is None else "ok" for name, up in found.items()}
        if set(tables.values()) == {"ok"}:
            return JSONResponse({"status": "ok", "tables": tables})
        body: dict[str, Any] = {"detail": "Unhealthy", "tables": tables}
        return JSONResponse(body, UNHEALTHY)

    @routes.get("/health")
    async def probe() -> Response:
        body = report(await health.look(), health.tables)
        return JSONResponse(body, 200 if body["status"] == _word(True) else UNHEALTHY)

    return routes


def report(found: Mapping[str, Any], tables: Iterable[str]) -> dict[str, Any]:
    """Return what `/health` tells; what was not looked at is not told of."""
    told: dict[str, Any] = {
        "database": _word(all(found[name] is not None for name in tables if name != CACHES)),
        "redis": _word(found.get(CACHES) is not None),
    }
    if QUEUE in found:
        told[QUEUE] = _word(found[QUEUE] is not None)
    healthy = set(told.values()) == {_word(True)}
    if SOCKETS in found:
        told["websocket"] = {"status": _word(found[SOCKETS] is not None), "active_connections": found[SOCKETS]}
        healthy = healthy and found[SOCKETS] is not None
    return {"status": _word(healthy), **told}


def _word(up: bool) -> str:
    return "healthy" if up else "unhealthy"
