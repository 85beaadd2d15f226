"""Opening and closing sockets."""

import logging

import pytest

from curator.foundation.errors import ForbiddenError, UnauthorizedError
from curator.identity.sessions import DEFAULT_LIFETIME_SECONDS
from curator.realtime.connections import batch_topic, list_topic
from functions.websocket import lifecycle, messages
from tests.unit.functions.socket_world import ALICE, PUBLIC_URL, SocketWorld, connect_event, message_event


def test_whoever_is_logged_in_may_connect(world: SocketWorld) -> None:
    lifecycle.connect(connect_event("a=", cookie=f"x=1; session={world.log_in(ALICE)}"), world.services)
    connection = world.connections.find("a=")
    assert connection is not None
    assert (connection.user_id, connection.username) == ("1", "Alice")


@pytest.mark.parametrize("cookie", [None, "", "session=", "session=made-up"])
def test_nobody_else_may(world: SocketWorld, cookie: str | None) -> None:
    with pytest.raises(UnauthorizedError) as raised:
        lifecycle.connect(connect_event("a=", cookie=cookie), world.services)
    assert world.connections.find("a=") is None
    refusal = lifecycle.refusal(raised.value)
    assert (refusal["statusCode"], refusal["body"]) == (401, '{"detail":"Not authenticated"}')


def test_an_expired_session_does_not_connect(world: SocketWorld) -> None:
    session_id = world.log_in(ALICE)
    world.clock.advance(DEFAULT_LIFETIME_SECONDS)
    with pytest.raises(UnauthorizedError):
        lifecycle.connect(connect_event("a=", cookie=f"session={session_id}"), world.services)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://curator.example", "https://curator.example.evil.example", "null", ""],
    ids=["other-site", "plain-http", "longer-name", "null", "empty"],
)
def test_a_page_of_another_site_cannot_connect_a_visitor(world: SocketWorld, origin: str) -> None:
    event = connect_event("a=", cookie=f"session={world.log_in(ALICE)}", origin=origin)
    with pytest.raises(ForbiddenError) as raised:
        lifecycle.connect(event, world.services)
    assert lifecycle.refusal(raised.value)["statusCode"] == 403


@pytest.mark.parametrize(
    "origin",
    [PUBLIC_URL, PUBLIC_URL.upper(), "https://beta.example", None],
    ids=["ours", "upper-case", "a named client", "no-browser"],
)
def test_our_own_page_and_programs_connect(world: SocketWorld, origin: str | None) -> None:
    event = connect_event("a=", cookie=f"session={world.log_in(ALICE)}", origin=origin)
    lifecycle.connect(event, world.services)
    assert world.connections.find("a=")


# scenario 28
def test_a_closed_socket_is_forgotten_and_may_be_reported_twice(world: SocketWorld) -> None:
    browser = world.connect()
    browser.send("SUBSCRIBE_BATCH", browser.create_batch(["1"]))
    browser.send("FETCH_BATCHES", {})
    for _ in range(2):
        lifecycle.disconnect(message_event(browser.connection_id, None), world.services)
    assert world.connections.find(browser.connection_id) is None
    assert list(world.connections.subscribers(batch_topic(1))) == []
    assert list(world.connections.subscribers(list_topic(None))) == []


def test_a_socket_we_know_nothing_of_is_told_to_log_in(world: SocketWorld) -> None:
    messages.receive(message_event("stranger=", '{"type":"CREATE_BATCH"}'), world.services, world.router)
    assert world.post.to("stranger=") == [{"type": "ERROR", "data": "Session expired, please log in again"}]


# scenario 28
def test_a_socket_we_know_nothing_of_that_is_gone_disturbs_nobody(world: SocketWorld) -> None:
    world.post.gone.add("stranger=")
    messages.receive(message_event("stranger=", '{"type":"CREATE_BATCH"}'), world.services, world.router)
    assert world.post.posted == []


@pytest.mark.parametrize("body", [None, "", "not json", "[]", '{"type":"WHAT"}'])
def test_what_is_no_message_leaves_the_socket_as_it_was(world: SocketWorld, body: str | None) -> None:
    browser = world.connect()
    messages.receive(message_event(browser.connection_id, body), world.services, world.router)
    assert browser.received == [{"type": "ERROR", "data": "Invalid message format"}]
    assert browser.create_batch()


def test_a_binary_message_is_no_message(world: SocketWorld) -> None:
    browser = world.connect()
    event = message_event(browser.connection_id, "eyJ0eXBlIjoiQ1JFQVRFX0JBVENIIn0=") | {"isBase64Encoded": True}
    messages.receive(event, world.services, world.router)
    assert browser.received == [{"type": "ERROR", "data": "Invalid message format"}]


def test_neither_cookies_nor_tokens_nor_texts_are_logged(world: SocketWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    session_id = world.log_in(ALICE)
    lifecycle.connect(connect_event("a=", cookie=f"session={session_id}"), world.services)
    browser = world.connect()
    browser.create_batch(["1"])
    everything = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "connected" in everything
    for secret in (session_id, "token of Alice", "== 1 =="):
        assert secret not in everything
