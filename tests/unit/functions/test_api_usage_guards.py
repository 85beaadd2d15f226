"""Who reaches a usage route, by what they show and of which tier it is, and how often."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from mangum import Mangum

from curator.foundation.metrics import metrics
from curator.identity.api_keys.texts import parts_of
from curator.identity.limits.memory import MemoryLimiter
from curator.identity.limits.seconds.store import SecondsStore
from curator.identity.limits.settings import LimitSettings
from curator.identity.limits.table import TableLimiter
from functions.api import application
from functions.api.limits import HttpLimits
from functions.api.roles import Caller, SignedInRoute
from functions.api.usage.guards import UsageRoute, tiers
from tests.fakes.http_api import browser_for
from tests.fakes.metrics import counted_in
from tests.unit.functions.api_site import SITE, key_headers
from tests.unit.functions.images_site import CAROL, ImagesSite
from tests.unit.images.world import ALICE

USED, WANTED, OTHER = "/api/v1/probes/@scope/name/users", "/api/v1/probes/wanted", "/api/v1/others"
NAMES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")

probes = APIRouter(prefix="/api/v1/probes", route_class=UsageRoute)
others = APIRouter(prefix="/api/v1/others", route_class=SignedInRoute)


@probes.get("/{name:path}/users")
async def used(name: str, caller: Caller) -> dict[str, Any]:
    return {"name": name, "user": caller.user_id, "tier": caller.tier, "roles": sorted(caller.roles)}


@probes.post("/wanted")
@tiers("standard", "premium")
async def wanted(body: dict[str, int]) -> int:
    return body["number"]


@others.get("")
async def other(caller: Caller) -> str:
    return caller.user_id


class ProbedSite:
    """The API with two usage routes and one of another kind before its own."""

    def __init__(self) -> None:
        self.images = ImagesSite()
        self.clock = self.images.world.clock
        store = SecondsStore(self.images.identity)
        limits = HttpLimits(
            limiter=MemoryLimiter(self.clock),
            rules=LimitSettings().http_rules,
            keys=TableLimiter(store, self.clock),
        )
        self.services = replace(self.images.services, limits=limits)
        self.client = browser_for(Mangum(application.create_application(self.services), lifespan="off"), SITE)

    def key(self, tier: str = "free", **how: Any) -> dict[str, str]:
        return key_headers(self.services, tier, **how)

    def get(self, headers: dict[str, str] | None = None, path: str = USED) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def post(self, headers: dict[str, str]) -> httpx.Response:
        return self.client.post(WANTED, json={"number": 7}, headers=headers)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> ProbedSite:
    own = application.all_routers
    monkeypatch.setattr(application, "all_routers", lambda services: (probes, others, *own(services)))
    return ProbedSite()


def told(response: httpx.Response) -> list[int | None]:
    return [int(response.headers[name]) if name in response.headers else None for name in NAMES]


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["detail"]


# scenario usage-66
def test_without_a_key_a_token_or_a_login_nobody_is_served(site: ProbedSite) -> None:
    refused = site.get()
    assert refusal(refused) == (401, "Not authenticated: send an API key in the header X-API-Key")
    assert refused.json()["code"] == "AUTH_001"
    assert site.get({"X-API-Key": ""}).status_code == 401


def test_a_key_a_session_and_a_token_are_served_alike(site: ProbedSite) -> None:
    assert site.get(site.key("premium")).json() == {"name": "@scope/name", "user": "7", "tier": "premium", "roles": []}
    assert site.get(site.images.headers(ALICE)).json()["user"] == ALICE.user_id
    assert site.get(site.images.session_of("Dora")).json()["user"] == "1"


# scenario usage-67
def test_an_expired_or_revoked_key_is_refused_and_told_why(site: ProbedSite) -> None:
    now = int(site.clock.now())
    short = site.key(valid_until=now + 60)
    gone = site.key()
    assert site.get(short).status_code == site.get(gone).status_code == 200
    parts = parts_of(gone["X-API-Key"])
    assert parts is not None
    site.services.api_keys().revoke(CAROL, parts.key_id)
    assert refusal(site.get(gone)) == (401, "API key revoked")
    site.clock.advance(60)
    assert refusal(site.get(short)) == (401, "API key expired")
    assert refusal(site.get({"X-API-Key": f"{gone['X-API-Key'][:-4]}0000"})) == (401, "Unknown API key")


# scenario usage-68
def test_the_sixty_first_call_within_a_minute_with_a_free_key_is_refused(site: ProbedSite) -> None:
    counted_in(metrics)
    key = site.key()
    answers = [site.get(key) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert [told(answer)[:2] for answer in answers] == [[60, left] for left in [*reversed(range(60)), 0]]
    limit, left, reset, wait = told(answers[-1])
    assert (limit, left, wait) == (60, 0, 61)  # counted by the second, so the minute takes up to one more
    now = site.clock.now()
    assert reset == now + 61
    assert all((moment or 0) > now for moment in (told(answer)[2] for answer in answers))
    assert answers[-1].json()["detail"] == "Rate limit exceeded. Please try again later."
    assert counted_in(metrics, "rate_limit_hits_total") == {"rate_limit_hits_total{limit_type=api_key}": 1}
    site.clock.advance(61)
    assert site.get(key).status_code == 200


# scenario usage-69
@pytest.mark.parametrize(
    ("how", "limit"),
    [
        ({"tier": "standard"}, 600),
        ({"tier": "premium"}, 6000),
        ({"tier": "free", "rate_limit": 2}, 2),
        ({"tier": "standard", "rate_limit": 1000}, 1000),
    ],
)
def test_a_key_has_the_limit_of_its_tier_or_its_own(site: ProbedSite, how: dict[str, Any], limit: int) -> None:
    key = site.key(**how)
    assert told(site.get(key))[:2] == [limit, limit - 1]
    assert told(site.get(key))[:2] == [limit, limit - 2]


# scenario usage-69
@pytest.mark.parametrize("how", [{"tier": "standard"}, {"tier": "standard", "rate_limit": 90}])
def test_such_a_limit_is_reached_by_exactly_as_many_calls(site: ProbedSite, how: dict[str, Any]) -> None:
    key = site.key(**how)
    statuses = [site.get(key).status_code for _ in range(how.get("rate_limit", 600) + 1)]
    assert statuses == [200] * (len(statuses) - 1) + [429]


def test_each_key_counts_for_itself_wherever_its_calls_come_from(site: ProbedSite) -> None:
    one, another = site.key(rate_limit=1), site.key(rate_limit=1)
    assert [site.get(key).status_code for key in (one, another, one)] == [200, 200, 429]
    assert site.get(site.images.headers(ALICE)).status_code == 200


def test_both_texts_of_a_rotated_key_count_for_it(site: ProbedSite) -> None:
    old = site.key(rate_limit=2)
    parts = parts_of(old["X-API-Key"])
    assert parts is not None
    new = {"X-API-Key": site.services.api_keys().rotate(CAROL, parts.key_id).text}
    assert [site.get(key).status_code for key in (old, new, old)] == [200, 200, 429]


def test_who_shows_no_key_is_limited_as_everywhere_and_told_the_seconds_left(site: ProbedSite) -> None:
    assert told(site.get(site.images.headers(ALICE))) == [60, 59, 60, None]
    assert told(site.get()) == [60, 59, 60, None]


def test_guesses_count_for_the_address_they_come_from(site: ProbedSite) -> None:
    guess = {"X-API-Key": "curator_00000000_" + "a" * 43}
    assert [site.get(guess).status_code for _ in range(11)] == [401] * 10 + [429]


def test_elsewhere_a_key_proves_nothing_and_spoils_nothing(site: ProbedSite) -> None:
    key = site.key()
    assert site.get(key, OTHER).status_code == 401
    assert site.get(key | site.images.session_of("Dora"), OTHER).json() == "1"
    assert told(site.get(key, "/api/v1/info"))[0] == 60
    assert told(site.get(key))[1] == 59  # none of these counted for the key


def test_a_slash_at_the_end_makes_no_difference(site: ProbedSite) -> None:
    assert site.get(site.key("standard"), f"{USED}/").json()["tier"] == "standard"


class TestTiers:
    def test_a_lower_tier_is_refused_before_anything_of_the_request_is_read(self, site: ProbedSite) -> None:
        refused = site.client.post(WANTED, content=b"nonsense", headers=site.key())
        assert refusal(refused) == (403, "needs tier standard")

    def test_the_tiers_that_are_named_are_served_and_operators_are(self, site: ProbedSite) -> None:
        for headers in (site.key("standard"), site.key("premium"), site.images.headers(CAROL)):
            assert (site.post(headers).status_code, site.post(headers).json()) == (200, 7)

    def test_a_login_counts_as_the_standard_tier(self, site: ProbedSite) -> None:
        assert site.post(site.images.session_of("Dora")).json() == 7

    def test_a_tier_that_there_is_not_is_a_mistake_found_at_the_start(self) -> None:
        with pytest.raises(ValueError, match="gold"):
            tiers("gold")


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


# scenario usage-71
def test_what_is_logged_of_calls_with_a_key_never_holds_its_text(
    site: ProbedSite, all_logs: pytest.LogCaptureFixture
) -> None:
    key = site.key(rate_limit=1)
    parts = parts_of(key["X-API-Key"])
    assert parts is not None
    for answer in (site.get(key), site.get(key), site.get({"X-API-Key": key["X-API-Key"].upper()}), site.post(key)):
        assert parts.secret not in answer.text + repr(answer.headers)
    logged = repr([vars(record) for record in all_logs.records])
    assert "Unknown API key" in logged
    assert parts.secret not in logged
    assert parts.secret.upper() not in logged
