"""Health: everything is asked at once, and nobody is waited for."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from curator.foundation.clock import iso_timestamp
from curator.foundation.table import Item, Key
from curator.identity.roles.actions import Actions
from functions.api.health import BUDGET_SECONDS, SERVICE, VERSION, Found, Health, report, router
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queues import FakeQueue

REPOSITORY = Path(__file__).parents[3]
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
            self.tables,
            queue=lambda: self.queue() or 0,
            connections=self.count_sockets,
            budget=budget,
            clock=clock,
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


# scenario realtime-93 realtime-97 usage-37
def test_all_is_healthy_for_whoever_asks(site: Site) -> None:
    status, told = site.get()
    checks = told.pop("checks")
    assert status == 200
    assert told == {
        "status": "healthy",
        "service": "curator",
        "version": "1.0.0",
        "timestamp": "2027-01-15T08:00:00.000000Z",
        "database": "healthy",
        "redis": "healthy",
        "queue": "healthy",
        "websocket": {"status": "healthy", "active_connections": 3},
    }
    assert {name: check["status"] for name, check in checks.items()} == {"database": "healthy", "cache": "healthy"}
    assert site.get("/api/health") == (200, {"status": "ok", "tables": dict.fromkeys(ROOMS, "ok")})


# scenario usage-33 usage-34 usage-35
# The service is Curator, and its moments have microseconds, where the original's have milliseconds
def test_health_says_of_what_and_when(site: Site, clock: VirtualClock) -> None:
    told = site.get()[1]
    assert (told["service"], told["version"]) == (SERVICE, VERSION)
    for moment in (told["timestamp"], *(check["timestamp"] for check in told["checks"].values())):
        assert moment == iso_timestamp(clock.now())
        assert datetime.fromisoformat(moment).utcoffset() == timedelta(0)
        assert moment.endswith("Z")
    assert all(check.keys() == {"status", "response_time_ms", "timestamp"} for check in told["checks"].values())


# scenario usage-36 usage-42
def test_how_long_the_slowest_took_is_told(clock: VirtualClock, loop: asyncio.AbstractEventLoop) -> None:
    site = Site(clock, loop)
    found = {name: Found(answer=True, milliseconds=place * 1.26) for place, name in enumerate(site.tables)}
    assert report(found, site.tables, clock.now())["checks"]["database"]["response_time_ms"] == 5.0
    assert all(0 <= check["response_time_ms"] < 1000 for check in site.get()[1]["checks"].values())


# scenario usage-41
def test_health_is_json_and_no_cache_keeps_it(browser: httpx.Client) -> None:
    response = browser.get("/health")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")


# scenario usage-43
# The documents of the interface are in the repository, and none of them is served: it would describe to everybody what
# operators may do
def test_the_documents_are_in_the_repository_alone(browser: httpx.Client) -> None:
    assert {browser.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}
    document = json.loads((REPOSITORY / "docs" / "contract" / "openapi.json").read_text())
    assert "/health" in document["paths"]


# scenario realtime-94 usage-38
# scenario realtime-143
# The answer is 503 and `unhealthy`, where the original answers 200 and `degraded`: probes go by the status
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


# scenario realtime-95 usage-39
# What the original keeps in Redis, sessions, limits and caches, is here in the identity table.
def test_the_table_of_limits_and_caches_is_told_of_as_redis(site: Site) -> None:
    site.tables["identity"].answer = broken
    status, told = site.get()
    assert (status, told["status"], told["database"], told["redis"]) == (503, "unhealthy", "healthy", "unhealthy")


# scenario realtime-96 usage-40
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


# scenario usage-42
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
            assert all_asked.wait(60)

        return answer

    for room in ("uploads", "images"):
        site.tables[room].answer = answer_of(room)
    assert site.get()[1]["database"] == "healthy"


def test_two_seconds_are_given() -> None:
    assert BUDGET_SECONDS == 2.0
