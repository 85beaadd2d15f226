"""Counts that are remembered."""

from typing import NoReturn

import pytest

from curator.foundation.pagination import Meta
from curator.foundation.pagination.counting import MAX_COUNTS, CountCache, MemoryCounts
from curator.foundation.pagination.filters import Filters
from curator.foundation.pagination.pages import paginate
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.foundation.pagination.lists import CURSORS, in_table, people, put


class BrokenCounts:
    """A cache that nobody reaches."""

    def read(self, model: str, key: str) -> NoReturn:
        raise ConnectionError("nobody there")

    def write(self, model: str, key: str, count: int, at: float) -> NoReturn:
        raise ConnectionError("nobody there")

    def forget(self, model: str) -> NoReturn:
        raise ConnectionError("nobody there")


class World:
    """A list of 150 people and a cache."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.counts = CountCache(MemoryCounts(), self.clock)
        self.table = MemoryTable(self.clock)
        put(self.table, people(150))

    def page(self, filters: Filters | None = None, *, number: int = 1, counts: CountCache | None = None) -> Meta:
        counts = counts or self.counts
        source = in_table(self.table, partitions=1)
        return paginate(source, number, 10, filters=filters, cursors=CURSORS, counts=counts)[1]

    def cost(self, filters: Filters | None = None) -> int:
        """Return how many rows a first page reads."""
        before = self.table.operations.read["query"]
        assert self.page(filters).total == 150 if filters is None else True
        return self.table.operations.read["query"] - before


@pytest.fixture
def world() -> World:
    return World()


# scenario realtime-121
def test_what_was_counted_is_not_counted_again_for_five_minutes(world: World) -> None:
    assert world.cost() == 150
    world.clock.advance(299)
    assert world.cost() == 11
    world.clock.advance(1)
    assert world.cost() == 150


def test_a_page_of_a_remembered_count_knows_whether_more_follows(world: World) -> None:
    world.page()
    assert [world.page(number=number).has_more for number in (1, 14, 15, 16)] == [True, True, False, False]


# scenario realtime-121
def test_a_count_is_forgotten_when_the_list_changes(world: World) -> None:
    world.page()
    put(world.table, [{"id": 151, "name": "New"}])
    assert world.page().total == 150
    world.counts.invalidate("House")
    assert world.page().total == 150
    world.counts.invalidate("Person")
    assert world.page().total == 151


# scenario realtime-121
def test_the_same_filters_in_another_order_have_the_same_count(world: World) -> None:
    world.counts.remember("Person", {"room": "attic", "name": ["a", "b"]}, 7)
    assert world.counts.find("Person", {"name": ["b", "a"], "room": "attic"}) == 7


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({}, id="none"),
        pytest.param({"age": "4"}, id="the digit"),
        pytest.param({"age": [4]}, id="one of one"),
        pytest.param({"age": None}, id="nothing"),
        pytest.param({"name": 4}, id="another attribute"),
    ],
)
def test_other_filters_have_counts_of_their_own(world: World, filters: Filters) -> None:
    world.counts.remember("Person", {"age": 4}, 7)
    assert world.counts.find("Person", filters) is None


# scenario realtime-121
def test_where_counts_cannot_be_kept_they_are_made_again(world: World, caplog: pytest.LogCaptureFixture) -> None:
    broken = CountCache(BrokenCounts(), world.clock)
    assert world.page(counts=broken).total == 150
    broken.invalidate("Person")
    assert [record.message for record in caplog.records] == ["counts cannot be remembered"] * 3


def test_remembering_has_an_end() -> None:
    counts = MemoryCounts()
    for number in range(MAX_COUNTS + 1):
        counts.write("Person", str(number), number, 0.0)
    assert counts.read("Person", str(MAX_COUNTS)) == (MAX_COUNTS, 0.0)
    assert counts.read("Person", "0") is None
