"""Every request has a name, which its response and the log carry, and nobody else's does."""

import asyncio
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from curator.foundation.logs import PACKAGES, function_logger
from curator.foundation.table import Table
from curator.foundation.tracing import correlation_id, trace_headers, trace_id, traced
from functions.api.tracing import TracingMiddleware
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import Wiki, browser_of_site, log_in

TRACE, CORRELATION = "x-trace-id", "x-correlation-id"


def names_of(response: httpx.Response) -> tuple[str, str]:
    """Return trace and correlation; each header is there once."""
    (trace,), (correlation,) = response.headers.get_list(TRACE), response.headers.get_list(CORRELATION)
    return trace, correlation


# scenario images-126
# scenario realtime-99 realtime-103
@pytest.mark.parametrize(
    ("given", "trace", "correlation"),
    [
        pytest.param({"X-Trace-ID": "trace-1"}, "trace-1", "trace-1", id="trace"),
        pytest.param({"X-Correlation-ID": "order-7"}, "order-7", "order-7", id="correlation"),
        pytest.param({"x-CORRELATION-id": "order-7"}, "order-7", "order-7", id="in any case"),
        pytest.param({"X-Trace-ID": "t", "X-Correlation-ID": "c"}, "t", "c", id="both"),
        pytest.param(
            {"x-trace-id": "-Root.1_67891233-ABCdef"},
            *["-Root.1_67891233-ABCdef"] * 2,
            id="all letters",
        ),
        pytest.param({"X-Trace-ID": "a" * 64}, "a" * 64, "a" * 64, id="longest"),
    ],
)
def test_a_request_keeps_the_name_that_its_sender_gave(
    browser: httpx.Client, given: dict[str, str], trace: str, correlation: str
) -> None:
    assert names_of(browser.get("/auth/whoami", headers=given)) == (trace, correlation)


# scenario images-126
# scenario realtime-98
# scenario usage-45
# Only where the sender gave no name: the original ignores the sender's, and nobody can follow their own request
def test_a_request_without_a_name_gets_one(browser: httpx.Client) -> None:
    first, second = (names_of(browser.get("/auth/whoami")) for _ in range(2))
    assert first[0] == first[1] == str(UUID(first[0], version=4))
    assert first != second


# scenario realtime-104
# Replaced as a whole: a part of it would be another request's name
@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a" * 65,
        "a/b",
        "a=b",
        "a:b",
        "two words",
        "a\tb",
        "<script>",
        'a"b',
        "a;b",
        "a,b",
        "é",
        "%0d%0aSet-Cookie: a=b",
        "a\\nb",
    ],
)
def test_a_name_that_could_break_something_is_replaced(browser: httpx.Client, name: str) -> None:
    given = {b"X-Trace-ID": name.encode(), b"X-Correlation-ID": name.encode()}
    trace, correlation = names_of(browser.get("/auth/whoami", headers=given))
    assert trace == correlation == str(UUID(trace))


def test_a_bad_name_gives_way_to_a_good_one(browser: httpx.Client) -> None:
    given = {"X-Trace-ID": "two words", "X-Correlation-ID": "order-7"}
    assert names_of(browser.get("/auth/whoami", headers=given)) == ("order-7", "order-7")
    given = {"X-Trace-ID": "trace-1", "X-Correlation-ID": "two words"}
    assert names_of(browser.get("/auth/whoami", headers=given)) == ("trace-1", "trace-1")


# scenario images-126
# scenario realtime-102
# scenario usage-44
# In X-Trace-ID and X-Correlation-ID, where the original has X-Request-ID
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/auth/whoami", 401),
        ("GET", "/api/admin/batches", 403),
        ("PATCH", "/auth/whoami", 405),
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/api/v1/images/upload", 401),
    ],
)
def test_refusals_have_a_name_too(browser: httpx.Client, method: str, path: str, status: int) -> None:
    response = browser.request(method, path, headers={"X-Trace-ID": "trace-1"})
    assert (response.status_code, names_of(response)) == (status, ("trace-1", "trace-1"))


# scenario usage-44
def test_what_breaks_and_what_another_site_sends_have_a_name_too(browser: httpx.Client, wiki: Wiki) -> None:
    refused = browser.post("/auth/register", headers={"Origin": "https://evil.example", "X-Trace-ID": "trace-1"})
    assert (refused.status_code, names_of(refused)[0]) == (403, "trace-1")
    wiki.claims["username"] = "Operator"
    log_in(browser)
    broken = browser.get("/api/admin/batches", headers={"X-Trace-ID": "trace-2"})  # this site has no such room
    assert (broken.status_code, names_of(broken)[0]) == (500, "trace-2")


def test_a_client_of_another_origin_may_send_and_read_the_name(
    identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path
) -> None:
    beta = "https://beta.curator.example"
    with browser_of_site(identity, clock, wiki, first_page, client_origins=(beta,)) as browser:
        asked = {
            "Origin": beta,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,x-trace-id,x-correlation-id",
        }
        assert browser.options("/api/v1/images/upload", headers=asked).status_code == 200
        exposed = browser.get("/auth/whoami", headers={"Origin": beta}).headers["access-control-expose-headers"]
        assert {"X-Trace-ID", "X-Correlation-ID"} <= set(exposed.split(", "))


def scope_of(name: str = "") -> Scope:
    headers = [(TRACE.encode(), name.encode())] if name else []
    return {"type": "http", "method": "GET", "path": "/slow", "headers": headers}


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def call(middleware: TracingMiddleware, name: str = "") -> str:
    """Send a request; return the name in its response."""
    answered: list[Message] = []

    async def send(message: Message) -> None:
        answered.append(message)

    await middleware(scope_of(name), receive, send)
    return str(dict(answered[0]["headers"])[TRACE.encode()], "ascii")


async def respond(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


# scenario images-127
# scenario usage-48
def test_requests_at_once_keep_their_names_apart_in_tasks_and_threads() -> None:
    seen: dict[str, set[str | None]] = {}
    everybody_is_here = asyncio.Barrier(20)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        mine = dict(scope["headers"])[TRACE.encode()].decode()
        await everybody_is_here.wait()
        nested = await asyncio.gather(*(asyncio.create_task(told()) for _ in range(3)))
        seen[mine] = {trace_id(), correlation_id(), await run_in_threadpool(trace_id), *nested}
        await everybody_is_here.wait()
        await respond(send)

    async def told() -> str | None:
        await asyncio.sleep(0)
        return trace_id()

    async def all_at_once() -> list[str]:
        middleware = TracingMiddleware(app)
        return await asyncio.gather(*(call(middleware, f"trace-{number}") for number in range(20)))

    names = [f"trace-{number}" for number in range(20)]
    assert asyncio.run(all_at_once()) == names
    assert seen == {name: {name} for name in names}
    assert trace_id() is None


# scenario images-127
def test_threads_keep_their_names_apart() -> None:
    start = Barrier(8)

    def work(number: int) -> tuple[str | None, str | None]:
        with traced(f"trace-{number}", f"order-{number}"):
            start.wait()
            return trace_id(), correlation_id()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [(f"trace-{number}", f"order-{number}") for number in range(8)]


# scenario usage-46
# scenario realtime-101
# There is none, where the original has an empty one
def test_outside_of_a_request_there_is_no_name() -> None:
    found: list[Any] = []
    with traced("trace-1", "order-7"):
        assert trace_headers() == {"X-Trace-ID": "trace-1", "X-Correlation-ID": "order-7"}
        thread = Thread(target=lambda: found.append((trace_id(), trace_headers())))
        thread.start()
        thread.join()
    assert found == [(None, {})]
    assert (trace_id(), correlation_id()) == (None, None)


# scenario usage-48
def test_the_name_is_gone_after_a_request_that_broke() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    async def ask() -> str | None:
        with pytest.raises(ZeroDivisionError):
            await call(TracingMiddleware(app), "trace-1")
        return trace_id()

    assert asyncio.run(ask()) is None


@pytest.mark.parametrize(("seconds", "slow"), [(0.999, False), (1.0, False), (1.001, True)])
@pytest.mark.parametrize("breaks", [False, True], ids=["answers", "breaks"])
def test_a_slow_request_is_warned_of(
    caplog: pytest.LogCaptureFixture, seconds: float, slow: bool, breaks: bool
) -> None:
    clock = VirtualClock(0)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        clock.advance(seconds)
        if breaks:
            raise ZeroDivisionError
        await respond(send)

    async def ask() -> None:
        try:
            await call(TracingMiddleware(app, timer=clock.now), "trace-1")
        except ZeroDivisionError:
            assert breaks

    asyncio.run(ask())
    warnings = [(record.levelno, record.message, vars(record)["path"]) for record in caplog.records]
    assert warnings == ([(logging.WARNING, "a slow request", "/slow")] if slow else [])


def test_what_is_no_request_is_passed_on() -> None:
    passed: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(TracingMiddleware(app)({"type": "lifespan"}, receive, send))
    assert passed == [{"type": "lifespan"}]


@pytest.fixture
def own_loggers() -> Iterator[None]:
    """Give the packages' loggers back as they were."""
    yield
    for package in PACKAGES:
        logger = logging.getLogger(package)
        logger.handlers.clear()
        logger.propagate = True


# scenario usage-46
# scenario realtime-100
# The whole name: eight characters of it, as the original logs, do not tell two requests apart
def test_every_line_of_a_request_carries_its_name(own_loggers: None, capsys: pytest.CaptureFixture[str]) -> None:
    own = function_logger("api-of-this-test")
    room = logging.getLogger("curator.identity.anything")
    own.info("before")
    with traced("trace-1", "order-7"):
        own.info("own")
        room.warning("room", extra={"user_id": "42"})
    room.warning("after")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    named = {line["message"]: (line.get("trace_id"), line.get("correlation_id")) for line in lines}
    assert named == {
        "before": (None, None),
        "own": ("trace-1", "order-7"),
        "room": ("trace-1", "order-7"),
        "after": (None, None),
    }
    assert lines[2]["user_id"] == "42"
