"""Records are taken in and written, and nobody suffers where that fails."""

import logging
from collections.abc import Iterator
from typing import NoReturn

import pytest

from curator.foundation.metrics import metrics
from curator.foundation.tracing import traced
from curator.operations.audit.auditor import FLUSH_SECONDS, MAX_TRIES, PAUSE_SECONDS, Sender
from curator.operations.audit.records import Outcome
from tests.unit.operations.audit.log_world import ALICE, FailingTable, LogWorld, memory_world


@pytest.fixture
def world() -> LogWorld:
    return memory_world()


@pytest.fixture
def table(world: LogWorld) -> FailingTable:
    assert isinstance(world.table, FailingTable)
    return world.table


class Counted:
    """What was counted since the test began."""

    def __init__(self) -> None:
        metrics.take_said()

    def all(self) -> dict[str, float]:
        """Return the values of all counters by name and labels, and forget them."""
        said = metrics.take_said()
        return {":".join((series.name, *series.labels)): tally.value for series, tally in said if tally.value}


@pytest.fixture
def counted() -> Iterator[Counted]:
    yield Counted()
    metrics.take_said()


def test_a_record_says_who_did_what_from_where_and_how_it_ended(world: LogWorld) -> None:
    with traced("trace-1", "order-7"):
        world.do(
            action="PUT",
            resource="/api/admin/upload_requests/7",
            data={"filename": "a.jpg", "token": "x"},
            sender=Sender(ip_address="203.0.113.7", user_agent="test"),
        )
    world.auditor.flush()
    (record,) = world.written()
    assert (record.user_id, record.username, record.user_roles) == ("42", "Alice", ["admin", "uploader"])
    assert (record.action_type, record.resource, record.outcome) == ("PUT", "/api/admin/upload_requests/7", "success")
    assert (record.ip_address, record.user_agent, record.request_id) == ("203.0.113.7", "test", "order-7")
    assert record.request_data == '{"filename":"a.jpg","token":"[REDACTED]"}'
    assert (record.response_status, record.error_message) == (200, "")
    assert record.timestamp == "2027-01-15T08:00:00.000000Z"


# scenario realtime-135
@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_is_recorded_and_counted(world: LogWorld, counted: Counted, outcome: Outcome) -> None:
    world.do(outcome=outcome, status=403, error="No permission")
    world.auditor.flush()
    (record,) = world.written()
    assert (record.outcome, record.response_status, record.error_message) == (outcome, 403, "No permission")
    numbers = counted.all()
    assert (numbers[f"audit_logs_total:{outcome}"], numbers["audit_logs_written_total"]) == (1, 1)


# scenario realtime-136
def test_a_record_knows_how_long_it_took(world: LogWorld) -> None:
    world.do()
    world.auditor.flush()
    assert world.written()[0].duration_ms == 1000.0


# scenario realtime-134
def test_what_nobody_did_is_not_recorded(world: LogWorld, counted: Counted) -> None:
    world.do(None)
    assert world.auditor.waiting == 0
    assert counted.all() == {}


# scenario realtime-138
# The original writes 100 records or those of a second from a thread of its own. An instance of Lambda stops between its
# invocations, so each invocation writes what it has when it ends, and before that only where there is much.
def test_a_hundred_records_do_not_wait_for_the_invocations_end(world: LogWorld, table: FailingTable) -> None:
    for _ in range(100):
        world.do()
    assert table.operations.requests["put"] == 0
    world.do()
    assert (table.operations.requests["put"], world.auditor.waiting) == (100, 1)


# scenario realtime-138
def test_writing_takes_a_second_of_an_invocation_and_the_rest_is_the_next_ones(
    world: LogWorld, table: FailingTable
) -> None:
    for _ in range(10):
        world.do()
    table.seconds = 0.4
    began = world.clock.now()
    world.auditor.flush()
    assert world.clock.now() - began == pytest.approx(1.2)
    assert FLUSH_SECONDS == 1.0
    assert (table.operations.requests["put"], world.auditor.waiting) == (3, 7)


# scenario realtime-140
# There is nothing to drain when an instance stops: every invocation leaves an empty buffer, if it can.
def test_an_invocation_ends_with_all_of_its_records_written_in_their_order(world: LogWorld) -> None:
    for number in range(5):
        world.do(resource=f"/{number}")
    world.auditor.flush()
    assert world.auditor.waiting == 0
    assert [record.resource for record in world.written()] == ["/4", "/3", "/2", "/1", "/0"]


# scenario realtime-140
def test_what_an_invocation_could_not_write_a_later_one_does(world: LogWorld, table: FailingTable) -> None:
    table.is_up = False
    world.do(resource="/first")
    world.auditor.flush()
    table.is_up = True
    world.clock.advance(PAUSE_SECONDS)
    world.do(resource="/second")
    world.auditor.flush()
    assert [record.resource for record in world.written()] == ["/second", "/first"]


# scenario realtime-137
# The original waits up to a second for its thread to make room; here nobody would.
def test_a_full_buffer_drops_what_comes_and_counts_it_and_the_log_has_it_all_the_same(
    world: LogWorld, table: FailingTable, counted: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    auditor = world.new_auditor(capacity=3, batch=2)
    table.is_up = False
    for number in range(5):
        world.do(resource=f"/{number}", auditor=auditor, data={"password": "x"})
    assert auditor.waiting == 3
    assert counted.all()["audit_logs_dropped_total"] == 2
    dropped = [vars(record)["audit"] for record in caplog.records if record.message == "an audit record is given up"]
    assert [one["resource"] for one in dropped] == ["/3", "/4"]
    assert dropped[0]["request_data"] == '{"password":"[REDACTED]"}'
    table.is_up = True
    world.clock.advance(PAUSE_SECONDS)
    auditor.flush()
    assert [record.resource for record in world.written()] == ["/2", "/1", "/0"]


# scenario realtime-139
def test_a_table_that_is_down_is_counted_and_hurts_nobody(
    world: LogWorld, table: FailingTable, counted: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    table.is_up = False
    world.do()
    world.auditor.flush()
    numbers = counted.all()
    assert numbers["audit_log_errors_total:ConnectionError"] == 1
    assert "audit_logs_written_total" not in numbers
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_table_that_is_down_is_left_alone_for_a_while(world: LogWorld, table: FailingTable) -> None:
    table.is_up, table.seconds = False, 2.0
    world.do()
    world.auditor.flush()
    began = world.clock.now()
    for _ in range(5):
        world.auditor.flush()
    assert world.clock.now() == began


def test_a_record_that_the_table_never_takes_does_not_block_those_behind_it(
    world: LogWorld, table: FailingTable, counted: Counted
) -> None:
    world.do(resource="/poison")
    world.do(resource="/good")
    began = world.clock.now() - 2
    table.refused_id = f"{round(began * 1_000_000)}-000000000001"
    for _ in range(MAX_TRIES):
        world.auditor.flush()
        world.clock.advance(PAUSE_SECONDS)
    world.auditor.flush()
    assert [record.resource for record in world.written()] == ["/good"]
    assert counted.all()["audit_logs_dropped_total"] == 1


# scenario realtime-139
def test_data_that_nobody_can_write_down_costs_its_record_and_nothing_else(
    world: LogWorld, counted: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    class Strange:
        def __str__(self) -> NoReturn:
            raise RuntimeError("no text of mine")

    world.do(data={"strange": Strange()})
    assert world.auditor.waiting == 0
    assert counted.all()["audit_log_errors_total:RuntimeError"] == 1
    world.do(ALICE)
    assert world.auditor.waiting == 1


def test_a_message_has_its_own_id_where_it_has_one(world: LogWorld) -> None:
    with traced("trace-1", "order-7"):
        world.do(sender=Sender(request_id="message-3"))
    world.auditor.flush()
    assert world.written()[0].request_id == "message-3"
