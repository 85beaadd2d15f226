"""One request: what it is allowed, what it carries, and what becomes of each reply."""

import gzip
import tracemalloc
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.errors import (
    BreakerOpenError,
    BudgetExhaustedError,
    ProviderDataError,
    ProviderError,
    ProviderNotFoundError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from curator.usage.providers.limits import BREAKER_SECONDS, BREAKER_THRESHOLD, TIMEOUT_SECONDS
from curator.usage.providers.models import RateReport
from tests.fakes.budgets import MemoryBudget
from tests.fakes.clock import VirtualClock
from tests.unit.usage.providers.service import AGENT, Service, sending

OK = {"id": 1}
DOWN = [
    pytest.param(httpx.ReadTimeout("slow"), id="slow"),
    pytest.param(httpx.ConnectTimeout("slow"), id="no connection in time"),
    pytest.param(httpx.ConnectError("refused"), id="no connection"),
    pytest.param(httpx.RemoteProtocolError("cut"), id="cut off"),
    pytest.param(httpx.Response(500), id="500"),
    pytest.param(httpx.Response(502), id="502"),
    pytest.param(httpx.Response(504), id="504"),
    pytest.param(sending(b"not gzip", content_encoding="gzip"), id="damaged"),
    pytest.param(sending(b"?", content_encoding="br"), id="packed in a way nobody asked for"),
]


def test_a_request_says_who_asks_and_ends_within_ten_seconds() -> None:
    service = Service(OK)
    assert service.ask().json() == OK
    (request,) = service.requests
    assert request.headers["user-agent"] == AGENT
    assert request.headers["accept-encoding"] == "gzip"
    assert request.extensions["timeout"].get("read") == TIMEOUT_SECONDS


@pytest.mark.parametrize("trouble", DOWN)
def test_who_does_not_answer_is_asked_three_times_with_pauses_that_grow(trouble: Any) -> None:
    service = Service(trouble)
    with pytest.raises(ProviderUnavailableError):
        service.ask()
    assert len(service.requests) == 3
    assert service.clock.sleeps == [0.375, 0.75]
    assert service.budget.spent == {"service": 3}


def test_one_answer_is_enough() -> None:
    service = Service(httpx.Response(503), httpx.ReadTimeout("slow"), OK)
    assert service.ask().json() == OK
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderDataError),
        (401, ProviderRefusedError),
        (403, ProviderRefusedError),
        (404, ProviderNotFoundError),
        (410, ProviderNotFoundError),
        (422, ProviderDataError),
        (451, ProviderNotFoundError),
        (304, ProviderDataError),
        (300, ProviderDataError),
    ],
)
def test_a_refusal_is_not_tried_again(status: int, error: type[ProviderError]) -> None:
    service = Service(httpx.Response(status))
    with pytest.raises(error):
        service.ask()
    assert len(service.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b"", b"[" * 200_000, b"\xff"], ids=["page", "nothing", "deep", "bytes"])
def test_what_is_no_json_is_an_error_of_its_own(body: bytes) -> None:
    with pytest.raises(ProviderDataError):
        Service(sending(body)).ask().json()


# scenario usage-79
def test_what_a_reply_says_of_a_limit_is_told_to_the_budget() -> None:
    headers = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4987", "x-ratelimit-reset": "1800000900"}
    service = Service(httpx.Response(200, json=OK, headers=headers))
    client = service.client()
    client.ask(Call(resource="service", path="/thing"))
    report = RateReport(limit=5000, remaining=4987, reset_at=1_800_000_900)
    assert service.budget.reports == [("service", report)]
    assert client.status() == {"service": report}
    service.clock.advance(900)
    assert client.status() == {"service": RateReport(limit=5000, remaining=5000)}


# scenario usage-79
@pytest.mark.parametrize(
    ("headers", "wait", "growing"),
    [
        pytest.param({"retry-after": "30"}, 30, False, id="seconds"),
        pytest.param({"retry-after": "Fri, 15 Jan 2027 08:02:00 GMT"}, 120, False, id="a date"),
        pytest.param({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000600"}, 600, False, id="a moment"),
        pytest.param({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "45"}, 45, False, id="seconds that are left"),
        pytest.param({"retry-after": "9" * 400}, 24 * 3600, False, id="for ever"),
        pytest.param({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" * 15}, 24 * 3600, False, id="for ages"),
        pytest.param({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" * 5000}, 60, True, id="no number"),
        pytest.param({}, 60, True, id="nothing"),
        pytest.param({"x-ratelimit-remaining": "0"}, 60, True, id="no moment"),
        pytest.param(
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1799999999"}, 60, True, id="one that is over"
        ),
        pytest.param({"retry-after": "soon", "x-ratelimit-reset": "never"}, 60, True, id="nonsense"),
    ],
)
def test_who_asks_to_be_left_alone_is_left_alone(headers: dict[str, str], wait: float, growing: bool) -> None:
    service = Service(httpx.Response(429, headers=headers))
    with pytest.raises(RateLimitedError) as caught:
        service.ask()
    assert caught.value.retry_at == service.clock.now() + wait
    assert len(service.requests) == 1
    ((_, report),) = service.budget.reports
    assert report.growing is growing


def test_a_service_that_names_the_time_it_is_down_for_is_not_tried_before() -> None:
    service = Service(httpx.Response(503, headers={"retry-after": "300"}))
    with pytest.raises(ProviderUnavailableError) as caught:
        service.ask()
    assert caught.value.retry_at == service.clock.now() + 300
    assert len(service.requests) == 1


def test_nothing_is_sent_beyond_the_budget() -> None:
    service = Service(httpx.Response(500), budget=MemoryBudget({"service": 2}, retry_at=1_800_000_060))
    with pytest.raises(BudgetExhaustedError) as caught:
        service.ask()
    assert caught.value.retry_at == 1_800_000_060
    assert len(service.requests) == 2


def fail(service: Service, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ProviderError):
            service.ask(path=path_of("thing"))


def test_who_fails_too_often_is_left_alone_by_all_instances_together() -> None:
    service = Service(httpx.Response(503, headers={"retry-after": "1"}))
    fail(service, BREAKER_THRESHOLD)
    with pytest.raises(BreakerOpenError) as caught:
        service.ask()
    assert caught.value.retry_at == service.clock.now() + BREAKER_SECONDS
    assert len(service.requests) == BREAKER_THRESHOLD
    assert service.budget.spent == {"service": BREAKER_THRESHOLD}


def test_one_probe_that_is_answered_ends_it() -> None:
    service = Service(*[httpx.Response(503, headers={"retry-after": "1"})] * BREAKER_THRESHOLD, OK)
    fail(service, BREAKER_THRESHOLD)
    service.clock.advance(BREAKER_SECONDS)
    assert service.ask().json() == OK
    assert service.ask().json() == OK


@pytest.mark.parametrize("status", [401, 404, 422, 429], ids=str)
def test_a_refusal_is_no_failure_of_the_service(status: int) -> None:
    service = Service(*[httpx.Response(status)] * (2 * BREAKER_THRESHOLD), OK)
    fail(service, 2 * BREAKER_THRESHOLD)
    assert service.ask().json() == OK


def test_a_budget_that_is_used_up_says_nothing_of_the_service() -> None:
    budget = MemoryBudget({"service": BREAKER_THRESHOLD - 1})
    service = Service(httpx.Response(503, headers={"retry-after": "1"}), budget=budget)
    fail(service, BREAKER_THRESHOLD - 1)
    for _ in range(BREAKER_THRESHOLD):
        with pytest.raises(BudgetExhaustedError):
            service.ask()
    budget.limits["service"] += 1
    with pytest.raises(ProviderUnavailableError):
        service.ask()
    with pytest.raises(BreakerOpenError):
        service.ask()


# scenario usage-80
def test_a_reply_that_still_holds_is_not_sent_again_and_costs_nothing() -> None:
    link = '<https://service.example/api/thing?page=2>; rel="next"'
    first = httpx.Response(200, json=OK, headers={"etag": 'W/"abc"', "link": link})
    service = Service(first, httpx.Response(304))
    for _ in range(3):
        call = Call(resource="service", path="/thing", is_remembered=True)
        reply = service.client(free_when_unchanged=True).ask(call)
        assert (reply.json(), reply.next_page) == (OK, "2")
    assert [one.headers.get("if-none-match") for one in service.requests] == [None, 'W/"abc"', 'W/"abc"']
    assert service.budget.spent == {"service": 1}


def test_where_a_304_counts_it_is_counted() -> None:
    service = Service(httpx.Response(200, json=OK, headers={"etag": '"1"'}), httpx.Response(304))
    for _ in range(2):
        assert service.ask(is_remembered=True).json() == OK
    assert service.budget.spent == {"service": 2}


def test_a_reply_that_has_changed_replaces_what_was_remembered() -> None:
    old, new = (httpx.Response(200, json={"id": number}, headers={"etag": f'"{number}"'}) for number in (1, 2))
    service = Service(old, new, httpx.Response(304))
    assert [service.ask(is_remembered=True).json() for _ in range(3)] == [{"id": 1}, {"id": 2}, {"id": 2}]


def test_questions_and_credentials_are_told_apart() -> None:
    service = Service(sending(b"{}", etag='"1"'))
    calls = [
        Call(resource="service", path="/thing", is_remembered=True),
        Call(resource="service", path="/other", is_remembered=True),
        Call(resource="service", path="/thing", params={"page": "2"}, is_remembered=True),
        Call(resource="service", path="/thing", accept="text/plain", is_remembered=True),
    ]
    for scope in ("one", "two"):
        for call in calls:
            service.client(scope=scope).ask(call)
    assert [one.headers.get("if-none-match") for one in service.requests] == [None] * 8


def test_what_is_not_to_be_remembered_is_not() -> None:
    service = Service(sending(b"{}", etag='"1"'))
    service.ask()
    assert service.table.operations.written == {}


# A renamed repository: GitHub answers with the same repository by its number.
def test_a_redirect_within_the_service_is_followed_and_counted() -> None:
    moved = httpx.Response(301, headers={"location": "https://service.example/api/repositories/7"})
    service = Service(moved, OK)
    assert service.client(params={"api_key": "k"}).ask(Call(resource="service", path="/thing")).json() == OK
    assert service.asked == ["GET /api/thing?api_key=k", "GET /api/repositories/7?api_key=k"]
    assert service.budget.spent == {"service": 2}


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/api/thing",
        "http://service.example/api/thing",
        "https://service.example:8443/api/thing",
        "//169.254.169.254/latest",
        "https://user@service.example/api/thing",
        "http://[",
    ],
)
def test_a_redirect_elsewhere_is_refused_so_that_a_token_stays_here(location: str) -> None:
    service = Service(httpx.Response(302, headers={"location": location}))
    with pytest.raises(ProviderDataError):
        service.client(headers={"Authorization": "Bearer secret"}).ask(Call(resource="service", path="/thing"))
    assert len(service.requests) == 1


def test_redirects_in_circles_end() -> None:
    service = Service(httpx.Response(302, headers={"location": "/api/thing"}))
    with pytest.raises(ProviderDataError):
        service.ask()
    assert len(service.requests) == 4


@pytest.mark.parametrize(
    ("link", "page"),
    [
        pytest.param('<https://evil.example/api?page=12&x=1>; rel="next", <?page=1>; rel="first"', "12", id="a page"),
        pytest.param('<https://service.example/api?page=2>; rel="prev"', None, id="only the one before"),
        pytest.param('<https://service.example/api?after=2>; rel="next"', None, id="no page"),
        pytest.param('<https://service.example/api?page=2%26x>; rel="next"', None, id="no number"),
        pytest.param('<https://service.example/api?page=9999999999>; rel="next"', None, id="no sane number"),
        pytest.param('<https://service.example:port/?page=2>; rel="next"', None, id="no address"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_of_a_link_to_the_next_page_only_its_number_is_read(link: str, page: str | None) -> None:
    assert Service(httpx.Response(200, json=OK, headers={"link": link})).ask().next_page == page


def test_a_reply_that_is_too_long_is_given_up() -> None:
    service = Service(sending(b"x" * 1001))
    with pytest.raises(ProviderDataError):
        service.ask(max_bytes=1000)
    assert Service(sending(b"x" * 1000)).ask(max_bytes=1000).body == b"x" * 1000


def test_a_bomb_is_given_up_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    service = Service(sending(bomb, content_encoding="gzip"))
    tracemalloc.start()
    try:
        with pytest.raises(ProviderDataError):
            service.ask(max_bytes=100_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5_000_000


def test_a_packed_reply_is_unpacked() -> None:
    assert Service(sending(gzip.compress(b'{"id": 1}'), content_encoding="gzip")).ask().json() == OK


def drip(clock: VirtualClock) -> Iterator[bytes]:
    while True:
        clock.advance(3)
        yield b" "


def test_a_server_that_sends_a_byte_at_a_time_is_not_waited_for() -> None:
    service = Service()
    service.answers = [lambda _: httpx.Response(200, content=drip(service.clock))]
    started = service.clock.now()
    with pytest.raises(ProviderUnavailableError):
        service.ask()
    assert service.clock.now() - started < 3 * (TIMEOUT_SECONDS + 3) + 2


@pytest.mark.parametrize("name", ["", ".", "..", "x" * 501], ids=["empty", "here", "up", "long"])
def test_a_name_that_would_lead_elsewhere_names_nothing(name: str) -> None:
    with pytest.raises(ProviderNotFoundError):
        path_of("repos", name, "thing")


def test_a_name_stays_one_segment_whatever_is_in_it() -> None:
    service = Service(OK)
    service.ask(path_of("packages", "@types/node", "a?b=c#d%2F ü"))
    assert service.asked == ["GET /api/packages/%40types%2Fnode/a%3Fb%3Dc%23d%252F%20%C3%BC"]


def test_neither_key_nor_token_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="curator")
    for answer in (
        httpx.ReadTimeout("https://service.example?api_key=secret-1"),
        httpx.Response(500),
        httpx.Response(401),
    ):
        with pytest.raises(ProviderError) as caught:
            Service(answer).client(params={"api_key": "secret-1"}, headers={"Authorization": "Bearer secret-2"}).ask(
                Call(resource="service", path="/thing")
            )
        assert "secret" not in str(caught.value)
    assert caplog.records
    assert "secret" not in caplog.text
