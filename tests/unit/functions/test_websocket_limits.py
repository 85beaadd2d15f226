"""How many sockets one user may hold, and how many messages they may send."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from botocore.exceptions import EndpointConnectionError

from curator.foundation.metrics import metrics
from curator.foundation.table import Item, Update
from curator.identity.errors import TooManySocketsError
from curator.identity.limits.connections import ConnectionLimit
from curator.identity.limits.failing import FailOpen, FailOpenConnections
from curator.identity.limits.settings import LimitSettings
from curator.identity.limits.store import CallStore, ConnectionCountStore
from curator.identity.limits.table import TableLimiter
from functions.websocket import lifecycle
from functions.websocket.limiting import SocketLimits, known_to
from tests.fakes.memory_table import MemoryTable
from tests.fakes.metrics import counted_in
from tests.unit.functions.socket_world import ALICE, BOB, Browser, SocketWorld, slice_of

GARBAGE = "no message at all"


def limited_by(world: SocketWorld, settings: LimitSettings, table: MemoryTable | None = None) -> None:
    """Give the world limits as a deployment with these settings has them, counted in this table."""
    counted, clock = table or MemoryTable(world.clock), world.clock
    sockets = ConnectionLimit(
        ConnectionCountStore(counted),
        limit=settings.ws_max_connections_per_user,
        clock=clock,
        is_open=known_to(world.connections),
    )
    world.services = replace(
        world.services,
        limits=SocketLimits(
            FailOpen(
                TableLimiter(CallStore(counted), clock),
                limit_type="ws_message",
                clock=clock,
                is_open=settings.fails_open,
            ),
            FailOpenConnections(sockets, clock=clock, is_open=settings.fails_open),
            settings,
        ),
    )


@pytest.fixture(params=["as the tests have it", "as deployed"])
def limited(request: pytest.FixtureRequest, world: SocketWorld) -> SocketWorld:
    if request.param == "as deployed":
        limited_by(world, LimitSettings())
    return world


def leave(world: SocketWorld, browser: Browser) -> None:
    """Do as API Gateway when a socket has ended."""
    context = {"routeKey": "$disconnect", "eventType": "DISCONNECT", "connectionId": browser.connection_id}
    lifecycle.disconnect({"requestContext": context}, world.services)


# scenario realtime-16
def test_a_hundred_messages_a_minute_are_served_and_the_next_one_ends_the_socket(limited: SocketWorld) -> None:
    counted_in(metrics)
    alice, bob = limited.connect(ALICE), limited.connect(BOB)
    for _ in range(100):
        assert [one["type"] for one in alice.send("PING")] == ["PONG"]
    assert limited.post.closed == []
    assert alice.send("PING") == []
    assert limited.post.closed == [(alice.connection_id, 1008, "Message rate limit exceeded")]
    assert counted_in(metrics, "rate_limit_hits_total") == {"rate_limit_hits_total{limit_type=ws_message}": 1}
    assert [one["type"] for one in bob.send("PING")] == ["PONG"]


def test_messages_count_over_all_sockets_of_a_user_and_whatever_they_are(limited: SocketWorld) -> None:
    first, second = limited.connect(ALICE), limited.connect(ALICE)
    for _ in range(50):
        first.send_text(GARBAGE)
        second.send("PING")
    assert limited.post.closed == []
    assert second.send("PING") == []
    assert limited.post.closed == [(second.connection_id, 1008, "Message rate limit exceeded")]
    limited.clock.advance(60)
    assert [one["type"] for one in first.send("PING")] == ["PONG"]


def test_a_batch_of_thousands_is_not_cut_off(limited: SocketWorld) -> None:
    """A client sends slices of 18 photographs, each when the last one was acknowledged."""
    alice = limited.connect()
    batch_id = alice.create_batch()
    for number in range(300):
        (ack,) = alice.send("UPLOAD_SLICE", slice_of(batch_id, [f"{number}"], number))
        assert ack["type"] == "UPLOAD_SLICE_ACK"
    assert [one["type"] for one in alice.send("PING")] == ["PONG"]
    assert limited.post.closed == []


def test_slices_have_a_limit_of_their_own(world: SocketWorld) -> None:
    limited_by(world, LimitSettings(ws_slice_rate_limit=2))
    alice = world.connect()
    batch_id = alice.create_batch()
    for number in range(2):
        assert alice.send("UPLOAD_SLICE", slice_of(batch_id, [f"{number}"], number))
    assert alice.send("UPLOAD_SLICE", slice_of(batch_id, ["2"], 2)) == []
    assert world.post.closed == [(alice.connection_id, 1008, "Message rate limit exceeded")]


# scenario realtime-18
def test_a_sixth_socket_of_a_user_is_refused_and_the_five_go_on(limited: SocketWorld) -> None:
    counted_in(metrics)
    browsers = [limited.connect(ALICE) for _ in range(5)]
    with pytest.raises(TooManySocketsError) as refused:
        limited.connect(ALICE)
    answer = lifecycle.refusal(refused.value)
    assert answer["statusCode"] == 429
    assert counted_in(metrics, "rate_limit_hits_total") == {"rate_limit_hits_total{limit_type=ws_connection}": 1}
    assert limited.connect(BOB)
    for browser in browsers:
        assert [one["type"] for one in browser.send("PING")] == ["PONG"]
    leave(limited, browsers[2])
    assert [one["type"] for one in limited.connect(ALICE).send("PING")] == ["PONG"]
    with pytest.raises(TooManySocketsError):
        limited.connect(ALICE)


# scenario realtime-19
def test_an_end_that_is_told_twice_or_of_nobody_frees_one_place_at_most(limited: SocketWorld) -> None:
    browsers = [limited.connect(ALICE) for _ in range(5)]
    for browser in (browsers[0], browsers[0], Browser(limited, "never=")):
        leave(limited, browser)
    limited.connect(ALICE)
    with pytest.raises(TooManySocketsError):
        limited.connect(ALICE)


def test_sockets_that_were_found_dead_stand_in_nobodys_way(limited: SocketWorld) -> None:
    browsers = [limited.connect(ALICE) for _ in range(5)]
    for browser in browsers:
        limited.connections.remove(browser.connection_id)  # as the delivery does that finds one gone
    limited.clock.advance(30)
    for _ in range(5):
        limited.connect(ALICE)
    with pytest.raises(TooManySocketsError):
        limited.connect(ALICE)


# scenario realtime-70
def test_where_limits_are_off_there_are_none(world: SocketWorld) -> None:
    limited_by(world, LimitSettings(rate_limit_enabled=False, ws_message_rate_limit=1))
    browsers = [world.connect(ALICE) for _ in range(10)]
    for _ in range(200):
        assert [one["type"] for one in browsers[0].send("PING")] == ["PONG"]
    leave(world, browsers[0])
    assert world.post.closed == []


class FlakyTable(MemoryTable):
    """Answers every other request."""

    turns: Iterator[int]

    def update(self, write: Update) -> Item:
        if next(self.turns) % 2:
            return super().update(write)
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")


# scenario realtime-17 realtime-141
@pytest.mark.parametrize("mode", ["open", "closed"])
def test_while_limits_cannot_be_asked_the_setting_decides(world: SocketWorld, mode: str) -> None:
    alice = world.connect()
    table = FlakyTable(world.clock)
    table.turns = iter([0] * 1000)
    limited_by(world, LimitSettings(rate_limit_fail_mode=mode), table)
    counted_in(metrics)
    if mode == "open":
        for _ in range(150):
            assert [one["type"] for one in alice.send("PING")] == ["PONG"]
        assert counted_in(metrics, "rate_limit_errors_total") == {"rate_limit_errors_total{limit_type=ws_message}": 150}
        assert [world.connect(ALICE) for _ in range(7)]
    else:
        assert alice.send("PING") == []
        assert world.post.closed == [(alice.connection_id, 1008, "Message rate limit exceeded")]
        with pytest.raises(TooManySocketsError):
            world.connect(ALICE)


# scenario realtime-141
@pytest.mark.parametrize("mode", ["open", "closed"])
def test_while_nobody_can_tell_which_sockets_there_are_the_setting_decides(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    limited_by(world, LimitSettings(rate_limit_fail_mode=mode))
    limits = world.services.limits
    assert all(limits.connection_opened("carol", f"{number}=") for number in range(5))
    world.clock.advance(30)

    def unreachable(_connection_id: str) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")

    monkeypatch.setattr(world.connections, "find", unreachable)
    assert limits.connection_opened("carol", "sixth=") is (mode == "open")


# scenario realtime-141
def test_limits_that_answer_now_and_then_never_break_a_message(world: SocketWorld) -> None:
    table = FlakyTable(world.clock)
    table.turns = count()
    limited_by(world, LimitSettings(), table)
    alice = world.connect()
    for _ in range(90):
        world.clock.advance(5)
        assert [one["type"] for one in alice.send("PING")] == ["PONG"]


def test_a_message_costs_one_write_and_no_socket_is_asked_about(world: SocketWorld) -> None:
    table = MemoryTable(world.clock)
    alice = world.connect()
    limited_by(world, LimitSettings(), table)
    alice.send("PING")
    assert dict(table.operations.requests) == {"update": 1}
    world.connect(ALICE)
    world.connect(ALICE)
    assert dict(table.operations.requests) == {"update": 4}
