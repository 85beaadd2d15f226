"""How many sockets a user may hold."""

from functools import partial

import pytest

from curator.foundation.table import ConditionFailedError, Item, Table, Update
from curator.identity.limits.connections import ConnectionLimit
from curator.identity.limits.store import ConnectionCountStore
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.serial_table import SerialTable
from tests.unit.identity.limits.test_in_the_table import passed_at_once


class Sockets:
    """A limit of five, and what the rest of the system knows of sockets."""

    def __init__(self, table: Table, clock: VirtualClock) -> None:
        self.known: set[str] = set()
        self.limit = ConnectionLimit(
            ConnectionCountStore(table), limit=5, clock=clock, is_open=lambda one: one in self.known
        )

    def open(self, *names: str, user_id: str = "alice") -> list[bool]:
        """Open sockets one after the other; those that may be are known from then on."""
        allowed = [self.limit.take(user_id, name) for name in names]
        self.known |= {name for name, may in zip(names, allowed, strict=True) if may}
        return allowed


@pytest.fixture
def sockets(table: Table, clock: VirtualClock) -> Sockets:
    return Sockets(table, clock)


# scenario realtime-18 realtime-77
def test_a_user_holds_five_sockets_and_a_sixth_when_one_has_ended(sockets: Sockets, clock: VirtualClock) -> None:
    assert sockets.open("a=", "b=", "c=", "d=") == [True] * 4
    assert sockets.limit.count("alice") == 4
    assert sockets.open("e=", "f=") == [True, False]
    assert sockets.open("g=", user_id="bob") == [True]
    clock.advance(3600)  # the original forgot its users after an hour
    assert sockets.open("f=") == [False]
    sockets.limit.give_back("alice", "c=")
    assert sockets.open("f=", "g=") == [True, False]
    assert sockets.limit.count("alice") == 5


# scenario realtime-19
def test_a_socket_counts_once_and_an_unknown_one_is_harmless(sockets: Sockets) -> None:
    sockets.limit.give_back("nobody", "x=")
    assert sockets.limit.count("nobody") == 0
    assert sockets.open("a=", "a=", "a=") == [True] * 3
    assert sockets.limit.count("alice") == 1
    sockets.limit.give_back("alice", "x=")
    sockets.open("b=", "c=", "d=", "e=")
    assert sockets.open("a=") == [True]  # it is one of the five
    for _ in range(2):
        sockets.limit.give_back("alice", "a=")
    assert sockets.limit.count("alice") == 4


def test_sockets_whose_end_nobody_reported_stand_in_nobodys_way(sockets: Sockets, clock: VirtualClock) -> None:
    sockets.open("a=", "b=", "c=", "d=", "e=")
    sockets.known -= {"b=", "d="}
    clock.advance(30)
    assert sockets.open("f=", "g=", "h=") == [True, True, False]
    assert sockets.limit.count("alice") == 5


def test_a_socket_that_is_about_to_open_counts_though_nobody_knows_it_yet(
    sockets: Sockets, clock: VirtualClock
) -> None:
    sockets.open("a=", "b=", "c=", "d=", "e=")
    sockets.known.clear()
    clock.advance(29)
    assert sockets.open("f=") == [False]


def test_no_socket_counts_longer_than_one_can_be_open(sockets: Sockets, clock: VirtualClock) -> None:
    sockets.open("a=", "b=", "c=", "d=", "e=")
    clock.advance(2 * 3600 + 5 * 60)
    assert sockets.limit.count("alice") == 0
    assert sockets.open("f=", "g=", "h=", "i=", "j=", "k=") == [True] * 5 + [False]


def test_a_socket_costs_one_write_to_open_and_one_to_end(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    sockets = Sockets(table, clock)
    sockets.open("a=")
    assert table.operations.requests.total() == 2  # a user's first: the map is made
    sockets.open("b=")
    sockets.limit.give_back("alice", "a=")
    assert table.operations.requests.total() == 4


@pytest.mark.parametrize("held", [0, 3, 5])
def test_of_fifty_that_open_at_the_same_moment_five_are_let_in(clock: VirtualClock, held: int) -> None:
    sockets = Sockets(SerialTable(clock), clock)
    sockets.open(*(f"held{number}=" for number in range(held)))
    calls = [partial(sockets.limit.take, "alice", f"{number}=") for number in range(50)]
    assert passed_at_once(calls) == 5 - held
    assert sockets.limit.count("alice") == 5


def test_two_first_sockets_at_the_same_moment_are_both_counted(clock: VirtualClock) -> None:
    class Overtaken(MemoryTable):
        """Another socket of the user is counted between the two requests of the first."""

        def update(self, write: Update) -> Item:
            if write.condition == "attribute_not_exists(sockets)":
                super().update(write)
                raise ConditionFailedError(self.get(write.key))
            return super().update(write)

    sockets = Sockets(Overtaken(clock), clock)
    assert sockets.open("a=") == [True]
    assert sockets.limit.count("alice") == 1
