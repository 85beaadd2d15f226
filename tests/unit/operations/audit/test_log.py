"""The audit log as operators read it."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from curator.foundation.clock import epoch_seconds
from curator.foundation.pagination.errors import InvalidCursorError
from curator.operations.audit.errors import AuditRecordNotFoundError
from curator.operations.audit.log import AuditFilter
from curator.operations.audit.records import Outcome, moment_of
from curator.operations.audit.store import AuditStore, months_between
from curator.operations.audit.views import as_row
from tests.unit.operations.audit.log_world import ALICE, BOB, FailingTable, LogWorld, memory_world, moto_world

EVERYTHING = AuditFilter()
DAY = 24 * 3600


@pytest.fixture(scope="module", params=["in memory", "in moto"])
def full(request: pytest.FixtureRequest) -> Iterator[LogWorld]:
    """Give a log of ten records: of Alice and Bob in turn, over two months; only read it."""
    with nullcontext(memory_world()) if request.param == "in memory" else moto_world() as world:
        world.clock.advance(epoch_seconds("2027-01-31T23:59:53Z") - world.clock.now())
        for number in range(10):
            outcome = Outcome.PERMISSION_DENIED if number == 3 else Outcome.SUCCESS
            action = "WS:CREATE_BATCH" if number > 7 else "PUT"
            world.do((ALICE, BOB)[number % 2], action=action, resource=f"/api/things/{number}", outcome=outcome)
        world.auditor.flush()
        yield world


def numbers(rows: list[Any]) -> list[int]:
    return [int(row["resource"].rpartition("/")[2]) for row in rows]


def found(world: LogWorld, **wanted: Any) -> list[int]:
    rows, meta = world.log.page(AuditFilter(**wanted))
    assert meta.total == len(rows)
    return numbers(rows)


def test_the_newest_records_come_first_over_the_ends_ofmonths_between(full: LogWorld) -> None:
    rows, meta = full.log.page(EVERYTHING, page=2, per_page=4)
    assert numbers(rows) == [5, 4, 3, 2]
    assert (meta.total, meta.pages, meta.has_more) == (10, 3, True)
    assert {row["timestamp"][:7] for row in rows} == {"2027-01"}
    assert full.log.page(EVERYTHING)[0][0]["timestamp"][:7] == "2027-02"


@pytest.mark.parametrize("user", ["", "42"], ids=["everybody", "one person"])
def test_a_span_that_ends_before_it_begins_holds_nothing(full: LogWorld, user: str) -> None:
    noon = epoch_seconds("2027-01-31T12:00:00Z")
    assert found(full, user_id=user, since=noon, before=noon - DAY) == []


def test_cursors_go_through_all_of_it(full: LogWorld) -> None:
    cursor: str | None = ""
    seen: list[list[int]] = []
    while cursor is not None:
        rows, meta = full.log.page(EVERYTHING, per_page=4, cursor=cursor)
        seen.append(numbers(rows))
        cursor = meta.next_cursor
    assert seen == [[9, 8, 7, 6], [5, 4, 3, 2], [1, 0]]


def test_one_persons_records_are_found_by_an_index_of_their_own(full: LogWorld) -> None:
    rows, meta = full.log.page(AuditFilter(user_id="43"), per_page=3, cursor="")
    assert numbers(rows) == [9, 7, 5]
    rows, meta = full.log.page(AuditFilter(user_id="43"), per_page=3, cursor=meta.next_cursor)
    assert (numbers(rows), meta.has_more) == ([3, 1], False)


@pytest.mark.parametrize(
    ("wanted", "records"),
    [
        pytest.param({"username": "ali"}, [8, 6, 4, 2, 0], id="part of a name"),
        pytest.param({"action_type": "ws:"}, [9, 8], id="packages"),
        pytest.param({"resource": "things/4"}, [4], id="part of the path"),
        pytest.param({"outcome": Outcome.PERMISSION_DENIED}, [3], id="outcome"),
        pytest.param({"user_id": "43", "action_type": "put"}, [7, 5, 3, 1], id="one person and an action"),
        pytest.param({"user_id": "44"}, [], id="somebody who did nothing"),
        pytest.param({"since": epoch_seconds("2027-02-01T00:00:00Z")}, [9, 8, 7], id="since"),
        pytest.param({"before": epoch_seconds("2027-01-31T23:59:55Z")}, [1, 0], id="before"),
        pytest.param({"since": epoch_seconds("2027-03-01T00:00:00Z")}, [], id="since a day to come"),
        pytest.param({"before": epoch_seconds("2020-03-01T00:00:00Z")}, [], id="before all of it"),
    ],
)
def test_records_are_filtered(full: LogWorld, wanted: dict[str, Any], records: list[int]) -> None:
    assert found(full, **wanted) == records


def test_a_cursor_does_not_go_over_to_somebody_elses_records(full: LogWorld) -> None:
    _, meta = full.log.page(AuditFilter(user_id="42"), per_page=1, cursor="")
    for other in (AuditFilter(user_id="43"), EVERYTHING, AuditFilter(user_id="42", since=0.0)):
        with pytest.raises(InvalidCursorError):
            full.log.page(other, cursor=meta.next_cursor)


def test_a_record_is_found_by_its_id(full: LogWorld) -> None:
    rows, _ = full.log.page(EVERYTHING, per_page=1)
    assert as_row(full.log.find(rows[0]["id"])) == rows[0]
    assert rows[0]["request_data"] is None
    assert rows[0]["user_roles"] == []


@pytest.mark.parametrize(
    "record_id", ["", "x", "1234567890123456", "1234567890123456-0", "é" * 16 + "-0", "²" * 16 + "-0"]
)
def test_there_is_no_record_of_another_id(full: LogWorld, record_id: str) -> None:
    with pytest.raises(AuditRecordNotFoundError):
        full.log.find(record_id)


def test_a_record_goes_after_a_year() -> None:
    world = memory_world()
    world.do()
    world.auditor.flush()
    record = world.written()[0]
    (item,) = world.store.everybodys(0, world.clock.now()).items("AUDIT#2027-01", None, None)
    assert item["expires_at"] == int(moment_of(record.id) or 0) + 365 * DAY
    world.clock.advance(365 * DAY)
    assert world.log.page(EVERYTHING)[0] == []
    with pytest.raises(AuditRecordNotFoundError):
        world.log.find(record.id)


def test_no_question_goes_back_further_than_the_log_does() -> None:
    world = memory_world()
    assert world.log.page(AuditFilter(since=0.0))[0] == []
    assert isinstance(world.table, FailingTable)
    assert world.table.operations.requests["query"] == 13  # a year is in thirteen months


def test_records_are_kept_for_as_long_as_a_deployment_says() -> None:
    world = memory_world()
    assert AuditStore(world.table, retention_days=2).retention_seconds == 2 * DAY


def test_data_comes_back_as_data() -> None:
    world = memory_world()
    world.do(data={"ids": [1, 2], "token": "x"})
    world.auditor.flush()
    assert as_row(world.written()[0])["request_data"] == {"ids": [1, 2], "token": "[REDACTED]"}


def test_the_pages_of_one_look_tell_one_total_though_the_log_grows() -> None:
    world = memory_world()
    for _ in range(5):
        world.do()
    world.auditor.flush()
    assert world.log.page(EVERYTHING, page=1, per_page=2)[1].total == 5
    world.do()
    world.auditor.flush()
    assert world.log.page(EVERYTHING, page=2, per_page=2)[1].total == 5
    assert world.log.page(EVERYTHING, page=1, per_page=2)[1].total == 6


def test_a_span_of_time_has_thesemonths_between() -> None:
    assert list(months_between(epoch_seconds("2026-11-30T00:00:00Z"), epoch_seconds("2027-02-01T00:00:00Z"))) == [
        "2027-02",
        "2027-01",
        "2026-12",
        "2026-11",
    ]
    assert len(months_between(epoch_seconds("2026-02-15T00:00:00Z"), epoch_seconds("2027-02-15T00:00:00Z"))) == 13
