"""What other sites' pages can do with a visitor's cookie: nothing."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.foundation.table import Table
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import API_KEY, SITE, Wiki, browser_of_site, log_in

BETA = "https://beta.curator.example"
REGISTER = "/auth/register"


@pytest.fixture
def browser(identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path) -> Iterator[httpx.Client]:
    with browser_of_site(identity, clock, wiki, first_page, client_origins=(BETA,)) as browser:
        yield browser


def post(browser: httpx.Client, origin: str | None) -> httpx.Response:
    headers = {"X-API-KEY": API_KEY} | ({"Origin": origin} if origin else {})
    return browser.post(REGISTER, headers=headers)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://curator.example.evil.example", "http://curator.example", "null", "https://"],
)
def test_another_sites_page_changes_nothing(browser: httpx.Client, origin: str) -> None:
    response = post(browser, origin)
    assert (response.status_code, response.json()) == (403, {"detail": "This request comes from another site"})
    assert "set-cookie" not in response.headers
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", [SITE, SITE.upper(), BETA, None], ids=["ours", "upper-case", "client", "no-browser"])
def test_our_page_a_named_client_and_programs_do(browser: httpx.Client, origin: str | None) -> None:
    assert post(browser, origin).status_code == 200


def test_a_named_client_may_read_the_answers_and_others_may_not(browser: httpx.Client) -> None:
    log_in(browser)
    theirs = browser.get("/auth/whoami", headers={"Origin": BETA})
    assert theirs.headers["access-control-allow-origin"] == BETA
    assert theirs.headers["access-control-allow-credentials"] == "true"
    others = browser.get("/auth/whoami", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in others.headers


def test_without_named_clients_nothing_is_shared(
    identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path
) -> None:
    with browser_of_site(identity, clock, wiki, first_page) as browser:
        asked = {"Origin": BETA, "Access-Control-Request-Method": "POST"}
        assert "access-control-allow-origin" not in browser.options(REGISTER, headers=asked).headers
        assert post(browser, BETA).status_code == 403


def test_the_session_is_out_of_reach_of_scripts_other_sites_and_plain_http(browser: httpx.Client) -> None:
    (cookie,) = [header for header in log_in(browser).headers.get_list("set-cookie") if header.startswith("session=")]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= flags
