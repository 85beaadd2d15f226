"""Logging in and out over HTTP."""

import logging
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest

from curator.foundation.table import Table
from curator.identity.sessions import DEFAULT_LIFETIME_SECONDS
from curator.uploads.lanes.lane import Grant, log_in_again
from curator.uploads.lanes.store import LaneStore
from curator.uploads.lanes.waking import LaneWaker
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import CALLBACK, Wiki, browser_of_site, log_in


def cookies_of(response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for header in response.headers.get_list("set-cookie"):
        found |= SimpleCookie(header)
    return found


# scenario 3
def test_login_sends_the_browser_to_the_wiki(browser: httpx.Client) -> None:
    response = browser.get("/auth/login")
    assert (response.status_code, response.headers["location"]) == (307, "https://wiki.example/consent")


@pytest.mark.parametrize("path", ["/auth/login", CALLBACK], ids=["login", "session"])
def test_cookies_are_for_our_server_only(browser: httpx.Client, path: str) -> None:
    browser.get("/auth/login")
    (cookie,) = [cookie for cookie in cookies_of(browser.get(path)).values() if cookie.value]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")


# scenario 1
# scenario 5
def test_whoever_comes_back_from_the_wiki_is_logged_in(browser: httpx.Client) -> None:
    response = log_in(browser)
    assert (response.status_code, response.headers["location"]) == (307, "/")
    who = browser.get("/auth/whoami")
    assert (who.status_code, who.json()) == (200, {"username": "Alice", "userid": "42", "authorized": False})


def test_the_login_cookie_is_gone_once_it_has_served(browser: httpx.Client) -> None:
    assert cookies_of(log_in(browser))["login"]["max-age"] == "0"
    assert "login" not in browser.cookies


# scenario 1
def test_an_operator_is_authorized(browser: httpx.Client, wiki: Wiki) -> None:
    wiki.claims["username"] = "Operator"
    log_in(browser)
    assert browser.get("/auth/whoami").json()["authorized"] is True


# scenario 1
def test_nobody_is_nobody(browser: httpx.Client) -> None:
    response = browser.get("/auth/whoami")
    assert (response.status_code, response.json()) == (401, {"detail": "Unauthorized"})


# scenario 2
def test_logging_out_goes_home_and_ends_the_session_on_our_side(browser: httpx.Client) -> None:
    log_in(browser)
    stolen = browser.cookies["session"]
    response = browser.get("/auth/logout")
    assert (response.status_code, response.headers["location"]) == (307, "/")
    assert browser.get("/auth/whoami").status_code == 401
    assert browser.get("/auth/whoami", headers={"Cookie": f"session={stolen}"}).status_code == 401


# scenario 2
def test_logging_out_without_being_logged_in_goes_home_too(browser: httpx.Client) -> None:
    assert browser.get("/auth/logout").status_code == 307


def test_a_session_ends_with_its_time(browser: httpx.Client, clock: VirtualClock) -> None:
    log_in(browser)
    clock.advance(DEFAULT_LIFETIME_SECONDS)
    assert browser.get("/auth/whoami").status_code == 401


def is_one_line_of_html(response: httpx.Response) -> bool:
    is_html = response.headers["content-type"].startswith("text/html")
    return is_html and 0 < len(response.text) < 200 and "\n" not in response.text


# scenario 3
def test_a_wiki_that_fails_is_a_500_that_says_no_secret(browser: httpx.Client, wiki: Wiki) -> None:
    wiki.is_up = False
    response = browser.get("/auth/login")
    assert response.status_code == 500
    assert is_one_line_of_html(response)
    assert "consumer secret" not in response.text


# scenario 4
@pytest.mark.parametrize(
    ("begin", "path", "status"),
    [
        (False, CALLBACK, 400),
        (True, "/auth/callback", 400),
        (True, "/auth/callback?oauth_token=request", 400),
        (True, "/auth/callback?oauth_token=&oauth_verifier=right", 400),
        (True, "/auth/callback?oauth_token=another&oauth_verifier=right", 500),
        (True, "/auth/callback?oauth_token=request&oauth_verifier=wrong", 500),
    ],
    ids=["not-begun", "nothing", "no-verifier", "empty-token", "another-token", "wrong-verifier"],
)
def test_a_callback_that_does_not_fit_logs_nobody_in(
    browser: httpx.Client, begin: bool, path: str, status: int
) -> None:
    if begin:
        browser.get("/auth/login")
    response = browser.get(path)
    assert response.status_code == status
    assert is_one_line_of_html(response)
    assert browser.get("/auth/whoami").status_code == 401


def test_a_callback_cannot_be_replayed(browser: httpx.Client) -> None:
    browser.get("/auth/login")
    login_cookie = browser.cookies["login"]
    browser.get(CALLBACK)
    again = browser.get(CALLBACK, headers={"Cookie": f"login={login_cookie}"})
    assert again.status_code == 400


# scenario 5
@pytest.mark.parametrize("change", [{"editcount": 49}, {"rights": []}], ids=["few-edits", "not-autoconfirmed"])
def test_an_account_that_is_too_new_is_refused(browser: httpx.Client, wiki: Wiki, change: dict[str, Any]) -> None:
    wiki.claims |= change
    response = log_in(browser)
    assert response.status_code == 403
    assert is_one_line_of_html(response)
    assert "session" not in browser.cookies


def test_a_site_on_plain_http_sets_cookies_that_come_back(
    identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path
) -> None:
    with browser_of_site(identity, clock, wiki, first_page, public_url="http://localhost:8000") as browser:
        log_in(browser)
        assert browser.get("/auth/whoami").status_code == 200
        assert "strict-transport-security" not in browser.get("/").headers


def test_logging_in_again_ends_the_session_before(browser: httpx.Client) -> None:
    log_in(browser)
    before = browser.cookies["session"]
    log_in(browser)
    assert browser.get("/auth/whoami", headers={"Cookie": f"session={before}"}).status_code == 401


def test_one_line_is_logged_per_request_and_none_tells_a_secret(
    browser: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "functions")
    caplog.set_level(logging.INFO, "curator")
    log_in(browser)
    session_id = browser.cookies["session"]
    browser.get("/auth/whoami")
    requests = [record for record in caplog.records if record.message == "request"]
    assert [vars(record)["path"] for record in requests] == ["/auth/login", "/auth/callback", "/auth/whoami"]
    everything = "".join(
        str(vars(record)) for record in caplog.records if record.name.startswith(("curator", "functions"))
    )
    for secret in (session_id, "access key", "access secret", "request secret", "oauth_verifier", "right"):
        assert secret not in everything


def test_uploads_that_waited_for_the_login_go_on_with_the_new_token(
    browser: httpx.Client, identity: Table, clock: VirtualClock
) -> None:
    lanes = LaneStore(identity, clock)
    waiting = Grant(batch_id=1, at=clock.now() + 1e6)
    paused = log_in_again(clock.now())
    lanes.change(
        "42",
        lambda lane: replace(lane.with_grant(7, waiting), cursor=7, pause=paused, encrypted_token="old token"),
    )
    log_in(browser)
    lane = lanes.load("42")
    assert (lane.pause, lane.granted, lane.cursor) == (None, {}, 6)
    assert lane.tick is not None
    assert lane.encrypted_token != "old token"


def test_a_lane_that_cannot_be_reached_stops_nobody_from_logging_in(
    identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(LaneWaker, "logged_in", broken)
    with browser_of_site(identity, clock, wiki, first_page) as browser:
        assert log_in(browser).headers["location"] == "/"
        assert browser.get("/auth/whoami").status_code == 200
