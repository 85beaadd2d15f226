"""Opening a socket with a token or a ticket, and what does not open one."""

from typing import Any

import pytest

from curator.foundation.errors import CuratorError
from curator.foundation.metrics import metrics
from curator.identity.errors import TooManySocketsError
from curator.identity.principals import Principal
from curator.identity.proofs import Proof
from functions.websocket import lifecycle, messages
from tests.fakes.metrics import counted_in
from tests.unit.functions.socket_world import (
    ALICE,
    PUBLIC_URL,
    TOKEN_SECRET,
    SocketWorld,
    connect_event,
    message_event,
)
from tests.unit.identity.test_bearer import HOUR, token_of

MAX_SOCKETS = 5
OPENED = {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "bearer"}}


def token(world: SocketWorld, **claims: Any) -> str:
    """Return a token of Ada's, who has no session."""
    given = {"secret": TOKEN_SECRET, "sub": "ada", "preferred_username": "ada", **claims}
    return token_of(world.clock, **given)


def upgrade(
    connection_id: str = "a=",
    *,
    protocols: str | None = None,
    authorization: str | None = None,
    query: dict[str, str] | None = None,
    cookie: str | None = None,
    origin: str | None = PUBLIC_URL,
) -> dict[str, Any]:
    """Return API Gateway's event for an upgrade that shows these."""
    event = connect_event(connection_id, cookie=cookie, origin=origin)
    shown = {"Sec-WebSocket-Protocol": protocols, "Authorization": authorization}
    event["headers"] |= {name: value for name, value in shown.items() if value is not None}
    return event | ({"queryStringParameters": query} if query else {})


def refusal(world: SocketWorld, event: dict[str, Any]) -> tuple[int, str]:
    """Return status and body of a refused upgrade, of which nothing remains."""
    with pytest.raises(CuratorError) as refused:
        lifecycle.connect(event, world.services)
    assert world.connections.find(event["requestContext"]["connectionId"]) is None
    answer = lifecycle.refusal(refused.value)
    return answer["statusCode"], answer["body"]


def opened(world: SocketWorld, event: dict[str, Any]) -> Principal:
    """Open a socket and return whose it is."""
    lifecycle.connect(event, world.services)
    connection = world.connections.find(event["requestContext"]["connectionId"])
    assert connection is not None
    return Principal(
        user_id=connection.user_id, username=connection.username, roles=frozenset(connection.roles or ("by session",))
    )


# scenario realtime-2
# scenario realtime-32
# There is no auth_ok: an open socket is one whose owner is known.
def test_a_page_sends_its_token_as_a_subprotocol_and_is_answered_with_its_name(world: SocketWorld) -> None:
    metrics.take_said()
    assert lifecycle.connect(upgrade(protocols=f"bearer, {token(world, roles=['x'])}"), world.services) == OPENED
    connection = world.connections.find("a=")
    assert connection is not None
    assert (connection.user_id, connection.username, connection.roles) == ("ada", "ada", ("x",))
    assert counted_in(metrics, "ws_connections_total") == {"ws_connections_total{status=accepted}": 1}
    assert world.connections.count() == 1  # which is what the gauge of open sockets tells


def test_other_subprotocols_may_stand_before_and_between(world: SocketWorld) -> None:
    assert lifecycle.connect(upgrade(protocols=f"curator.v1,bearer,{token(world)},more"), world.services) == OPENED


def test_a_program_sends_its_token_as_a_header(world: SocketWorld) -> None:
    assert opened(world, upgrade(authorization=f"Bearer {token(world)}", origin=None)).user_id == "ada"


def test_without_a_subprotocol_in_the_offer_none_is_answered(world: SocketWorld) -> None:
    answer = lifecycle.connect(upgrade(authorization=f"Bearer {token(world)}"), world.services)
    assert answer == {"statusCode": 200}


# scenario realtime-1
# scenario realtime-15
# scenario realtime-25
# Nothing is waited for: who shows no proof with the upgrade has no socket, and no 5 seconds for one.
def test_an_upgrade_without_any_proof_is_refused_at_once(world: SocketWorld) -> None:
    metrics.take_said()
    assert refusal(world, upgrade()) == (401, '{"detail":"Not authenticated"}')
    assert counted_in(metrics, "ws_connections_total") == {"ws_connections_total{status=rejected_auth}": 1}


# scenario realtime-29
@pytest.mark.parametrize("protocols", ["bearer", "bearer,", "curator, bearer"])
def test_the_name_of_the_subprotocol_without_a_token_is_no_proof(world: SocketWorld, protocols: str) -> None:
    cookie = f"session={world.log_in(ALICE)}"
    assert refusal(world, upgrade(protocols=protocols, cookie=cookie))[0] == 401


# scenario realtime-30
@pytest.mark.parametrize("header", ["Basic {}", "{}", "Token {}", "Bearer", ""])
def test_a_header_that_is_no_bearer_tokens_is_no_proof(world: SocketWorld, header: str) -> None:
    event = upgrade(authorization=header.format(token(world)), cookie=f"session={world.log_in(ALICE)}")
    assert refusal(world, event) == (401, '{"detail":"Not authenticated"}')


# scenario realtime-31
# scenario realtime-58
@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"exp": 1_800_000_000}, "Token expired"),
        ({"secret": "another secret, of as many letters and more"}, "Invalid token"),
        ({"sub": None}, "Invalid token: missing user_id (sub)"),
        ({"aud": "another service"}, "Invalid token"),
    ],
    ids=["expired", "forged", "of nobody", "for others"],
)
def test_a_bad_token_opens_nothing_and_no_cookie_saves_it(
    world: SocketWorld, claims: dict[str, Any], said: str
) -> None:
    given = {"secret": TOKEN_SECRET, "sub": "ada", **claims}
    cookie = f"session={world.log_in(ALICE)}"
    event = upgrade(protocols=f"bearer, {token_of(world.clock, **given)}", cookie=cookie)
    assert refusal(world, event) == (401, f'{{"detail":"{said}"}}')


# scenario realtime-62
# Curator takes no token from the address, however it is written there.
@pytest.mark.parametrize("name", ["Authorization", "authorization", "access_token", "token", "jwt"])
def test_a_token_in_the_address_is_refused_and_told_where_it_belongs(world: SocketWorld, name: str) -> None:
    for value in (f"Bearer {token(world)}", token(world), "", "Bearer%20x"):
        event = upgrade(query={name: value}, cookie=f"session={world.log_in(ALICE)}")
        status, body = refusal(world, event)
        assert status == 401
        assert "/api/realtime/tickets" in body
        assert token(world) not in body


# scenario realtime-24
# scenario realtime-33
def test_origin_proof_and_limit_are_told_apart_by_their_statuses(world: SocketWorld) -> None:
    metrics.take_said()
    good = f"bearer, {token(world)}"
    assert refusal(world, upgrade(protocols=good, origin="https://evil.example")) == (403, '{"detail":"Forbidden"}')
    assert refusal(world, upgrade(protocols="bearer, x")) == (401, '{"detail":"Invalid token"}')
    for number in range(MAX_SOCKETS):
        opened(world, upgrade(f"{number}=", protocols=good))
    full = '{"detail":"Maximum concurrent connections exceeded"}'
    assert refusal(world, upgrade("6=", protocols=good)) == (429, full)
    lifecycle.disconnect(message_event("3=", None), world.services)
    assert opened(world, upgrade("6=", protocols=good))
    assert counted_in(metrics, "ws_connections_total") == {
        "ws_connections_total{status=rejected_origin}": 1,
        "ws_connections_total{status=rejected_auth}": 1,
        "ws_connections_total{status=accepted}": MAX_SOCKETS + 1,
        "ws_connections_total{status=rejected_limit}": 1,
    }


# scenario realtime-24
def test_an_origin_may_be_ours_a_named_clients_or_missing_and_where_we_are_unknown_any(world: SocketWorld) -> None:
    for number, origin in enumerate((PUBLIC_URL, "https://beta.example", None)):
        assert opened(world, upgrade(f"{number}=", protocols=f"bearer, {token(world)}", origin=origin))
    assert refusal(world, upgrade("x=", protocols=f"bearer, {token(world)}", origin="null"))[0] == 403


# scenario realtime-26
# scenario realtime-27
# scenario realtime-28
# Who somebody is is never said by a message: such messages are wrong ones, and change nothing.
def test_no_message_proves_anything(world: SocketWorld) -> None:
    browser = world.connect()
    for text in ('{"type":"auth","token":"Bearer x"}', '{"type":"auth"', '{"type":"hello"}', '"auth"'):
        assert [one["type"] for one in browser.send_text(text)] == ["ERROR"]
    binary = message_event(browser.connection_id, "eyJ0eXBlIjoiYXV0aCJ9") | {"isBase64Encoded": True}
    messages.receive(binary, world.services, world.router)
    assert browser.received[-1]["type"] == "ERROR"
    assert browser.create_batch()


# scenario realtime-34
def test_a_client_that_leaves_in_the_middle_of_its_upgrade_leaves_nothing(world: SocketWorld) -> None:
    lifecycle.disconnect(message_event("a=", None), world.services)  # its end is told before its beginning
    opened(world, upgrade("b=", protocols=f"bearer, {token(world)}"))
    for _ in range(2):
        lifecycle.disconnect(message_event("b=", None), world.services)
    assert world.connections.find("b=") is None
    for number in range(MAX_SOCKETS):  # none of these is counted still
        assert opened(world, upgrade(f"{number}=", protocols=f"bearer, {token(world)}"))


def test_a_socket_that_cannot_be_remembered_is_not_counted(world: SocketWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(type(world.connections), "add", lambda *_: 1 / 0)
        for number in range(MAX_SOCKETS):
            with pytest.raises(ZeroDivisionError):
                lifecycle.connect(upgrade(f"{number}=", protocols=f"bearer, {token(world)}"), world.services)
    assert opened(world, upgrade("good=", protocols=f"bearer, {token(world)}"))


# scenario realtime-23
# Curator closes the socket at its next message, and otherwise within a minute (`test_expiry`).
def test_a_socket_is_closed_at_the_first_message_after_its_proof_has_ended(world: SocketWorld) -> None:
    ends_at = int(world.clock.now()) + 60
    for name in ("a=", "b="):
        opened(world, upgrade(name, protocols=f"bearer, {token(world, exp=ends_at)}"))
    opened(world, upgrade("fresh=", protocols=f"bearer, {token(world)}"))
    say = '{"type":"CREATE_BATCH"}'
    world.clock.advance(59)
    messages.receive(message_event("a=", say), world.services, world.router)
    world.clock.advance(1)
    for name in ("a=", "b=", "fresh="):
        messages.receive(message_event(name, say), world.services, world.router)
    assert world.post.closed == [(name, 1008, "Token expired") for name in ("a=", "b=")]
    assert [len(world.post.to(name)) for name in ("a=", "b=", "fresh=")] == [1, 0, 1]


def test_a_token_that_calls_its_owner_an_operator_makes_nobody_one(world: SocketWorld) -> None:
    opened(world, upgrade(protocols=f"bearer, {token(world, preferred_username='Operator')}"))
    before = world.post.to("a=")
    messages.receive(message_event("a=", '{"type":"ANNOUNCE","data":{"text":"hello"}}'), world.services, world.router)
    (answer,) = world.post.to("a=")[len(before) :]
    assert answer["type"] == "ERROR"
    assert "denied" in str(answer["data"]).lower() or "permission" in str(answer["data"]).lower()


def test_a_token_has_no_login_at_the_wiki_and_no_wishes_of_others(world: SocketWorld) -> None:
    session = world.connect(Principal(user_id="ada", username="ada"))
    session.send("SUBSCRIBE_BATCH", session.create_batch(["1"]))
    lifecycle.disconnect(message_event(session.connection_id, None), world.services)
    asked = len(world.fetches.sent)
    opened(world, upgrade(protocols=f"bearer, {token(world)}"))
    assert len(world.fetches.sent) == asked
    connection = world.connections.find("a=")
    assert connection is not None
    assert world.sessions.find_by_key(connection.session_key) is None


@pytest.mark.parametrize(
    "message",
    [
        '{"type":"FETCH_IMAGES","data":"mine","handler":"files"}',
        '{"type":"UPLOAD_SLICE","data":{"batchid":1,"sliceid":0,"handler":"mapillary","items":[]}}',
    ],
    ids=["own files", "an upload"],
)
def test_what_is_done_with_a_login_at_the_wiki_is_not_done_with_a_token(world: SocketWorld, message: str) -> None:
    opened(world, upgrade(protocols=f"bearer, {token(world)}"))
    messages.receive(message_event("a=", '{"type":"CREATE_BATCH"}'), world.services, world.router)
    messages.receive(message_event("a=", message), world.services, world.router)
    answer = world.post.to("a=")[-1]
    assert (answer["type"], answer["data"]) == (
        "ERROR",
        "This is done with a login at the wiki, which a token does not have",
    )
    assert not world.fetches.sent


def test_a_ticket_opens_one_socket(world: SocketWorld) -> None:
    proof = world.services.authenticator.proof(f"Bearer {token(world, roles=['x'])}", None)
    ticket = world.tickets.issue(proof)
    assert opened(world, upgrade(query={"ticket": ticket})).roles == {"x"}
    assert refusal(world, upgrade("b=", query={"ticket": ticket}, cookie=f"session={world.log_in(ALICE)}")) == (
        401,
        '{"detail":"Ticket unknown, used or expired"}',
    )


def test_a_ticket_of_a_session_opens_that_sessions_socket(world: SocketWorld) -> None:
    session_id = world.log_in(ALICE)
    ticket = world.tickets.issue(world.services.authenticator.proof(None, session_id))
    assert opened(world, upgrade(query={"ticket": ticket})).username == "Alice"
    connection, session = world.connections.find("a="), world.sessions.find(session_id)
    assert connection is not None
    assert session is not None
    assert (connection.session_key, connection.roles, connection.expires_at) == (session.key, None, session.expires_at)


@pytest.mark.parametrize("shown", ["authorization", "protocols"])
def test_a_ticket_is_not_used_up_where_something_better_is_shown(world: SocketWorld, shown: str) -> None:
    proof = Proof(principal=ALICE, expires_at=int(world.clock.now()) + HOUR)
    ticket = world.tickets.issue(proof)
    prefix = {"authorization": "Bearer ", "protocols": "bearer, "}[shown]
    event: dict[str, Any] = {shown: prefix + token(world), "query": {"ticket": ticket}}
    assert opened(world, upgrade(**event)).user_id == "ada"
    assert opened(world, upgrade("b=", query={"ticket": ticket})).user_id == ALICE.user_id


def test_neither_tokens_nor_tickets_are_logged(world: SocketWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    good, bad = token(world), token(world, secret="another secret, of as many letters and more")
    ticket = world.tickets.issue(Proof(principal=ALICE, expires_at=int(world.clock.now()) + HOUR))
    opened(world, upgrade("a=", protocols=f"bearer, {good}"))
    opened(world, upgrade("b=", query={"ticket": ticket}))
    refusal(world, upgrade("c=", protocols=f"bearer, {bad}"))
    refusal(world, upgrade("d=", query={"token": good}))
    refusal(world, upgrade("e=", query={"ticket": ticket}))
    everything = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "refused a connection" in everything
    for secret in (good, bad, ticket, good.rpartition(".")[2], bad.rpartition(".")[2]):
        assert secret not in everything


def test_a_limit_of_sockets_is_a_refusal_like_any_other() -> None:
    assert lifecycle.refusal(TooManySocketsError())["statusCode"] == 429
