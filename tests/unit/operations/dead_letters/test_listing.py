"""Operators list dead letters a page at a time, whatever their number."""

import pytest

from curator.operations.dead_letters.errors import UnknownQueueError
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.dead_letters.listing import LOOKED_THROUGH
from curator.operations.dead_letters.models import Cause
from curator.operations.dead_letters.views import letter_row, queue_row
from tests.fakes.memory_table import MemoryTable
from tests.unit.operations.replays.letter_world import LetterWorld


@pytest.fixture
def world() -> LetterWorld:
    return LetterWorld()


def test_every_queue_is_listed_also_one_without_letters(world: LetterWorld) -> None:
    world.die()
    rows = {row["queue"]: row for row in map(queue_row, world.list.queues())}
    assert list(rows) == list(QUEUES)
    assert (rows["uploads"]["not_read"], rows["uploads"]["open"]) == (1, 0)
    world.collect()
    rows = {row["queue"]: row for row in map(queue_row, world.list.queues())}
    assert rows["uploads"]["causes"] == [{"cause": "throttled", "open": 1, "needs_human": 0}]
    assert rows["uploads"]["oldest_at"] == letter_row(world.only())["sent_at"]
    assert rows["lanes"]["oldest_at"] is None


def test_pages_of_all_queues_follow_each_other_by_the_moment_of_sending(world: LetterWorld) -> None:
    for number in range(6):
        world.clock.advance(1)
        if number % 2:
            world.die(number)
        else:
            world.dead["lanes"].put({"user_id": "1", "sequence": number})
    world.collect()
    world.collect("lanes")
    first, after = world.list.page(limit=4)
    assert after == first[-1].id
    second, end = world.list.page(limit=4, after=after)
    assert [letter.queue for letter in first + second] == ["lanes", "uploads"] * 3
    assert end is None


def test_letters_are_found_by_queue_and_by_cause(world: LetterWorld) -> None:
    world.die(1)
    world.die(2, cause=Cause.DEFECT)
    world.collect()
    found, following = world.list.page(queue="uploads", cause=Cause.DEFECT, limit=1)
    assert [letter.reading.subject for letter in found] == ["2"]
    assert following is None
    assert world.list.page(queue="lanes", limit=10) == ([], None)
    with pytest.raises(UnknownQueueError):
        world.list.page(queue="emails", limit=10)


def test_a_look_for_a_rare_cause_is_bounded_and_goes_on(world: LetterWorld) -> None:
    world.die(0, cause=Cause.DEFECT)
    for number in range(LOOKED_THROUGH + 5):
        world.die(number)
        world.clock.advance(0.001)
    world.clock.advance(0.001)
    last = world.die(9, cause=Cause.DEFECT)
    world.collect()
    world.collect()
    found, after = world.list.page(queue="uploads", cause=Cause.DEFECT, limit=10)
    assert len(found) == 1
    assert after is not None
    found, after = world.list.page(queue="uploads", cause=Cause.DEFECT, limit=10, after=after)
    assert [letter.message_id for letter in found] == [last]
    assert after is None


def test_a_page_costs_the_same_however_many_letters_there_are(world: LetterWorld) -> None:
    assert isinstance(world.table, MemoryTable)
    for number in range(300):
        world.die(number)
    world.collect()
    before = world.table.operations.read.total()
    world.list.page(queue="uploads", limit=10)
    assert world.table.operations.read.total() - before <= 2 * 11 + 11


def test_what_is_shown_holds_ids_and_no_body(world: LetterWorld) -> None:
    world.dead["fetches"].put(
        {"kind": "check_deleted", "user_id": "1", "connection_id": "c=", "session_key": "hush", "titles": ["T"]}
    )
    world.collect("fetches")
    row = letter_row(world.only("fetches"))
    assert "hush" not in str(row)
    assert "body" not in row
