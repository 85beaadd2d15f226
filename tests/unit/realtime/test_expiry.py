"""Closing sockets whose proof has ended, also those that send nothing."""

import pytest

from curator.foundation.table import Table
from curator.realtime.connections import MAX_CONNECTION_SECONDS, Connection
from curator.realtime.expiry.store import ExpiryStore
from curator.realtime.expiry.sweep import Sweep, Swept
from curator.realtime.store import ConnectionStore
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table
from tests.fakes.sockets import FakePost

MINUTE = 60


class World:
    """Sockets that end by themselves."""

    def __init__(self, clock: VirtualClock, table: Table) -> None:
        self.clock = clock
        self.connections = ConnectionStore(table, clock)
        self.expiries = ExpiryStore(table, clock)
        self.delivery = FakePost()
        self.sweep = Sweep(self.expiries, self.connections, self.delivery, self.clock)

    def open(self, connection_id: str, seconds: float | None, roles: tuple[str, ...] | None = ()) -> Connection:
        """Open a socket whose proof ends after so many seconds."""
        now = int(self.clock.now())
        connection = Connection(
            connection_id=connection_id,
            user_id="ada",
            username="ada",
            session_key="",
            connected_at=now,
            expires_at=None if seconds is None else int(now + seconds),
            roles=roles,
        )
        self.connections.add(connection)
        self.expiries.note(connection)
        return connection

    def closed_after(self, minutes: int) -> list[str]:
        """Let minutes pass, sweep in each, and return which sockets were closed, in order."""
        for _ in range(minutes):
            self.clock.advance(MINUTE)
            self.sweep.run()
        return [connection_id for connection_id, _, _ in self.delivery.closed]


@pytest.fixture
def table(clock: VirtualClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def world(clock: VirtualClock, table: MemoryTable) -> World:
    return World(clock, table)


def test_a_proof_and_the_roles_it_gave_are_kept_with_the_socket(world: World) -> None:
    for connection in (world.open("a=", 90, ("x", "y")), world.open("b=", None, None), world.open("c=", 9e6, ())):
        assert world.connections.find(connection.connection_id) == connection


# scenario realtime-23
# Curator closes each socket when the proof it was opened with ends, so one token's sockets end together.
def test_a_token_that_ends_closes_every_socket_it_opened_and_no_other(world: World) -> None:
    for name in ("a=", "b=", "c="):
        world.open(name, 150)
    world.open("fresh=", 1000)
    assert world.closed_after(2) == []
    assert world.closed_after(1) == ["a=", "b=", "c="]
    assert {(code, reason) for _, code, reason in world.delivery.closed} == {(1008, "Token expired")}
    assert [world.connections.find(name) for name in ("a=", "b=", "c=")] == [None] * 3
    assert world.connections.find("fresh=") is not None


# scenario realtime-23
def test_a_fresher_proof_opens_another_socket_and_prolongs_none(world: World) -> None:
    old = world.open("old=", 100)
    world.open("new=", 3600)
    assert not old.is_over(world.clock.now())
    assert world.closed_after(10) == ["old="]


def test_a_session_that_ends_is_called_one(world: World) -> None:
    world.open("a=", 30, None)
    world.closed_after(1)
    assert world.delivery.closed == [("a=", 1008, "Session expired")]


@pytest.mark.parametrize("seconds", [None, MAX_CONNECTION_SECONDS + 1, 30 * 24 * 3600])
def test_a_proof_that_outlives_every_socket_costs_no_line_of_the_list(
    world: World, table: MemoryTable, seconds: float | None
) -> None:
    puts = table.operations.requests
    world.open("a=", seconds)
    without = puts["put"]
    world.open("b=", 100)
    assert puts["put"] == 2 * without + 1


def test_a_socket_that_left_before_is_nobodys_business(world: World) -> None:
    world.open("a=", 100)
    world.connections.remove("a=")
    assert world.closed_after(5) == []


def test_a_sweep_that_was_held_up_goes_through_all_minutes_it_missed(world: World) -> None:
    assert world.sweep.run() == Swept(closed=0, failed=0)
    for minute in range(1, 60):
        world.open(f"{minute}=", minute * MINUTE)
    world.clock.advance(3600)
    assert world.sweep.run() == Swept(closed=59, failed=0)


def test_the_first_sweep_of_all_looks_no_further_back_than_a_socket_can_live(world: World, table: MemoryTable) -> None:
    world.sweep.run()
    first = table.operations.requests["query"]
    assert first == MAX_CONNECTION_SECONDS // MINUTE + 1
    world.clock.advance(MINUTE)
    world.sweep.run()
    assert table.operations.requests["query"] - first == 2


def test_one_socket_that_cannot_be_closed_keeps_no_other_open_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a=", "b=", "c="):
        world.open(name, 30)
    close = world.delivery.close
    with monkeypatch.context() as broken:
        broken.setattr(world.delivery, "close", lambda name, *rest: 1 / 0 if name == "b=" else close(name, *rest))
        world.clock.advance(MINUTE)
        assert world.sweep.run() == Swept(closed=2, failed=1)
    assert world.closed_after(1) == ["a=", "c=", "b="]


def test_two_sweeps_at_once_do_no_harm(world: World) -> None:
    world.open("a=", 30)
    world.clock.advance(MINUTE)
    other = Sweep(world.expiries, world.connections, world.delivery, world.clock)
    assert (world.sweep.run().closed, other.run().closed) == (1, 0)


def test_all_this_is_so_in_a_real_table(clock: VirtualClock) -> None:
    with plain_table("realtime", clock) as table:
        world = World(clock, table)
        world.open("a=", 30, ("x",))
        world.open("b=", 100, None)
        assert world.closed_after(1) == ["a="]
        assert world.closed_after(1) == ["a=", "b="]
        minute = int(clock.now()) // MINUTE
        assert world.expiries.unswept() == range(minute, minute + 1)
