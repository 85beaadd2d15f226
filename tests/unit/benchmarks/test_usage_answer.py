"""What an answer costs: the meter charges as DynamoDB does, and no world is so large that a question costs more."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.usage_answer.__main__ import main
from benchmarks.usage_answer.metering import MeteredTable, size_of
from benchmarks.usage_answer.questions import Cost, costs, crowded
from benchmarks.usage_answer.report import MOST_REQUESTS, as_text, problems
from benchmarks.usage_answer.worlds import COMMON, CROWD, World
from curator.foundation.table import PARTITION, SORT, Put
from curator.usage.answers.questions import UsersQuestion
from curator.usage.answers.windows import Window
from tests.fakes.clock import VirtualClock

COST = Cost(
    question="users", repositories=100, rows=1, reads=3, writes=1, read_units=9.0, write_units=2.0, kilobytes=1.0
)


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"PK": "a", "SK": "bc"}, 7),
        ({"n": 1234567}, 6),
        ({"flag": True, "none": None}, 10),
        ({"list": ["ab", 1]}, 13),
        ({"map": {"key": "ab"}}, 12),
        ({"bytes": b"abc"}, 8),
    ],
    ids=str,
)
def test_items_have_the_size_that_dynamodb_counts(item: dict[str, object], size: int) -> None:
    assert size_of(item) == size


def test_reads_are_charged_by_four_kilobytes_and_writes_by_one() -> None:
    table = MeteredTable(VirtualClock())
    meter = table.begin()
    table.put(Put(item={PARTITION: "a", SORT: "1", "text": "x" * 5000}))
    assert (meter.writes, meter.write_units) == (1, 5)
    table.get({PARTITION: "a", SORT: "1"})
    table.get_many([{PARTITION: "a", SORT: "1"}, {PARTITION: "a", SORT: "2"}])
    list(table.query("PK = :a", {":a": "a"}))
    assert (meter.reads, meter.read_units) == (3, 2 + 3 + 2)
    table.transact([Put(item={PARTITION: "a", SORT: "2"})])
    assert (meter.writes, meter.write_units) == (2, 7)


@pytest.fixture(scope="module")
def worlds() -> list[list[Cost]]:
    return [list(costs(World(size))) for size in (100, 300)]


def test_every_question_costs_the_same_requests_in_a_world_three_times_as_large(worlds: list[list[Cost]]) -> None:
    small, large = ({cost.question: cost.requests for cost in found} for found in worlds)
    assert small == large
    assert max(large.values()) <= MOST_REQUESTS


def test_what_few_use_costs_the_same_units_too(worlds: list[list[Cost]]) -> None:
    small, large = ({cost.question: cost.read_units for cost in found} for found in worlds)
    about_few = [question for question in small if "of 4" in question]
    assert len(about_few) == 3
    assert [large[question] for question in about_few] == [small[question] for question in about_few]


def test_a_package_that_ten_thousand_organisations_use_takes_five_reads() -> None:
    world = World(0)
    world.add_users(CROWD)
    first, again, second = crowded(world)
    assert [(cost.rows, cost.reads, cost.writes) for cost in (first, again, second)] == [
        (50, 5, 1),
        (50, 1, 0),
        (50, 3, 1),
    ]
    reply = json.loads(world.answers().users.users(UsersQuestion(package=COMMON), Window()).body)
    assert (reply["total"], reply["coverage"]["complete"]) == (CROWD - 1, False)
    assert any("Only the first 10,000" in note for note in reply["coverage"]["notes"])


def test_it_is_told_when_a_question_costs_too_much() -> None:
    dear = replace(COST, repositories=5000, reads=MOST_REQUESTS)
    assert problems([COST, dear]) == ["users cost 7 requests in a world of 5000 repositories."]
    assert as_text([COST, dear]).splitlines()[-1].endswith("1.75")


def test_the_run_writes_its_figures(tmp_path: Path) -> None:
    report = tmp_path / "figures.json"
    assert main(["--sizes", "50", "--crowd", "50", "--report", str(report)]) == 0
    figures = json.loads(report.read_text())["costs"]
    assert {figure["repositories"] for figure in figures} == {50}
    assert all(figure["requests_to_the_smallest"] == 1 for figure in figures)
