"""`/api/v1/api-keys`: what people do with their keys over HTTP, and what keys open."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from curator.foundation.clock import iso_timestamp
from curator.identity.api_keys.texts import parts_of
from curator.identity.roles.matrix import EVERYBODY
from curator.operations.audit.log import AuditFilter
from functions.api.application import all_routers
from functions.api.roles import guarded_routes
from functions.api.usage.guards import UsageRoute
from local.contract.openapi import no_services
from tests.unit.functions.api_site import key_headers
from tests.unit.functions.images_site import CAROL, ImagesSite
from tests.unit.images.world import ALICE, BOB

KEYS = "/api/v1/api-keys"
DAY = 24 * 3600
GUARDED = guarded_routes(all_routers(no_services()))
CLOSED = [
    key for key, route in GUARDED.items() if (route.signed_in or route.declared()) and route.declared() != EVERYBODY
]


@pytest.fixture
def site() -> ImagesSite:
    return ImagesSite()


def create(site: ImagesSite, user: Any = ALICE, **wanted: Any) -> httpx.Response:
    return site.client.post(KEYS, json={"name": "a script"} | wanted, headers=site.headers(user))


def created(site: ImagesSite, user: Any = ALICE, **wanted: Any) -> dict[str, Any]:
    response = create(site, user, **wanted)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def test_a_new_key_is_told_once(site: ImagesSite) -> None:
    response = create(site, name="  a script ")
    assert (response.status_code, response.headers["Cache-Control"]) == (201, "no-store")
    body = response.json()
    text = body.pop("key")
    now = iso_timestamp(site.world.clock.now())
    assert body == {
        "id": text[8:16],
        "name": "a script",
        "tier": "free",
        "calls_per_minute": 60,
        "status": "active",
        "last_four": text[-4:],
        "user_id": ALICE.user_id,
        "username": ALICE.username,
        "created_at": now,
        "expires_at": None,
        "last_used_at": None,
        "rotated_at": None,
        "previous_text_until": None,
        "revoked_at": None,
    }
    assert site.get(f"{KEYS}/{body['id']}", ALICE).json() == body
    assert site.get(KEYS, ALICE).json() == {"items": [body], "next": None}
    assert text not in site.get(KEYS, ALICE).text


def test_the_first_key_comes_by_a_session_too(site: ImagesSite) -> None:
    response = site.client.post(KEYS, json={"name": "mine"}, headers=site.session_of("Dora"))
    assert (response.status_code, response.json()["username"]) == (201, "Dora")


@pytest.mark.parametrize("wanted", [{"tier": "standard"}, {"tier": "premium"}, {"rate_limit": 10}])
def test_only_operators_give_a_tier_or_a_limit(site: ImagesSite, wanted: dict[str, Any]) -> None:
    refused = create(site, ALICE, **wanted)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Only operators create keys of a higher tier or with a limit of their own",
    )
    made = created(site, CAROL, **wanted)
    assert made | wanted == {**made, "calls_per_minute": made["calls_per_minute"]} | wanted


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": ""},
        {"name": "a" * 101},
        {"tier": "gold"},
        {"rate_limit": 0},
        {"rate_limit": 60_001},
        {"expires_at": "tomorrow"},
        {"expires_at": "2100-01-01T00:00:00"},
        {"user_id": "somebody else"},
    ],
)
def test_a_wish_of_the_wrong_form_is_refused(site: ImagesSite, wanted: dict[str, Any]) -> None:
    refused = create(site, CAROL, **wanted)
    assert refused.status_code == 422
    assert refused.json()["details"][0]["loc"][:2] == ["body", next(iter(wanted))]


@pytest.mark.parametrize("name", ["   ", "a\nb", "a\u200eb"])
def test_a_name_that_nobody_could_read_is_refused(site: ImagesSite, name: str) -> None:
    refused = create(site, name=name)
    assert (refused.status_code, refused.json()["detail"]) == (
        400,
        "name has at least one character, and none that cannot be shown",
    )


def test_a_key_may_end_by_itself_but_not_before_it_begins(site: ImagesSite) -> None:
    now = site.world.clock.now()
    for moment in (iso_timestamp(now), "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        refused = create(site, expires_at=moment)
        assert (refused.status_code, refused.json()["code"]) == (400, "HTTP_400")
    made = created(site, expires_at=iso_timestamp(now + DAY))
    assert made["expires_at"] == iso_timestamp(now + DAY)
    site.world.clock.advance(DAY)
    ended = site.client.get(f"{KEYS}/{made['id']}", headers=site.headers(ALICE)).json()
    assert ended["status"] == "expired"


def test_the_sixth_key_is_refused(site: ImagesSite) -> None:
    for _ in range(5):
        created(site)
    refused = create(site)
    assert (refused.status_code, refused.json()["detail"]) == (409, "At most 5 API keys at a time, revoke one first")
    assert created(site, BOB)["username"] == BOB.username


def test_keys_are_listed_by_page_and_operators_see_everybodys(site: ImagesSite) -> None:
    for user in (ALICE, ALICE, BOB):
        created(site, user)
        site.world.clock.advance(1)
    first = site.get(KEYS, ALICE, limit=1).json()
    second = site.get(KEYS, ALICE, limit=1, after=first["next"]).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (1, 1, None)
    assert len(site.get(KEYS, CAROL, everybodys=True).json()["items"]) == 3
    assert site.get(KEYS, ALICE, everybodys=True).status_code == 403
    assert site.get(KEYS, BOB, after=first["next"]).status_code == 404
    assert site.get(KEYS, BOB, limit=51).status_code == 422


def test_somebody_elses_key_is_not_found(site: ImagesSite) -> None:
    place = f"{KEYS}/{created(site)['id']}"
    for method, path in (("GET", place), ("DELETE", place), ("POST", f"{place}/rotate"), ("GET", f"{place}/usage")):
        refused = site.client.request(method, path, headers=site.headers(BOB))
        assert (refused.status_code, refused.json()["detail"]) == (404, "API key not found")
    assert site.get(place, CAROL).status_code == 200


# scenario usage-70
def test_a_rotated_key_has_a_new_text_and_the_old_one_for_a_day(site: ImagesSite) -> None:
    made = created(site)
    response = site.client.post(f"{KEYS}/{made['id']}/rotate", headers=site.headers(ALICE))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    rotated = response.json()
    assert (rotated["id"], rotated["key"] != made["key"]) == (made["id"], True)
    assert rotated["previous_text_until"] == iso_timestamp(site.world.clock.now() + DAY)
    site.world.clock.advance(DAY)
    assert site.get(f"{KEYS}/{made['id']}", ALICE).json()["previous_text_until"] is None


def test_a_revoked_key_is_shown_as_one_and_cannot_be_rotated(site: ImagesSite) -> None:
    place = f"{KEYS}/{created(site)['id']}"
    ended = site.client.delete(place, headers=site.headers(ALICE))
    assert (ended.status_code, ended.json()["status"]) == (200, "revoked")
    assert site.client.delete(place, headers=site.headers(ALICE)).json() == ended.json()
    assert site.client.post(f"{place}/rotate", headers=site.headers(ALICE)).status_code == 409


def test_a_keys_calls_are_told_by_day(site: ImagesSite) -> None:
    made = created(site)
    place = f"{KEYS}/{made['id']}"
    assert site.get(f"{place}/usage", ALICE).json() == {"id": made["id"], "total": 0, "days": []}
    authenticator = site.services.authenticator()
    for _ in range(3):
        authenticator.proof(None, None, made["key"])
        site.world.clock.advance(60)
    told = site.get(f"{place}/usage", ALICE).json()
    assert (told["total"], [day["calls"] for day in told["days"]]) == (3, [3])
    assert site.get(place, ALICE).json()["last_used_at"] == iso_timestamp(site.world.clock.now() - 60)


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


# scenario usage-71
def test_a_keys_text_reaches_no_log_no_table_and_no_audit_record(
    site: ImagesSite, all_logs: pytest.LogCaptureFixture
) -> None:
    made = created(site)
    rotated = site.client.post(f"{KEYS}/{made['id']}/rotate", headers=site.headers(ALICE)).json()
    for text in (made["key"], rotated["key"], rotated["key"][:-1] + "!"):
        site.get(KEYS, None)
        site.client.get("/api/v1/images/mine", headers={"X-API-Key": text})
        site.client.post(KEYS, json={"name": "more"}, headers={"X-API-Key": text} | site.headers(BOB))
    records = site.services.audit_log().page(AuditFilter())[0]
    assert len(records) >= 4
    kept = [vars(site.identity)["_items"], records, [vars(record) for record in all_logs.records]]
    for text in (made["key"], rotated["key"]):
        parts = parts_of(text)
        assert parts is not None
        assert parts.secret not in repr(kept)
        assert parts.key_id in repr(kept)


class TestWhatAKeyOpens:
    @pytest.mark.parametrize(("method", "path"), CLOSED)
    def test_usage_routes_and_nothing_else(self, site: ImagesSite, method: str, path: str) -> None:
        site.client.event_hooks = {}  # what the rest of a route does is not this test's
        asked = path.replace(":path", "").replace("{ecosystem}", "npm").replace("{", "").replace("}", "")
        answer = site.client.request(method, asked, headers=key_headers(site.services, "premium"))
        assert (answer.status_code not in {401, 403}) is isinstance(GUARDED[method, path], UsageRoute), answer.text

    def test_no_further_keys(self, site: ImagesSite) -> None:
        refused = site.client.post(KEYS, json={"name": "more"}, headers=key_headers(site.services))
        assert (refused.status_code, refused.json()["detail"]) == (401, "Authentication required")
