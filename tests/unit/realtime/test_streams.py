"""Turns and numbers of streams, and what is kept of them."""

import random
import string
from collections.abc import Iterator

import pytest

from curator.realtime.frames import MessageOut
from curator.realtime.streams.store import LIFE_SECONDS, LOG_SECONDS, MAX_LOGGED_BYTES, MAX_MISSED, StreamStore
from curator.realtime.streams.stream import Place, Stream, Turn
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table

BATCH = Stream(topic="batch#1")


@pytest.fixture
def streams(clock: VirtualClock) -> Iterator[StreamStore]:
    with plain_table("realtime", clock) as table:
        yield StreamStore(table, clock)


def test_the_first_push_of_a_quiet_stream_begins_at_once(streams: StreamStore, clock: VirtualClock) -> None:
    assert streams.take_turn(BATCH, messages=3) == Turn(starts_at=clock.now(), first=1)
    assert streams.last_number(BATCH) == 3


def test_everybody_who_comes_within_a_second_gets_a_second_of_their_own(
    streams: StreamStore, clock: VirtualClock
) -> None:
    began = clock.now()
    turns = [streams.take_turn(BATCH, messages=2) for _ in range(4)]
    assert [turn.starts_at - began for turn in turns] == [0, 1, 2, 3]
    assert [turn.first for turn in turns] == [1, 3, 5, 7]


def test_after_a_pause_nobody_waits(streams: StreamStore, clock: VirtualClock) -> None:
    streams.take_turn(BATCH, messages=1)
    clock.advance(1)
    assert streams.take_turn(BATCH, messages=1).starts_at == clock.now()


def test_streams_do_not_wait_for_each_other(streams: StreamStore, clock: VirtualClock) -> None:
    for stream in (
        BATCH,
        Stream(topic="batch#2"),
        Stream(topic="batches#all"),
        Stream(topic="batches#all", filter_text="a"),
    ):
        assert streams.take_turn(stream, messages=1) == Turn(starts_at=clock.now(), first=1)


def test_numbers_begin_again_when_nobody_can_remember_them(streams: StreamStore, clock: VirtualClock) -> None:
    streams.take_turn(BATCH, messages=9)
    clock.advance(LIFE_SECONDS)
    assert streams.last_number(BATCH) == 0


def say(streams: StreamStore, *texts: str, stream: Stream = BATCH) -> int:
    """Push these messages, and return the number of the last of them."""
    messages: list[MessageOut] = [{"type": "ERROR", "data": text} for text in texts]
    turn = streams.take_turn(stream, messages=len(messages))
    streams.log(stream, turn.first, messages)
    return turn.first + len(messages) - 1


def texts(missed: list[MessageOut] | None) -> list[str] | None:
    return None if missed is None else [message["data"] for message in missed]


def test_what_was_missed_is_known_message_for_message_with_its_number(streams: StreamStore) -> None:
    say(streams, "one", "two")
    say(streams, "three")
    assert streams.missed(BATCH, after=1, until=3) == [
        {"type": "ERROR", "data": "two", "sequence": 2},
        {"type": "ERROR", "data": "three", "sequence": 3},
    ]


def test_whoever_missed_nothing_missed_nothing(streams: StreamStore) -> None:
    assert streams.missed(BATCH, after=0, until=0) == []
    assert streams.missed(BATCH, after=say(streams, "one"), until=1) == []


def test_a_push_that_is_on_its_way_to_the_log_is_not_known(streams: StreamStore) -> None:
    say(streams, "one")
    streams.take_turn(BATCH, messages=1)
    assert streams.missed(BATCH, after=0, until=2) is None
    assert texts(streams.missed(BATCH, after=0, until=1)) == ["one"]


def test_a_push_that_never_reached_the_log_leaves_a_gap_that_is_seen(streams: StreamStore) -> None:
    say(streams, "one")
    streams.take_turn(BATCH, messages=1)
    say(streams, "three")
    assert streams.missed(BATCH, after=0, until=3) is None
    assert texts(streams.missed(BATCH, after=2, until=3)) == ["three"]


def test_what_was_pushed_more_than_ten_minutes_ago_is_not_known(streams: StreamStore, clock: VirtualClock) -> None:
    say(streams, "one")
    clock.advance(LOG_SECONDS)
    say(streams, "two")
    assert streams.missed(BATCH, after=0, until=2) is None
    assert texts(streams.missed(BATCH, after=1, until=2)) == ["two"]


def test_a_number_from_another_life_of_the_stream_is_not_answered(streams: StreamStore) -> None:
    say(streams, "one")
    assert streams.missed(BATCH, after=7, until=1) is None


def test_whoever_missed_too_much_is_not_sent_all_of_it(streams: StreamStore) -> None:
    last = say(streams, *(str(number) for number in range(MAX_MISSED + 1)))
    assert streams.missed(BATCH, after=0, until=last) is None
    assert len(streams.missed(BATCH, after=1, until=last) or ()) == MAX_MISSED


def test_a_push_that_is_too_large_to_keep_is_not_kept(streams: StreamStore) -> None:
    chance = random.Random(1)  # noqa: S311 - for a text that nothing can make much smaller
    say(streams, "".join(chance.choices(string.printable, k=2 * MAX_LOGGED_BYTES)))
    assert streams.missed(BATCH, after=0, until=1) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("", "#0000000000000001"), ("a", "a#0000000000000001"), ("a", "b"), ("1#", "1")],
    ids=["like-a-number", "like-a-number-of-this", "another", "like-a-length"],
)
def test_no_filter_reads_what_was_pushed_to_another(streams: StreamStore, one: str, other: str) -> None:
    first, second = (Stream(topic="batches#all", filter_text=text) for text in (one, other))
    say(streams, "one", stream=first)
    say(streams, "other", "another", stream=second)
    assert texts(streams.missed(first, after=0, until=1)) == ["one"]
    assert texts(streams.missed(second, after=0, until=2)) == ["other", "another"]


def test_texts_are_kept_as_they_are(streams: StreamStore) -> None:
    strange = 'é 😀 \ud800 "quoted" \\ \n'
    say(streams, strange)
    assert texts(streams.missed(BATCH, after=0, until=1)) == [strange]


def test_a_place_says_how_long_its_numbers_can_be_trusted(streams: StreamStore, clock: VirtualClock) -> None:
    now = int(clock.now())
    assert streams.place(BATCH) == Place(number=0, good_until=now + LIFE_SECONDS)
    say(streams, "one")
    clock.advance(60)
    assert streams.place(BATCH) == Place(number=1, good_until=now + LIFE_SECONDS)


def test_a_push_costs_two_writes(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    say(StreamStore(table, clock), *("a row" for _ in range(10)))
    assert table.operations.write_requests == 2
