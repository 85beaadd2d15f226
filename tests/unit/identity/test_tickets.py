"""One-time tickets."""

import pytest

from curator.foundation.table import Item, Key, Table
from curator.identity.errors import TicketInvalidError
from curator.identity.principals import Principal
from curator.identity.proofs import Proof
from curator.identity.sessions import Sessions
from curator.identity.tickets.store import TicketStore
from curator.identity.tickets.tickets import LIFETIME_SECONDS, Tickets
from tests.fakes.clock import VirtualClock

ADA = Principal(user_id="ada", username="Ada", org_id="museum", roles=frozenset({"x", "y"}), tier="gold")


@pytest.fixture
def tickets(table: Table, sessions: Sessions, clock: VirtualClock) -> Tickets:
    return Tickets(TicketStore(table), sessions, clock)


def proof(clock: VirtualClock, seconds: int = 3600) -> Proof:
    return Proof(principal=ADA, expires_at=int(clock.now()) + seconds)


def test_a_ticket_stands_for_the_proof_it_was_given_for_once(tickets: Tickets, clock: VirtualClock) -> None:
    shown = proof(clock)
    ticket = tickets.issue(shown)
    assert tickets.redeem(ticket) == shown
    with pytest.raises(TicketInvalidError) as refused:
        tickets.redeem(ticket)
    assert refused.value.status == 401


def test_of_two_who_show_the_same_ticket_at_once_one_is_let_in(
    tickets: Tickets, table: Table, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, read, let_in = tickets.issue(proof(clock)), table.get, []

    def read_while_another_comes(key: Key) -> Item | None:
        found = read(key)
        monkeypatch.setattr(table, "get", read)
        let_in.append(tickets.redeem(ticket))
        return found

    monkeypatch.setattr(table, "get", read_while_another_comes)
    with pytest.raises(TicketInvalidError):
        tickets.redeem(ticket)
    assert len(let_in) == 1


def test_a_ticket_ends_after_half_a_minute_and_with_its_proof(tickets: Tickets, clock: VirtualClock) -> None:
    long, short = tickets.issue(proof(clock)), tickets.issue(proof(clock, 5))
    clock.advance(5)
    with pytest.raises(TicketInvalidError):
        tickets.redeem(short)
    clock.advance(LIFETIME_SECONDS - 5)
    with pytest.raises(TicketInvalidError):
        tickets.redeem(long)


@pytest.mark.parametrize("ticket", ["", "made-up", "x" * 100_000, "TICKET", "\udcff"], ids=len)
def test_a_ticket_that_nobody_gave_is_none(tickets: Tickets, ticket: str) -> None:
    with pytest.raises(TicketInvalidError):
        tickets.redeem(ticket)


def test_a_ticket_of_a_session_is_worth_what_the_session_is(
    tickets: Tickets, sessions: Sessions, clock: VirtualClock
) -> None:
    session_id, session = sessions.start(user_id="42", username="Operator", encrypted_token="ciphertext")
    shown = Proof(principal=session.principal, expires_at=session.expires_at, session_key=session.key)
    good, worthless = tickets.issue(shown), tickets.issue(shown)
    redeemed = tickets.redeem(good)
    assert (redeemed.principal.is_admin, redeemed.session_key) == (True, session.key)  # roles as configured today
    sessions.end(session_id)
    with pytest.raises(TicketInvalidError):
        tickets.redeem(worthless)


def test_the_table_does_not_tell_a_ticket(tickets: Tickets, table: Table, clock: VirtualClock) -> None:
    ticket = tickets.issue(proof(clock))
    stored = str(table._client().scan(TableName=table.name)["Items"])
    assert "TICKET#" in stored
    assert ticket not in stored
