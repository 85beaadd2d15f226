"""Turns and numbers of streams."""

from collections.abc import Iterator

import pytest

from curator.realtime.streams.store import LIFE_SECONDS, StreamStore
from curator.realtime.streams.stream import Stream, Turn
from tests.fakes.clock import VirtualClock
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
