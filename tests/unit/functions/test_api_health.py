"""Health: everything is asked at once, and nobody is waited for."""

import asyncio
import json
from collections.abc import Callable
from threading import Event
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from curator.foundation.table import Item, Key
from curator.identity.roles.actions import Actions
from functions.api.health import BUDGET_SECONDS, Health, router
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queues import FakeQueue

ROOMS = ("identity", "images", "operations", "realtime", "uploads")


class Probed(MemoryTable):
    """A table that breaks or hangs on demand."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.answer: Callable[[], object] = lambda: None

    def get(self, key: Key) -> Item | None:
        self.answer()
        return super().get(key)


class Site:
    """The health routes over tables, a queue and three open sockets."""

    def __init__(self, clock: VirtualClock, loop: asyncio.AbstractEventLoop, budget: float = BUDGET_SECONDS) -> None:
        self.loop = loop  # that stays, as Mangum's does: nobody waits for threads that hang
        self.tables = {name: Probed(clock) for name in ROOMS}
        self.queue: Callable[[], object] = FakeQueue(clock).next_due
        self.open_sockets = 3
        self.health = Health(
            self.tables, queue=lambda: self.queue() or 0, connections=self.count_sockets, budget=budget
        )
        self.application = FastAPI()
        self.application.include_router(router(self.health))
        self.application.state.services = type("Services", (), {"actions": Actions()})

    def count_sockets(self) -> int:
        """Return how many sockets are open; raises ConnectionError where there is no telling."""
        return broken() if self.open_sockets < 0 else self.open_sockets

    def get(self, path: str = "/health") -> tuple[int, dict[str, Any]]:
        """Return status and body; nobody shows who they are."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.application)
            async with httpx.AsyncClient(transport=transport, base_url="https://curator.example") as client:
                return await client.get(path)

        response = self.loop.run_until_complete(ask())
        return response.status_code, json.loads(response.text)


def broken() -> int:
    raise ConnectionError("secret at 10.0.0.1")


@pytest.fixture
def site(clock: VirtualClock, loop: asyncio.AbstractEventLoop) -> Site:
    return Site(clock, loop)


# scenario realtime-93 realtime-97
def test_all_is_healthy_for_whoever_asks(site: Site) -> None:
    assert site.get() == (
        200,
        {
            "status": "healthy",
            "database": "healthy",
            "redis": "healthy",
            "queue": "healthy",
            "websocket": {"status": "healthy", "active_connections": 3},
        },
    )
    assert site.get("/api/health") == (200, {"status": "ok", "tables": dict.fromkeys(ROOMS, "ok")})


# scenario realtime-94
# scenario realtime-143
# (the other half of 143, the status of a package, is the router's)
@pytest.mark.parametrize("room", [room for room in ROOMS if room != "identity"])
def test_a_table_that_is_down_is_the_database_and_it_recovers(site: Site, room: str) -> None:
    site.tables[room].answer = broken
    status, told = site.get()
    assert (status, told["status"], told["database"], told["redis"]) == (503, "unhealthy", "unhealthy", "healthy")
    status, told = site.get("/api/health")
    assert (status, told["tables"].pop(room), set(told["tables"].values())) == (503, "unreachable", {"ok"})
    assert told["detail"] == "Unhealthy"
    site.tables[room].answer = lambda: None
    assert site.get()[0] == site.get("/api/health")[0] == 200


# scenario realtime-95
# What the original keeps in Redis, sessions, limits and caches, is here in the identity table.
def test_the_table_of_limits_and_caches_is_told_of_as_redis(site: Site) -> None:
    site.tables["identity"].answer = broken
    status, told = site.get()
    assert (status, told["status"], told["database"], told["redis"]) == (503, "unhealthy", "healthy", "unhealthy")


# scenario realtime-96
def test_both_may_be_down(site: Site) -> None:
    for table in site.tables.values():
        table.answer = broken
    status, told = site.get()
    assert (status, told["database"], told["redis"], told["queue"]) == (503, "unhealthy", "unhealthy", "healthy")


def test_a_queue_that_is_down_is_told_of(site: Site) -> None:
    site.queue = broken
    status, told = site.get()
    assert (status, told["status"], told["queue"], told["database"]) == (503, "unhealthy", "unhealthy", "healthy")


def test_sockets_that_cannot_be_counted_are_told_of(site: Site) -> None:
    site.open_sockets = -1
    status, told = site.get()
    assert (status, told["websocket"]) == (503, {"status": "unhealthy", "active_connections": None})


def test_no_open_socket_is_healthy(site: Site) -> None:
    site.open_sockets = 0
    assert site.get()[1]["websocket"] == {"status": "healthy", "active_connections": 0}


def test_nothing_of_an_error_is_told(site: Site) -> None:
    site.tables["uploads"].answer = site.queue = broken
    assert "secret" not in json.dumps(site.get())


def test_whoever_hangs_is_not_waited_for(clock: VirtualClock, loop: asyncio.AbstractEventLoop) -> None:
    site, over = Site(clock, loop, budget=0.5), Event()
    site.tables["uploads"].answer = over.wait
    try:
        status, told = site.get()
    finally:
        over.set()
    assert (status, told["database"], told["redis"]) == (503, "unhealthy", "healthy")


def test_everything_is_asked_at_the_same_time(site: Site) -> None:
    """Each of two tables answers only once the other has been asked, too."""
    asked, all_asked = set[str](), Event()

    def answer_of(room: str) -> Callable[[], object]:
        def answer() -> None:
            asked.add(room)
            if len(asked) == 2:
                all_asked.set()
            assert all_asked.wait(10)

        return answer

    for room in ("uploads", "images"):
        site.tables[room].answer = answer_of(room)
    assert site.get()[1]["database"] == "healthy"


def test_two_seconds_are_given() -> None:
    assert BUDGET_SECONDS == 2.0
