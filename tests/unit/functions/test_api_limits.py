"""How often one user, or one address, may call the HTTP API."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import EndpointConnectionError
from mangum import Mangum

from curator.foundation.metrics import metrics
from curator.foundation.table import Item, Update
from curator.identity.limits.failing import FailOpen
from curator.identity.limits.memory import MemoryLimiter
from curator.identity.limits.rules import Rule, Verdict
from curator.identity.limits.settings import LimitSettings
from curator.identity.limits.store import CallStore
from curator.identity.limits.table import TableLimiter
from curator.identity.principals import Principal
from functions.api.application import create_application
from functions.api.limits import HttpLimits, is_counted
from tests.fakes.clock import VirtualClock
from tests.fakes.http_api import browser_for
from tests.fakes.http_contract import check_response
from tests.fakes.memory_table import MemoryTable
from tests.fakes.metrics import counted_in
from tests.unit.functions.api_site import SITE
from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.world import ALICE, BOB

CALL, AUDIT = "/api/v1/images/mine", "/api/batches/1/audit.json"
NAMES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
FROM_HERE, FROM_ELSEWHERE = "203.0.113.7", "198.51.100.1"


class WatchedLimiter(MemoryLimiter):
    """Remembers whom it was asked for."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.asked: list[str] = []

    def check_all(self, key: str, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
        self.asked.append(key)
        return super().check_all(key, rules)


class LimitedSite:
    """A site with the limits that a deployment has by default."""

    def __init__(self, limits: HttpLimits | None = None, *, client_origins: tuple[str, ...] = ()) -> None:
        self.images = ImagesSite(client_origins=client_origins)
        self.clock = self.images.world.clock
        self.limiter = WatchedLimiter(self.clock)
        services = replace(
            self.images.services,
            limits=limits or HttpLimits(limiter=self.limiter, rules=LimitSettings().http_rules),
        )
        self._handler = Mangum(create_application(services), lifespan="off")
        self._address: str | None = FROM_HERE
        self.client = browser_for(self._serve, SITE)
        self.client.event_hooks = {"response": [check_response]}

    def _serve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        event["requestContext"]["http"]["sourceIp"] = self._address
        return self._handler(event, context)

    def get(
        self, path: str = CALL, user: Principal | None = None, *, address: str | None = FROM_HERE, **headers: str
    ) -> httpx.Response:
        self._address = address
        return self.client.get(path, headers={**self.images.headers(user), **headers})

    def key(self, **how: Any) -> str:
        """Return whom a call counts for."""
        self.get(**how)
        return self.limiter.asked[-1]


@pytest.fixture
def limited() -> LimitedSite:
    return LimitedSite()


def told(response: httpx.Response) -> list[str | None]:
    return [response.headers.get(name) for name in NAMES]


# scenario realtime-73
def test_each_answer_tells_how_many_calls_are_left(limited: LimitedSite) -> None:
    first, second = limited.get(user=ALICE), limited.get(user=ALICE)
    assert first.status_code == 200
    assert told(first) == ["60", "59", "60", None]
    assert told(second) == ["60", "58", "60", None]
    limited.clock.advance(20)
    assert told(limited.get(user=ALICE)) == ["60", "57", "40", None]


# scenario realtime-73
def test_the_sixty_first_call_within_a_minute_is_refused_and_told_when_to_come_again(limited: LimitedSite) -> None:
    counted_in(metrics)
    for _ in range(60):
        assert limited.get(user=ALICE).status_code == 200
        limited.clock.advance(0.5)
    refused = limited.get(user=ALICE)
    assert (refused.status_code, refused.headers["content-type"]) == (429, "application/json")
    assert refused.json()["detail"] == "Rate limit exceeded. Please try again later."
    assert told(refused) == ["60", "0", "30", "30"]
    assert "X-Trace-ID" in refused.headers
    assert "Content-Security-Policy" in refused.headers
    assert counted_in(metrics, "rate_limit_hits_total") == {"rate_limit_hits_total{limit_type=http}": 1}
    limited.clock.advance(30)
    assert limited.get(user=ALICE).status_code == 200


# scenario realtime-73
def test_elsewhere_than_in_the_image_api_a_refusal_is_a_sentence_alone(limited: LimitedSite) -> None:
    for _ in range(10):
        assert limited.get(AUDIT).status_code == 401
    refused = limited.get(AUDIT)
    assert (refused.status_code, refused.json()) == (429, {"detail": "Rate limit exceeded. Please try again later."})
    assert refused.headers["Cache-Control"] == "no-store"


def test_the_eleventh_call_within_a_second_is_refused_and_does_not_count_for_the_minute(limited: LimitedSite) -> None:
    for _ in range(10):
        assert limited.get(user=ALICE).status_code == 200
    assert told(limited.get(user=ALICE)) == ["60", "0", "1", "1"]
    limited.clock.advance(1)
    assert told(limited.get(user=ALICE)) == ["60", "49", "59", None]


# scenario realtime-73
def test_calls_count_for_whoever_proves_to_be_somebody(limited: LimitedSite) -> None:
    assert limited.key(user=ALICE) == f"user:{ALICE.user_id}"
    assert limited.key(user=ALICE, address=FROM_ELSEWHERE) == f"user:{ALICE.user_id}"
    nameless = {"Authorization": f"Bearer {limited.images.token(ALICE, name='', sub='nameless')}"}
    assert limited.key(**nameless) == "user:nameless"
    assert limited.key(**limited.images.session_of("Alice")) == "user:1"


# scenario realtime-73
def test_calls_of_nobody_count_for_the_address_they_come_from(limited: LimitedSite) -> None:
    assert limited.key() == f"ip:{FROM_HERE}"
    assert limited.key(address=FROM_ELSEWHERE) == f"ip:{FROM_ELSEWHERE}"
    assert limited.key(address=None) == "ip:unknown"
    assert limited.key(address="no address") == "ip:unknown"
    assert limited.key(**{"X-Forwarded-For": FROM_ELSEWHERE}) == f"ip:{FROM_HERE}"
    assert limited.key(Authorization="Bearer of bad news") == f"ip:{FROM_HERE}"
    assert limited.key(Cookie="session=made-up") == f"ip:{FROM_HERE}"


def test_pages_of_another_trusted_site_may_read_that_they_are_refused() -> None:
    beta = "https://beta.example"
    limited = LimitedSite(client_origins=(beta,))
    answers = [limited.get(user=ALICE, Origin=beta) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers} == {beta}
    exposed = answers[-1].headers["Access-Control-Expose-Headers"].split(", ")
    assert set(NAMES) <= set(exposed)


def test_one_customers_ipv6_addresses_count_as_one(limited: LimitedSite) -> None:
    one = limited.key(address="2001:db8:1:2::1")
    assert one == limited.key(address="2001:db8:1:2:ffff::9")
    assert one != limited.key(address="2001:db8:1:3::1")


# scenario realtime-75
def test_one_users_calls_leave_the_others_theirs(limited: LimitedSite) -> None:
    for _ in range(10):
        limited.get(user=ALICE)
    assert limited.get(user=ALICE).status_code == 429
    assert limited.get(user=BOB).status_code == 200
    assert told(limited.get())[1] == "59"


def test_who_asks_is_found_out_once_a_request(limited: LimitedSite) -> None:
    counted_in(metrics)
    assert limited.get(user=ALICE).status_code == 200
    assert counted_in(metrics, "auth_attempts_total") == {"auth_attempts_total{status=success}": 1}
    assert limited.get(Authorization="Bearer of bad news").json()["detail"] == "Invalid token"
    counted_in(metrics)
    assert limited.get("/api/v1").status_code == 200
    assert counted_in(metrics, "auth_attempts_total") == {}


# scenario realtime-73
@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("/", False),
        ("/assets/app.js", False),
        ("/dashboard", False),
        ("/dashboard/assets/dashboard.js", False),
        ("/health", False),
        ("/metrics", False),
        ("/api/health", False),
        ("/api/v1/health", False),
        ("/api/v1/health/", False),
        ("/auth/callback", False),
        ("/auth/whoami", False),
        ("/api/v1/images/upload", False),
        ("/api/v1/images/uploads", False),
        ("/api/v1/images/jobs/7f", False),
        ("/api/v1/images/jobs/7f/result", False),
        ("/api/v1/images/7f/direct", False),
        ("/api/v1", True),
        ("/api/v1/health/stats", True),
        ("/api/v1/images/7f", True),
        ("/api/v1/images/7f\n", True),
        ("/api/v1/images/batch", True),
        ("/api/admin/batches/", True),
        ("/api/realtime/tickets", True),
        ("/api/healthy", True),
        ("/auth/login", True),
        ("/auth/logout", True),
        ("/auth/callback/x", True),
        ("/dashboard/data", True),
    ],
)
def test_only_calls_of_the_interface_count(path: str, *, counts: bool) -> None:
    assert is_counted(path) is counts


# scenario realtime-73
def test_what_does_not_count_is_served_without_the_headers(limited: LimitedSite) -> None:
    for _ in range(100):
        response = limited.get("/api/health")
        assert response.status_code == 200
    assert told(response) == [None] * 4
    assert limited.limiter.asked == []


def test_uploads_keep_to_the_hourly_quota_and_tell_of_that_alone(limited: LimitedSite) -> None:
    body = {"bucket": "test-uploads", "filename": "photo.jpg", "content_type": "image/jpeg"}
    answers = [
        limited.client.post("/api/v1/images/uploads", json=body, headers=limited.images.headers(ALICE))
        for _ in range(51)
    ]
    assert [answer.status_code for answer in answers] == [201] * 50 + [429]
    assert [answer.headers["X-RateLimit-Limit"] for answer in answers] == ["50"] * 51
    assert answers[0].headers["X-RateLimit-Remaining"] == "49"


def test_a_routes_own_quota_is_told_instead_of_the_limit(limited: LimitedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.api.limits.is_counted", lambda _path: True)
    response = limited.images.announce()
    assert response.headers["X-RateLimit-Limit"] == "50"
    body = {"bucket": "test-uploads", "filename": "photo.jpg", "content_type": "image/jpeg"}
    response = limited.client.post("/api/v1/images/uploads", json=body, headers=limited.images.headers(ALICE))
    assert response.headers.get_list("X-RateLimit-Limit") == ["50"]
    assert limited.limiter.asked == [f"user:{ALICE.user_id}"]


# scenario realtime-70 realtime-73
def test_where_limits_are_off_everybody_calls_as_often_as_they_like() -> None:
    site = ImagesSite()
    assert site.services.limits is None
    for _ in range(100):
        response = site.get(CALL, ALICE)
        assert response.status_code == 200
    assert told(response) == [None] * 4


class DeadTable(MemoryTable):
    """Does not answer."""

    def update(self, write: Update) -> Item:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")


# scenario realtime-71 realtime-141
@pytest.mark.parametrize(("is_open", "status", "left"), [(True, 200, "60"), (False, 429, "0")])
def test_while_limits_cannot_be_asked_the_setting_decides(*, is_open: bool, status: int, left: str) -> None:
    clock = VirtualClock()
    limiter = TableLimiter(CallStore(DeadTable(clock)), clock)
    failing = FailOpen(limiter, limit_type="http", clock=clock, is_open=is_open)
    site = LimitedSite(HttpLimits(limiter=failing, rules=LimitSettings().http_rules))
    for _ in range(30):
        response = site.get(user=ALICE)
        assert (response.status_code, response.headers["X-RateLimit-Remaining"]) == (status, left)


def test_a_counted_call_costs_one_write() -> None:
    site = ImagesSite()
    table = MemoryTable(site.world.clock)
    limits = HttpLimits(limiter=TableLimiter(CallStore(table), site.world.clock), rules=LimitSettings().http_rules)
    client = browser_for(Mangum(create_application(replace(site.services, limits=limits)), lifespan="off"), SITE)
    assert client.get(CALL, headers=site.headers(ALICE)).status_code == 200
    assert dict(table.operations.requests) == {"update": 1}


def test_the_client_page_is_not_slowed_down(limited: LimitedSite, tmp_path: Path) -> None:
    """A browser loads some forty modules at once, from one address."""
    assert {limited.get(f"/assets/module{number}.js").status_code for number in range(100)} == {404}
