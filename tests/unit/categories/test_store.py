"""The categories table."""

import random
import string

from curator.categories.moves import Move
from curator.categories.store import HIDDEN_SECONDS, LIST_SECONDS, ListStore, MoveStore
from curator.foundation.table import Table
from tests.fakes.clock import VirtualClock

MOVE = Move(
    id="m",
    source="Old_name",
    target="New name",
    begin="file|41|17",
    tried=(3, 4),
    done=9,
    changed=5,
    failed=1,
    refusals=2,
    told_at=1_800_000_000.25,
)


def test_a_move_comes_back_as_it_was_stored(table: Table, clock: VirtualClock) -> None:
    store = MoveStore(table, clock)
    assert store.find("m") is None
    store.save(MOVE)
    assert store.find("m") == MOVE
    first = Move(id="n", source="A", target="B")
    store.save(first)
    assert store.find("n") == first


def test_one_worker_at_a_time_edits_for_a_user(table: Table, clock: VirtualClock) -> None:
    store = MoveStore(table, clock)
    first = store.take_turn("7", seconds=330)
    assert first is not None
    assert store.take_turn("7", seconds=330) is None
    assert store.take_turn("8", seconds=330) is not None
    store.end_turn(first, ends=[clock.now() - 1.5])
    second = store.take_turn("7", seconds=330)
    assert second is not None
    assert second.ends == (clock.now() - 1.5,)


def test_a_lost_workers_turn_lapses_and_its_late_word_does_not_count(table: Table, clock: VirtualClock) -> None:
    store = MoveStore(table, clock)
    lost = store.take_turn("7", seconds=330)
    assert lost is not None
    clock.advance(330)
    second = store.take_turn("7", seconds=330)
    assert second is not None
    store.end_turn(lost, ends=[1.0])
    assert store.take_turn("7", seconds=330) is None


def test_a_list_comes_back_whole_and_in_order(table: Table, clock: VirtualClock) -> None:
    store = ListStore(table, clock)
    assert store.head("wanted") is None
    rows = [(f"Ü_{number}", number, 0, number) for number in range(2500)]
    head = store.replace("wanted", rows, read_at=clock.now() - 12.5)
    assert (head.parts, head.read_at) == (3, clock.now() - 12.5)
    assert store.head("wanted") == head
    assert store.rows("wanted", head) == tuple(rows)
    assert store.head("red-links") is None


def test_the_longest_titles_that_nothing_compresses_fit(table: Table, clock: VirtualClock) -> None:
    dice = random.Random(7)  # noqa: S311 - no secret
    letters = string.ascii_letters + string.digits
    rows = [("".join(dice.choices(letters, k=255)), 9_999_999, 9_999_999, 9_999_999) for _ in range(1000)]
    store = ListStore(table, clock)
    assert store.rows("wanted", store.replace("wanted", rows, read_at=0)) == tuple(rows)


def test_an_empty_list_is_a_list(table: Table, clock: VirtualClock) -> None:
    store = ListStore(table, clock)
    assert store.rows("wanted", store.replace("wanted", [], read_at=0)) == ()


def test_a_reader_of_the_version_before_sees_all_of_it(table: Table, clock: VirtualClock) -> None:
    store = ListStore(table, clock)
    before = store.replace("wanted", [("A", 1)], read_at=0)
    store.replace("wanted", [("B", 2)], read_at=1)
    assert store.rows("wanted", before) == (("A", 1),)


def test_an_old_list_is_forgotten(table: Table, clock: VirtualClock) -> None:
    store = ListStore(table, clock)
    head = store.replace("wanted", [("A", 1)], read_at=clock.now())
    clock.advance(LIST_SECONDS)
    assert store.head("wanted") is None
    assert store.rows("wanted", head) == (("A", 1),)  # who has the head still finds the parts
    clock.advance(LIST_SECONDS)
    assert store.rows("wanted", head) is None


def test_one_worker_at_a_time_reads_a_list(table: Table, clock: VirtualClock) -> None:
    store = ListStore(table, clock)
    assert store.begin_reading("wanted", seconds=300)
    assert not store.begin_reading("wanted", seconds=300)
    assert store.begin_reading("red-links", seconds=300)
    clock.advance(300)  # the reader was lost
    assert store.begin_reading("wanted", seconds=300)
    store.rest_from_reading("wanted", seconds=0)
    assert store.begin_reading("wanted", seconds=300)


def test_a_hidden_title_is_hidden_for_a_day(table: Table, clock: VirtualClock) -> None:
    store = ListStore(table, clock)
    store.hide("Foo_bar")
    assert store.hidden() == {"Foo_bar"}
    clock.advance(HIDDEN_SECONDS)
    assert store.hidden() == frozenset()
