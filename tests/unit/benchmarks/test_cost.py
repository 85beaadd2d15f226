"""What the cost benchmark counts, and that everything counted has a price."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.cost import assumed, batch, goals, idle, images, prices
from benchmarks.cost.__main__ import main
from benchmarks.cost.amounts import UnpricedError, priced, total
from benchmarks.cost.metered import BilledTable
from benchmarks.cost.prices import PRICES, Price
from benchmarks.cost.report import comparison, problems, problems_of_comparison
from benchmarks.cost.template import polled_queues, scheduled_runs, times_a_month
from benchmarks.pacing.scenarios import ORDINARY
from benchmarks.usage_answer.metering import size_of
from curator.foundation.table import Delete, Put, Update
from curator.uploads.lanes.lane import Flight, Grant, Lane
from curator.uploads.lanes.pacer import GRANTS_PER_TICK
from curator.uploads.lanes.store import encode
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


def test_who_watches_a_batch_is_told_of_each_change_and_of_the_batch_where_it_changed(
    simulated: batch.Batch,
) -> None:
    one = replace(simulated, pushes=simulated.pushes + 1)
    more = batch.amounts(one) - batch.amounts(simulated)
    assert more["lambda requests"] == 1
    assert more["socket messages"] == 2
    assert (more["dynamodb read units"], more["dynamodb write units"]) == (4, 2)


def test_an_instance_that_is_called_each_second_tells_its_metrics_once_in_ten(simulated: batch.Batch) -> None:
    assert simulated.pushes / assumed.METRIC_SECONDS <= simulated.busy_spells < simulated.pushes / 2
    later = replace(simulated, busy_spells=simulated.busy_spells + 1)
    more = batch.amounts(later) - batch.amounts(simulated)
    assert more == {"dynamodb write units": 1}


def test_a_lane_full_of_ends_and_slots_is_no_larger_than_what_a_file_may_cost() -> None:
    hits, seconds = 361, 4464.0
    ends = tuple(1.8e9 + number * seconds / hits + 1 / 3 for number in range(hits))
    lane = Lane(
        user_id="12345678",
        version=20_000,
        encrypted_token="x" * 400,
        limits=ORDINARY,
        limits_at=1.8e9 + 1 / 3,
        cursor=1_000_000,
        waiting={1000: 9000},
        granted={1_000_000 + n: Grant(batch_id=1000, at=1.8e9 + n / 3) for n in range(GRANTS_PER_TICK)},
        flying={n: Flight(batch_id=1000, fence=1, started=1.8e9 + n / 3, lease_until=1.8e9 + n / 7) for n in range(3)},
        used=ends,
        duration=4 + 1 / 3,
    ).with_next_tick(1.8e9 + 1 / 3)
    assert size_of(encode(lane)) <= goals.LANE_KILOBYTES * 1024


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


LISTED = {
    **prices.LISTED,
    **{name: value for name, value in vars(prices).items() if isinstance(value, Price)},
}


@pytest.mark.parametrize("price", LISTED.values(), ids=LISTED)
def test_a_price_says_where_aws_tells_it_and_who_quotes_it(price: Price) -> None:
    assert price.dollars > 0
    assert price.page.endswith("/")
    assert re.search(r"\b20\d\d\b|undated", price.quoted)


def test_a_count_above_its_goal_is_a_problem() -> None:
    amounts = Counter({"s3 puts": 70})
    assert problems("image", amounts, {"s3 puts": 7.0}, number=10) == []
    (sentence,) = problems("image", amounts, {"s3 puts": 6.0}, number=10)
    assert "7.0 s3 puts" in sentence


def test_a_server_breaks_even_where_its_month_is_as_dear_as_the_files() -> None:
    compared = comparison(batch=2.0, images=1.0, month=10.0, size=1000)
    small = compared["servers_a_month"]["small"]
    assert compared["files_a_month_to_break_even"]["small"] == pytest.approx((small - 10) / 2 * 1000, abs=5)


def test_an_idle_month_dearer_than_half_a_server_is_a_problem() -> None:
    server = sum(prices.SMALL_SERVER.values())
    assert problems_of_comparison(comparison(batch=0.1, images=1.0, month=server / 2, size=1000)) == []
    (sentence,) = problems_of_comparison(comparison(batch=0.1, images=1.0, month=server / 2 + 0.01, size=1000))
    assert "An idle month costs" in sentence


def test_files_so_dear_that_a_server_pays_off_for_half_an_account_are_a_problem() -> None:
    server, files = sum(prices.SMALL_SERVER.values()), round(goals.LEAST_TO_BREAK_EVEN)
    assert problems_of_comparison(comparison(batch=server * 0.99, images=1.0, month=0, size=files)) == []
    (sentence,) = problems_of_comparison(comparison(batch=server * 1.01, images=1.0, month=0, size=files))
    assert "A small server pays off" in sentence


def test_the_goals_are_what_the_work_needs_and_what_is_said_beside_them() -> None:
    assert (
        pytest.approx(
            {
                "sqs requests": 3.6,
                "lambda requests": 1.2 + 3 + 2 / 18,
                "dynamodb write units": 19 + 12 + 6 + 2,
                "dynamodb read units": 3 * 8 + 10,
            }
        )
        == goals.MOST_FOR_A_FILE
    )
    assert pytest.approx(228_000) == goals.FILES_OF_ACCOUNT


def test_a_small_batch_meets_the_goals_of_a_large_one(simulated: batch.Batch) -> None:
    assert problems("batch", batch.amounts(simulated), goals.MOST_FOR_A_FILE, number=FILES) == []


def test_a_run_that_misses_a_goal_fails_and_says_so(
    simulated: batch.Batch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wasteful = replace(simulated, upload_messages=2 * FILES)
    monkeypatch.setattr(batch, "simulate", lambda _files: wasteful)
    monkeypatch.setattr(idle, "count_runs", list)
    report = tmp_path / "cost.json"
    assert main(["--size", str(FILES), "--report", str(report)]) == 1
    assert "sqs requests each; it may take 3.6" in capsys.readouterr().err
    assert json.loads(report.read_text())["broken"]


def test_pollers_ask_five_times_every_twenty_seconds() -> None:
    assert idle.polls() == assumed.POLLERS * 30 * 24 * 180
