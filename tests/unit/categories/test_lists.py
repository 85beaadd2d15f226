"""Lists of missing categories: the reference's scenario 106, over our table and a replica that counts its questions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from curator.categories.errors import ListNotReadYetError, ReplicaUnreachableError
from curator.categories.lists import FRESH_SECONDS, REST_SECONDS, CategoryList, Row
from curator.categories.store import ListStore
from curator.foundation.table import Table
from tests.fakes.clock import VirtualClock

READING_TAKES = 12.0  # seconds


@dataclass
class Database:
    """A replica, as slow as the real one."""

    clock: VirtualClock
    rows: list[Row] = field(default_factory=list)
    down: bool = False
    questions: int = 0

    def read(self) -> Sequence[Row]:
        self.questions += 1
        self.clock.advance(READING_TAKES)
        if self.down:
            raise ReplicaUnreachableError("OperationalError")
        return list(self.rows)


@pytest.fixture
def database(clock: VirtualClock) -> Database:
    rows: list[Row] = [("Streets_in_Zürich", 1, 8, 12), ("Churches", 0, 5, 5), ("Streets_in_Bern", 0, 0, 3)]
    return Database(clock, rows)


@pytest.fixture
def store(table: Table, clock: VirtualClock) -> ListStore:
    return ListStore(table, clock)


@pytest.fixture
def listed(store: ListStore, database: Database) -> CategoryList:
    return another_worker(store, database)


def another_worker(store: ListStore, database: Database) -> CategoryList:
    return CategoryList("wanted", read=database.read, rows=store, clock=database.clock)


def titles(found: CategoryList, *, offset: int = 0, size: int = 100, filter_text: str = "") -> list[str]:
    return [row[0] for row in found.page(offset=offset, size=size, filter_text=filter_text).rows]


# scenario 106
def test_a_page_is_a_part_of_the_list_with_the_total_of_all(listed: CategoryList) -> None:
    page = listed.page(offset=1, size=1)
    assert page.rows == (("Churches", 0, 5, 5),)
    assert page.total == 3
    assert titles(listed, offset=3) == []


# scenario 106
@pytest.mark.parametrize("text", ["streets in", "STREETS_IN", " Streets in ", "reets_i"])
def test_a_filter_finds_parts_of_titles_in_any_case(listed: CategoryList, text: str) -> None:
    page = listed.page(size=1, filter_text=text)
    assert [row[0] for row in page.rows] == ["Streets_in_Zürich"]
    assert page.total == 2


# scenario 106
def test_a_hidden_title_disappears_from_the_list_and_its_total(listed: CategoryList, store: ListStore) -> None:
    listed.page(size=100)
    store.hide("Churches")
    page = listed.page(size=100)
    assert [row[0] for row in page.rows] == ["Streets_in_Zürich", "Streets_in_Bern"]
    assert page.total == 2


def test_the_database_is_asked_once_for_everybody(store: ListStore, database: Database) -> None:
    for _ in range(3):
        worker = another_worker(store, database)
        assert titles(worker) == ["Streets_in_Zürich", "Churches", "Streets_in_Bern"]
        assert not worker.refresh_if_old()
    assert database.questions == 1


def test_who_comes_while_the_list_is_read_for_the_first_time_has_to_come_again(
    store: ListStore, listed: CategoryList
) -> None:
    assert store.begin_reading("wanted", seconds=300)
    with pytest.raises(ListNotReadYetError):
        listed.page(size=100)


def test_an_old_list_is_shown_with_its_age_and_then_read_anew_by_one(
    store: ListStore, database: Database, clock: VirtualClock
) -> None:
    first, second = another_worker(store, database), another_worker(store, database)
    read_at = clock.now()
    first.page(size=100)
    clock.advance(FRESH_SECONDS)
    database.rows = [("New", 0, 1, 1)]
    assert second.page(size=100).read_at == read_at
    assert second.refresh_if_old()
    assert not first.refresh_if_old()
    assert titles(first) == ["New"]  # although it holds the version before
    assert database.questions == 2


def test_nobody_reads_a_list_that_another_worker_is_reading(
    store: ListStore, listed: CategoryList, database: Database, clock: VirtualClock
) -> None:
    listed.page(size=100)
    clock.advance(FRESH_SECONDS)
    assert store.begin_reading("wanted", seconds=300)
    assert not listed.refresh_if_old()
    assert database.questions == 1


def test_a_list_outlives_a_database_that_is_down_which_is_left_in_peace(
    listed: CategoryList, database: Database, clock: VirtualClock
) -> None:
    listed.page(size=100)
    clock.advance(FRESH_SECONDS)
    database.down = True
    assert not listed.refresh_if_old()
    assert not listed.refresh_if_old()
    assert database.questions == 2
    assert len(titles(listed)) == 3
    clock.advance(REST_SECONDS)
    database.down = False
    assert listed.refresh_if_old()


def test_a_database_that_is_down_at_first_is_an_error(listed: CategoryList, database: Database) -> None:
    database.down = True
    with pytest.raises(ReplicaUnreachableError):
        listed.page(size=100)
    with pytest.raises(ListNotReadYetError):  # it is left in peace for a while
        listed.page(size=100)
    assert database.questions == 1
