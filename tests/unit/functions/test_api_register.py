"""Logging in with a key instead of a wiki, where developers have set one."""

from pathlib import Path

import httpx
import pytest

from curator.foundation.table import Table
from curator.identity.development import ACCESS_TOKEN
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.identity.tokens import TokenCipher
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import API_KEY, Wiki, browser_of_site


# scenario 6
def test_the_right_key_logs_in_the_configured_user(browser: httpx.Client) -> None:
    response = browser.post("/auth/register", headers={"X-API-KEY": API_KEY})
    assert (response.status_code, response.json()) == (200, {"message": "Logged in", "username": "Developer"})
    assert browser.get("/auth/whoami").json() == {
        "username": "Developer",
        "userid": "test-user-id",
        "authorized": False,
    }


def test_who_came_by_the_key_has_a_token_of_the_same_shape_as_others(
    browser: httpx.Client, identity: Table, clock: VirtualClock
) -> None:
    browser.post("/auth/register", headers={"X-API-KEY": API_KEY})
    session = Sessions(SessionStore(identity), clock).find(browser.cookies["session"])
    assert session is not None
    assert TokenCipher("key").decrypt(session.encrypted_token) == ACCESS_TOKEN


# scenario 6
@pytest.mark.parametrize(
    ("headers", "status", "detail"),
    [
        ({"X-API-KEY": "another"}, 401, "Unauthorized"),
        ({"X-API-KEY": API_KEY + "x"}, 401, "Unauthorized"),
        ({"X-API-KEY": "é"}, 401, "Unauthorized"),
        ({"X-API-KEY": ""}, 400, "Header X-API-KEY is missing"),
        ({}, 400, "Header X-API-KEY is missing"),
    ],
    ids=["another", "longer", "beyond-ascii", "empty", "missing"],
)
def test_without_the_right_key_nobody_is_logged_in(
    browser: httpx.Client, headers: dict[str, str], status: int, detail: str
) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    response = browser.post("/auth/register", headers=sent)
    assert (response.status_code, response.json()) == (status, {"detail": detail})
    assert "session" not in browser.cookies


# scenario 6
@pytest.mark.parametrize("headers", [{"X-API-KEY": ""}, {"X-API-KEY": "any"}, {}], ids=["empty", "any", "none"])
def test_where_no_key_is_configured_no_key_is_right(
    identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path, headers: dict[str, str]
) -> None:
    with browser_of_site(identity, clock, wiki, first_page, api_key="") as browser:
        response = browser.post("/auth/register", headers=headers)
        assert (response.status_code, response.json()) == (500, {"detail": "Registration is not configured"})
        assert "session" not in browser.cookies
