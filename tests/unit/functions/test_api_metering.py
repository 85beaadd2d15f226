"""Every request is counted by its route, and `GET /metrics` tells of all of them."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter
from mangum import Mangum
from starlette.types import Message, Receive, Scope, Send

from curator.foundation.metrics import Metrics, metrics
from curator.foundation.metrics.tallies import Series, Tallies
from curator.foundation.table import Table
from curator.operations.metrics.reading import MetricReader, app_info
from curator.operations.metrics.store import MetricStore
from functions.api.application import create_application
from functions.api.metering import MeteringMiddleware
from tests.fakes.clock import VirtualClock
from tests.fakes.http_api import browser_for
from tests.fakes.memory_table import MemoryTable
from tests.fakes.metrics import counted_in, told
from tests.unit.functions.api_site import SITE, Wiki, log_in, services_of_site

TOTAL, DURATION, PROGRESS = "http_requests_total", "http_request_duration_seconds", "http_requests_in_progress"

routes = APIRouter()


@routes.get("/things/{thing_id}")
async def thing(thing_id: str) -> None:
    """Be a route with a template."""


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    metrics.take_said()


# scenario realtime-87 realtime-90
@pytest.mark.parametrize(
    ("method", "path", "endpoint", "status"),
    [
        ("GET", "/auth/whoami", "/auth/whoami", 401),
        ("GET", "/api/admin/batches", "/api/admin/batches", 403),
        ("GET", "/api/batches/7/audit.json", "/api/batches/{batch_id}/audit.json", 401),
        ("GET", "/api/batches/8/audit.json", "/api/batches/{batch_id}/audit.json", 401),
        ("GET", "/api/v1/health/", "/api/v1/health", 200),
        ("PATCH", "/auth/whoami", "/auth/whoami", 405),
        ("GET", "/", "/{path:path}", 200),
        ("GET", "/wp-admin/4711.php", "unmatched", 404),
        ("GET", "/api/v1/nothing/8472", "unmatched", 404),
    ],
)
def test_a_request_is_counted_by_its_routes_template(
    browser: httpx.Client, method: str, path: str, endpoint: str, status: int
) -> None:
    assert browser.request(method, path).status_code == status
    assert counted_in(metrics, TOTAL, DURATION) == {
        f"{TOTAL}{{method={method},endpoint={endpoint},status_code={status}}}": 1,
        f"{DURATION}{{method={method},endpoint={endpoint}}}": 1,
    }


# scenario realtime-90
def test_methods_statuses_and_routes_are_told_apart(browser: httpx.Client) -> None:
    browser.get("/auth/whoami")
    log_in(browser)
    browser.get("/auth/whoami")
    browser.get("/auth/whoami")
    browser.head("/")
    counted = counted_in(metrics, TOTAL)
    assert counted["http_requests_total{method=GET,endpoint=/auth/whoami,status_code=401}"] == 1
    assert counted["http_requests_total{method=GET,endpoint=/auth/whoami,status_code=200}"] == 2
    assert counted["http_requests_total{method=HEAD,endpoint=/{path:path},status_code=200}"] == 1


def test_what_never_reaches_a_route_is_counted_too(browser: httpx.Client) -> None:
    """The original counted inside its authentication, so what that refused was in no number."""
    refused = browser.post("/auth/register", headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert counted_in(metrics, TOTAL) == {"http_requests_total{method=POST,endpoint=/auth/register,status_code=403}": 1}


# scenario realtime-89
def test_an_error_nobody_foresaw_counts_as_a_500(browser: httpx.Client, wiki: Wiki) -> None:
    wiki.claims["username"] = "Operator"
    log_in(browser)
    metrics.take_said()
    assert browser.get("/api/admin/batches").status_code == 500  # this site has no such room
    assert counted_in(metrics, TOTAL, "app_errors_total") == {
        "http_requests_total{method=GET,endpoint=/api/admin/batches,status_code=500}": 1,
        "app_errors_total{error_type=AssertionError,handler=api}": 1,
    }


async def serve(own: Metrics, clock: VirtualClock, *, method: str = "GET", breaks: bool = False) -> float:
    """Send a request that takes half a second; returns how many were in progress then."""
    seen = 0.0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal seen
        seen = max(own.now().values())
        clock.advance(0.5)
        if breaks:
            raise ZeroDivisionError
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        pass

    scope: Scope = {"type": "http", "method": method, "path": "/things/7", "headers": [], "root_path": ""}
    await MeteringMiddleware(app, routers=[routes], metrics=own, timer=clock.now)(scope, receive, send)
    return seen


# scenario realtime-88
def test_how_long_a_request_took_is_observed(clock: VirtualClock) -> None:
    own = Metrics(strict=True)
    assert asyncio.run(serve(own, clock)) == 1
    said = own.take_said()
    tally = said.of(Series.named(DURATION, method="GET", endpoint="/things/{thing_id}"))
    assert (tally.count, tally.value) == (1, 0.5)


# scenario realtime-89
def test_a_request_that_breaks_is_counted_is_no_longer_in_progress_and_goes_on_breaking(clock: VirtualClock) -> None:
    own = Metrics(strict=True)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(serve(own, clock, breaks=True))
    assert own.now() == {Series.named(PROGRESS, method="GET", endpoint="/things/{thing_id}"): 0}
    counted = told(own.take_said())
    assert counted["http_requests_total{method=GET,endpoint=/things/{thing_id},status_code=500}"] == 1
    assert counted["http_request_duration_seconds{method=GET,endpoint=/things/{thing_id}}"] == 1


def test_a_method_that_nobody_knows_makes_no_series_of_its_own(clock: VirtualClock) -> None:
    own = Metrics(strict=True)
    for number in range(5):
        asyncio.run(serve(own, clock, method=f"METHOD{number}"))
    assert counted_in(own, TOTAL) == {
        "http_requests_total{method=other,endpoint=/things/{thing_id},status_code=200}": 5
    }


@pytest.fixture
def counted_site(identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path) -> httpx.Client:
    """Give a site that tells what another instance has stored, and what it has counted itself."""
    store = MetricStore(MemoryTable(clock))
    elsewhere = Tallies()
    elsewhere.of(Series.named(TOTAL, method="GET", endpoint="/", status_code="200")).value = 41
    store.add("api", list(elsewhere))

    def counted() -> Tallies:
        looks = {app_info("test"): lambda: 1.0, Series.named("ws_connections_active"): lambda: 3.0}
        found = MetricReader(metrics, flusher=lambda: None, store=lambda: store, looks=looks).collect()
        found.merge(store.read())
        return found

    services = replace(services_of_site(identity, clock, wiki, first_page), counted=counted)
    return browser_for(Mangum(create_application(services), lifespan="off"), SITE)


# scenario realtime-86 realtime-91
def test_prometheus_is_told_without_a_login_what_all_instances_counted(counted_site: httpx.Client) -> None:
    with counted_site as browser:
        response = browser.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = response.text.splitlines()
    assert 'http_requests_total{method="GET",endpoint="/",status_code="200"} 41' in lines
    assert "ws_connections_active 3" in lines
    assert 'http_requests_in_progress{method="GET",endpoint="/metrics"} 1' in lines, "the one that asks"
    assert any(
        re.fullmatch(r'app_info\{version=".+",python_version=".+",environment="test"\} 1', line) for line in lines
    )
    families = [line.split(" ")[2] for line in lines if line.startswith("# TYPE ")]
    assert len(families) == len(set(families))
