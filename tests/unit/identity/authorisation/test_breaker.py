"""When the outside service is left alone, and when it is tried again."""

import re

import pytest

from curator.foundation.table import Table
from curator.identity.authorisation.breaker import Admission, Breaker
from curator.identity.authorisation.store import BreakerStore
from curator.identity.errors import StoreUnreachableError
from tests.fakes.clock import VirtualClock
from tests.unit.identity.authorisation.broken_tables import TroubledTable, in_threads

THRESHOLD = 5
TIMEOUT = 60
PROBE_SECONDS = 15


def breaker_on(table: Table, clock: VirtualClock) -> Breaker:
    """Return the breaker of a new instance of the function."""
    return Breaker(BreakerStore(table, clock), clock, threshold=THRESHOLD, timeout=TIMEOUT, probe_seconds=PROBE_SECONDS)


@pytest.fixture
def breaker(table: Table, clock: VirtualClock) -> Breaker:
    return breaker_on(table, clock)


def admitted(breaker: Breaker) -> Admission:
    admission = breaker.admit()
    assert admission is not None
    return admission


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.failed(admitted(breaker))


def state_of(breaker: Breaker) -> tuple[str, int]:
    status = breaker.status()
    return status["state"], status["failures"]


# scenario images-90
# scenario images-91
def test_it_starts_closed_and_lets_everybody_through(breaker: Breaker) -> None:
    assert state_of(breaker) == ("closed", 0)
    assert all(breaker.admit() for _ in range(20))


# scenario images-92
def test_a_success_keeps_it_closed_and_costs_no_write(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    breaker = breaker_on(table, clock)
    breaker.succeeded(admitted(breaker))
    assert state_of(breaker) == ("closed", 0)
    assert table.operations.write_requests == 0


# scenario images-93
# scenario images-101
def test_failures_add_up(breaker: Breaker) -> None:
    for count in range(1, THRESHOLD):
        fail(breaker)
        assert state_of(breaker) == ("closed", count)


# scenario images-94
# scenario images-95
def test_it_opens_at_the_threshold_and_lets_nobody_through(breaker: Breaker, clock: VirtualClock) -> None:
    fail(breaker, THRESHOLD - 1)
    assert breaker.admit()
    fail(breaker)
    assert state_of(breaker) == ("open", THRESHOLD)
    assert breaker.admit() is None
    clock.advance(TIMEOUT - 0.001)
    assert breaker.admit() is None


# scenario images-96
def test_after_the_timeout_it_lets_one_probe_through(breaker: Breaker, clock: VirtualClock) -> None:
    fail(breaker, THRESHOLD)
    clock.advance(TIMEOUT)
    assert admitted(breaker).probe == 1
    assert state_of(breaker)[0] == "half_open"
    assert [breaker.admit() for _ in range(5)] == [None] * 5


def half_open(breaker: Breaker, clock: VirtualClock) -> Admission:
    """Let the breaker open and wait; return the probe's leave."""
    fail(breaker, THRESHOLD)
    clock.advance(TIMEOUT)
    return admitted(breaker)


# scenario images-97
def test_a_probe_that_succeeds_closes_it(breaker: Breaker, clock: VirtualClock) -> None:
    breaker.succeeded(half_open(breaker, clock))
    assert breaker.status() == {"state": "closed", "failures": 0, "opened_at": None}
    fail(breaker, THRESHOLD - 1)
    assert breaker.admit()


# scenario images-98
def test_a_probe_that_fails_opens_it_for_the_whole_timeout_again(breaker: Breaker, clock: VirtualClock) -> None:
    probe = half_open(breaker, clock)
    clock.advance(3)
    breaker.failed(probe)
    assert state_of(breaker)[0] == "open"
    clock.advance(TIMEOUT - 0.001)
    assert breaker.admit() is None
    clock.advance(0.001)
    assert admitted(breaker).probe == 2


# scenario images-99
def test_a_success_resets_the_count(breaker: Breaker) -> None:
    fail(breaker, THRESHOLD - 1)
    breaker.succeeded(admitted(breaker))
    assert state_of(breaker) == ("closed", 0)
    fail(breaker, THRESHOLD - 1)
    assert state_of(breaker) == ("closed", THRESHOLD - 1)


# scenario images-100
# scenario images-102
def test_its_state_can_be_read(breaker: Breaker, clock: VirtualClock) -> None:
    assert breaker.status() == {"state": "closed", "failures": 0, "opened_at": None}
    fail(breaker, THRESHOLD)
    assert breaker.status() == {"state": "open", "failures": 5, "opened_at": "2027-01-15T08:00:00.000000Z"}
    clock.advance(TIMEOUT)
    breaker.admit()
    assert breaker.status() == {"state": "half_open", "failures": 5, "opened_at": "2027-01-15T08:00:00.000000Z"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", breaker.status()["opened_at"])


# scenario images-103
def test_failures_at_once_are_all_counted(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    in_threads(4, lambda _: fail(breaker_on(table, clock)))
    assert state_of(breaker_on(table, clock)) == ("closed", 4)


def test_more_failures_at_once_than_the_threshold_open_it_once(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    leaves = [admitted(breaker_on(table, clock)) for _ in range(30)]
    in_threads(30, lambda number: breaker_on(table, clock).failed(leaves[number]))
    assert state_of(breaker_on(table, clock)) == ("open", THRESHOLD)


# scenario images-104
def test_other_instances_see_it(table: Table, clock: VirtualClock) -> None:
    here, elsewhere = breaker_on(table, clock), breaker_on(table, clock)
    fail(here, 2)
    fail(elsewhere, 3)
    assert state_of(here) == state_of(elsewhere) == ("open", THRESHOLD)
    assert here.admit() is elsewhere.admit() is None
    clock.advance(TIMEOUT)
    assert here.admit()
    assert elsewhere.admit() is None


def test_of_many_who_would_probe_at_once_one_does(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    fail(breaker_on(table, clock), THRESHOLD)
    clock.advance(TIMEOUT)
    leaves = in_threads(30, lambda _: breaker_on(table, clock).admit())
    assert [leave.probe for leave in leaves if leave] == [1]


def test_who_loses_the_race_for_the_probe_does_not_ask(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    breaker, faster = breaker_on(table, clock), breaker_on(table, clock)
    fail(breaker, THRESHOLD)
    clock.advance(TIMEOUT)
    leaves = []
    table.before_put = lambda: leaves.append(faster.admit())
    assert breaker.admit() is None
    assert leaves == [Admission(probe=1)]


def test_a_failure_that_meets_another_is_counted_after_it(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    breaker, faster = breaker_on(table, clock), breaker_on(table, clock)
    table.before_put = lambda: fail(faster)
    fail(breaker)
    assert state_of(breaker) == ("closed", 2)
    assert table.operations.refused == 1


def test_a_probe_that_was_lost_makes_way_for_another(breaker: Breaker, clock: VirtualClock) -> None:
    lost = half_open(breaker, clock)
    clock.advance(PROBE_SECONDS - 0.001)
    assert breaker.admit() is None
    clock.advance(0.001)
    second = admitted(breaker)
    assert second.probe == 2
    breaker.succeeded(lost)  # it comes back after all, and says nothing about now
    assert state_of(breaker)[0] == "half_open"
    breaker.failed(lost)
    assert state_of(breaker)[0] == "half_open"
    breaker.succeeded(second)
    assert state_of(breaker) == ("closed", 0)


def test_an_answer_that_was_long_on_its_way_moves_nothing(breaker: Breaker, clock: VirtualClock) -> None:
    early = [admitted(breaker) for _ in range(3)]
    fail(breaker, THRESHOLD)
    opened = breaker.status()
    clock.advance(10)
    breaker.succeeded(early[0])
    breaker.failed(early[1])
    assert breaker.status() == opened
    clock.advance(TIMEOUT - 10)
    probe = admitted(breaker)
    breaker.succeeded(early[2])
    breaker.failed(early[2])
    assert state_of(breaker)[0] == "half_open"
    breaker.succeeded(probe)
    assert state_of(breaker)[0] == "closed"


@pytest.mark.parametrize("failures", [THRESHOLD - 1, THRESHOLD], ids=["counting", "open"])
def test_what_nobody_renewed_for_twice_the_timeout_is_forgotten(
    breaker: Breaker, clock: VirtualClock, failures: int
) -> None:
    fail(breaker, failures)
    clock.advance(2 * TIMEOUT)
    assert state_of(breaker) == ("closed", 0)
    fail(breaker)  # the item is still in the table: DynamoDB removes it days late
    assert state_of(breaker) == ("closed", 1)


def test_a_failure_renews_what_is_counted(breaker: Breaker, clock: VirtualClock) -> None:
    fail(breaker)
    clock.advance(2 * TIMEOUT - 1)
    fail(breaker)
    clock.advance(2 * TIMEOUT - 1)
    assert state_of(breaker) == ("closed", 2)


def test_when_dynamodb_may_remove_it(breaker: Breaker, table: Table, clock: VirtualClock) -> None:
    fail(breaker)
    item = table.get({"PK": "BREAKER#auth-api", "SK": "BREAKER"})
    assert item is not None
    assert item["expires_at"] == clock.now() + 2 * TIMEOUT


def test_without_its_table_there_is_no_breaker(clock: VirtualClock, caplog: pytest.LogCaptureFixture) -> None:
    table = TroubledTable(clock)
    breaker = breaker_on(table, clock)
    fail(breaker, THRESHOLD)
    assert breaker.admit() is None
    table.break_down()
    leave = admitted(breaker)
    breaker.failed(leave)
    breaker.succeeded(leave)
    assert {record.levelname for record in caplog.records[-3:]} == {"WARNING"}
    with pytest.raises(StoreUnreachableError):
        breaker.status()


def test_a_probe_that_cannot_be_noted_is_none(clock: VirtualClock) -> None:
    table = TroubledTable(clock)
    breaker = breaker_on(table, clock)
    fail(breaker, THRESHOLD)
    clock.advance(TIMEOUT)
    table.writes = False
    assert breaker.admit() is None
    table.writes = True
    assert admitted(breaker).probe == 1
