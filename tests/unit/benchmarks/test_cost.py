"""What the cost benchmark counts, and that everything counted has a price."""

from collections import Counter

import pytest

from benchmarks.cost import assumed, batch, idle, images
from benchmarks.cost.amounts import UnpricedError, priced, total
from benchmarks.cost.metered import BilledTable
from benchmarks.cost.prices import PRICES
from benchmarks.cost.report import comparison, problems
from benchmarks.cost.template import polled_queues, scheduled_runs, times_a_month
from curator.foundation.table import Delete, Put, Update
from tests.fakes.clock import VirtualClock

FILES = 40


@pytest.fixture(scope="module")
def simulated() -> batch.Batch:
    return batch.simulate(FILES)


@pytest.fixture
def table() -> BilledTable:
    return BilledTable(VirtualClock())


def test_a_row_of_the_index_costs_a_unit_to_come_two_to_move_and_one_to_go(table: BilledTable) -> None:
    key = {"PK": "LANE#1", "SK": "LANE"}
    table.put(Put(item={**key, "due_pk": "due", "due_at": 5}))
    assert table.index_units == 1
    table.update(Update(key=key, expression="SET due_at = :later", values={":later": 6}))
    assert table.index_units == 3
    table.delete(Delete(key=key))
    assert table.index_units == 4


def test_a_change_beside_the_index_costs_it_nothing(table: BilledTable) -> None:
    key = {"PK": "LANE#1", "SK": "LANE"}
    table.put(Put(item={**key, "due_pk": "due", "due_at": 5}))
    table.update(Update(key=key, expression="SET backlog = :more", values={":more": 6}))
    assert table.index_units == 1


def test_the_broadcaster_is_woken_once_a_second_and_by_what_it_listens_for_alone(table: BilledTable) -> None:
    for sort in ("UPLOAD#1", "UPLOAD#2", "BATCH", "LANE", "TEXT#1"):
        table.put(Put(item={"PK": sort, "SK": sort}))
    assert len(table.busy_seconds) == 1
    assert table.changes == 5


def test_a_file_of_a_batch_takes_about_one_message(simulated: batch.Batch) -> None:
    assert FILES <= simulated.upload_messages <= 1.2 * FILES
    assert 0 < simulated.ticks < FILES


def test_a_file_of_a_batch_writes_its_rows_twice_and_the_lanes_and_batches_beside(simulated: batch.Batch) -> None:
    # In transactions, where an item is two units: created (row, text), claimed and ended (row, counters, lane).
    assert 2 * (2 + 3 + 3) * FILES <= simulated.write_units <= 1.3 * 2 * (2 + 3 + 3) * FILES


def test_a_batch_asks_the_queues_three_times_a_message(simulated: batch.Batch) -> None:
    found = batch.amounts(simulated)
    assert found["sqs requests"] == 3 * (simulated.ticks + simulated.upload_messages)


def test_ten_times_the_images_take_ten_times_the_requests() -> None:
    few, many = (images.amounts(number, images.REQUESTS) for number in (10, 100))
    assert {name: round(10 * number, 6) for name, number in few.items()} == {
        name: round(number, 6) for name, number in many.items()
    }


def test_an_idle_month_is_the_schedules_and_the_pollers_of_the_template() -> None:
    runs = [
        idle.ScheduledRun(function=function, event=event, times=times, requests={"dynamodb read units": 2.0})
        for function, event, times in scheduled_runs()
    ]
    found = idle.amounts(runs)
    calls = sum(run.times for run in runs)
    assert found["lambda requests"] == pytest.approx(calls)
    assert found["dynamodb read units"] == pytest.approx(2 * calls)
    assert found["sqs requests"] == 648_000 * len(polled_queues())
    assert {"alarm months", "secret months"} <= found.keys()


@pytest.mark.parametrize(
    ("schedule", "times"),
    [
        pytest.param("rate(1 minute)", 43_200, id="each minute"),
        pytest.param("rate(2 hours)", 360, id="every other hour"),
        pytest.param("cron(0 2 * * ? *)", 30, id="each day"),
        pytest.param("cron(0 3 ? * SUN *)", 30 / 7, id="each Sunday"),
        pytest.param("cron(0 4 1 * ? *)", 1, id="each month"),
    ],
)
def test_a_schedule_is_read_as_times_a_month(schedule: str, times: float) -> None:
    assert times_a_month(schedule) == pytest.approx(times)


def test_a_schedule_that_cannot_be_read_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="more than once a day"):
        times_a_month("cron(*/5 * * * ? *)")


def test_everything_that_is_counted_has_a_price(simulated: batch.Batch) -> None:
    for found in (batch.amounts(simulated), images.amounts(10, images.REQUESTS), idle.amounts([])):
        assert total(found) > 0


def test_what_has_no_price_is_not_taken_for_free() -> None:
    with pytest.raises(UnpricedError, match="hair cuts"):
        priced({"hair cuts": 1})


def test_deleting_objects_is_free() -> None:
    assert total({"s3 deletes": 1_000_000}) == 0
    assert "s3 deletes" not in PRICES


def test_a_count_above_its_ceiling_is_a_problem() -> None:
    amounts = Counter({"s3 puts": 70})
    assert problems("image", amounts, {"s3 puts": 7.0}, number=10) == []
    (sentence,) = problems("image", amounts, {"s3 puts": 6.0}, number=10)
    assert "7.0 s3 puts" in sentence


def test_a_server_breaks_even_where_its_month_is_as_dear_as_the_files() -> None:
    compared = comparison(batch=2.0, images=1.0, month=10.0, size=1000)
    small = compared["servers_a_month"]["small"]
    assert compared["files_a_month_to_break_even"]["small"] == pytest.approx((small - 10) / 2 * 1000, abs=5)


def test_pollers_ask_five_times_every_twenty_seconds() -> None:
    assert idle.polls() == assumed.POLLERS * 30 * 24 * 180
