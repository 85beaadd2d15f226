"""`POST /api/realtime/tickets`."""

from pathlib import Path

import httpx
import pytest

from curator.foundation.table import Table
from curator.identity.bearer import BearerTokens, SharedSecret
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.identity.tickets.store import TicketStore
from curator.identity.tickets.tickets import Tickets
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import Wiki, browser_of_site, log_in
from tests.unit.identity.test_bearer import SECRET, token_of

TICKETS = "/api/realtime/tickets"


@pytest.fixture
def browser(identity: Table, clock: VirtualClock, wiki: Wiki, tmp_path: Path) -> httpx.Client:
    return browser_of_site(identity, clock, wiki, tmp_path, tokens=BearerTokens(SharedSecret(SECRET), clock))


@pytest.fixture
def tickets(identity: Table, clock: VirtualClock) -> Tickets:
    return Tickets(TicketStore(identity), Sessions(SessionStore(identity), clock), clock)


def test_whoever_is_logged_in_gets_a_ticket_that_no_cache_keeps(browser: httpx.Client, tickets: Tickets) -> None:
    log_in(browser)
    answer = browser.post(TICKETS)
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 30)
    assert answer.headers["cache-control"] == "no-store"
    assert tickets.redeem(answer.json()["ticket"]).session_key


def test_a_bearer_token_is_worth_a_ticket_with_its_roles(
    browser: httpx.Client, tickets: Tickets, clock: VirtualClock
) -> None:
    header = {"Authorization": f"Bearer {token_of(clock, roles=['x'])}"}
    proof = tickets.redeem(browser.post(TICKETS, headers=header).json()["ticket"])
    assert (proof.principal.user_id, proof.session_key) == ("user-1", "")
    assert proof.principal.roles == {"x"}
    assert proof.expires_at == int(clock.now()) + 3600


# scenario realtime-55
# scenario realtime-56
@pytest.mark.parametrize(
    ("claims", "said", "reason"),
    [
        ({"exp": 1}, "Token expired", "token_expired"),
        ({"aud": "another"}, "Invalid token", "invalid_credentials"),
    ],
    ids=["expired", "for others"],
)
def test_a_bad_token_is_worth_none_and_the_header_says_why_to_programs(
    browser: httpx.Client, clock: VirtualClock, claims: dict[str, str], said: str, reason: str
) -> None:
    log_in(browser)
    answer = browser.post(TICKETS, headers={"Authorization": f"Bearer {token_of(clock, **claims)}"})
    assert (answer.status_code, answer.json()) == (401, {"detail": said})
    assert answer.headers["www-authenticate"] == f'Bearer error="invalid_token", error_description="{reason}"'


def test_nobody_gets_no_ticket(browser: httpx.Client) -> None:
    answer = browser.post(TICKETS)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Authentication required"})


def test_another_sites_page_gets_no_ticket_of_a_visitor(browser: httpx.Client) -> None:
    log_in(browser)
    assert browser.post(TICKETS, headers={"Origin": "https://evil.example"}).status_code == 403
