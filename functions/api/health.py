"""`/health` and `/api/health`: whether what Curator depends on can be reached.

Everything is asked at the same time, and given two seconds: who asks wants to know before their own patience ends. What
has not answered by then counts as out of reach. `/health` tells it in the words of two services whose probes Curator
takes over: `redis` and `checks.cache` are the table of sessions, limits and caches, `database` all others.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from curator.foundation.clock import Clock, SystemClock, iso_timestamp
from curator.foundation.table import Table
from functions.api.roles import OpenRoute
from functions.api.store import answers

BUDGET_SECONDS = 2.0
UNHEALTHY = 503
SERVICE, VERSION = "curator", "1.0.0"
CACHES = "identity"  # the table of sessions, limits and caches
QUEUE, SOCKETS = "queue", "sockets"

log = logging.getLogger(__name__)

Check = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a dependency answered, None if it did not, and after how many milliseconds that was known."""

    answer: Any
    milliseconds: float


class Health:
    """Looks at tables, a queue and the open sockets."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        *,
        queue: Check | None = None,
        connections: Callable[[], int] | None = None,
        budget: float = BUDGET_SECONDS,
        clock: Clock | None = None,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Look at these tables, by the names their rooms have.

        Args:
            tables: must answer.
            queue: raises where the queue does not answer; None where there is no queue.
            connections: counts the open sockets.
            budget: seconds until something counts as out of reach.
            clock: tells when something was asked; the machine's if None.
            timer: returns seconds, to measure how long answers take.
        """
        self.tables = tuple(tables)
        self.clock = clock or SystemClock()
        self._timer = timer
        self._checks: dict[str, Check] = {name: partial(_must_answer, table) for name, table in tables.items()}
        self._checks |= {QUEUE: queue} if queue else {}
        self._checks |= {SOCKETS: connections} if connections else {}
        self._budget = budget

    async def look(self, names: Iterable[str] | None = None) -> dict[str, Found]:
        """Return what each dependency answered; `names` are those to ask, else all."""
        wanted = list(self._checks if names is None else names)
        found = await asyncio.gather(*(self._ask(name) for name in wanted))
        return dict(zip(wanted, found, strict=True))

    async def _ask(self, name: str) -> Found:
        began, answer = self._timer(), None
        try:
            answer = await asyncio.wait_for(asyncio.to_thread(self._checks[name]), self._budget)
        except Exception:  # whatever keeps it from answering, it does not answer
            log.exception("a dependency does not answer", extra={"dependency": name})
        return Found(answer, (self._timer() - began) * 1000)


def _must_answer(table: Table) -> bool | None:
    return answers(table) or None


def router(health: Health) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(route_class=OpenRoute)

    @routes.get("/api/health")
    async def show() -> Response:
        found = await health.look(health.tables)
        tables = {name: "unreachable" if one.answer is None else "ok" for name, one in found.items()}
        if set(tables.values()) == {"ok"}:
            return JSONResponse({"status": "ok", "tables": tables})
        body: dict[str, Any] = {"detail": "Unhealthy", "tables": tables}
        return JSONResponse(body, UNHEALTHY)

    @routes.get("/health")
    async def probe() -> Response:
        body = report(await health.look(), health.tables, health.clock.now())
        return JSONResponse(body, 200 if body["status"] == _word(True) else UNHEALTHY)

    return routes


def report(found: Mapping[str, Found], tables: Iterable[str], now: float) -> dict[str, Any]:
    """Return what `/health` tells; what was not looked at is not told of."""
    checks = {
        "database": _checked([found[name] for name in tables if name != CACHES], now),
        "cache": _checked([found[CACHES]] if CACHES in found else [Found(None, 0)], now),
    }
    told = {"database": checks["database"]["status"], "redis": checks["cache"]["status"]}
    if QUEUE in found:
        told[QUEUE] = _word(found[QUEUE].answer is not None)
    words = set(told.values())
    more: dict[str, Any] = {}
    if SOCKETS in found:
        sockets = found[SOCKETS].answer
        words.add(_word(sockets is not None))
        more["websocket"] = {"status": _word(sockets is not None), "active_connections": sockets}
    about = {"service": SERVICE, "version": VERSION, "timestamp": iso_timestamp(now)}
    return {"status": _word(words == {_word(True)}), **about, **told, **more, "checks": checks}


def _checked(found: list[Found], now: float) -> dict[str, Any]:
    """Return how several dependencies do that count as one: as the worst, and as the slowest."""
    return {
        "status": _word(all(one.answer is not None for one in found)),
        "response_time_ms": round(max((one.milliseconds for one in found), default=0), 1),
        "timestamp": iso_timestamp(now),
    }


def _word(up: bool) -> str:
    return "healthy" if up else "unhealthy"
