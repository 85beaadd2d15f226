"""How often keys are used."""

import logging
import threading
from collections.abc import Mapping

import pytest
from botocore.exceptions import EndpointConnectionError

from curator.identity.api_keys import uses
from curator.identity.api_keys.store import SHOWN_DAYS
from curator.identity.api_keys.uses import Uses, day_of
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.identity.api_keys.conftest import ALICE, Desk

DAY = 24 * 3600


class Told:
    """Remembers what it is told; breaks on demand."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, int], int]] = []
        self.is_down = False

    def count_use(self, key_id: str, calls: Mapping[str, int], at: int) -> None:
        if self.is_down:
            raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
        self.told.append((key_id, dict(calls), at))

    def calls(self) -> int:
        return sum(sum(calls.values()) for _, calls, _ in self.told)


def test_uses_are_counted_by_day_and_the_last_is_known(each_desk: Desk) -> None:
    made, day = each_desk.key(), day_of(each_desk.clock.now())
    each_desk.reader.proof(made.text)
    use = each_desk.keys.use(ALICE, made.key.id).use
    assert (use.last_used_at, dict(use.calls)) == (each_desk.clock.now(), {day: 1})
    each_desk.clock.advance(DAY)
    for _ in range(3):
        each_desk.clock.advance(60)
        each_desk.reader.proof(made.text)
    use = each_desk.keys.use(ALICE, made.key.id).use
    assert (use.last_used_at, dict(use.calls)) == (each_desk.clock.now(), {day: 1, day_of(each_desk.clock.now()): 3})
    assert [one.use for one in each_desk.keys.page(ALICE, limit=1)[0]] == [use]


def test_a_refused_key_is_not_used(desk: Desk) -> None:
    made = desk.key()
    desk.keys.revoke(ALICE, made.key.id)
    with pytest.raises(Exception, match="revoked"):
        desk.reader.proof(made.text)
    assert desk.keys.use(ALICE, made.key.id).use.last_used_at is None


def test_a_busy_key_costs_one_write_a_minute(desk: Desk) -> None:
    assert isinstance(desk.table, MemoryTable)
    made = desk.key()
    before = desk.table.operations.requests["get"]
    for _ in range(601):
        desk.reader.proof(made.text)
        desk.clock.advance(1)
    assert desk.table.operations.requests["update"] == 11
    assert desk.table.operations.requests["get"] - before == 601  # a key is looked up with each call
    (counted,) = desk.keys.use(ALICE, made.key.id).use.calls.values()
    assert counted == 601


def test_other_keys_calls_tell_of_a_key_that_fell_silent(clock: VirtualClock) -> None:
    told = Told()
    counting = Uses(told, clock)
    for _ in range(5):
        counting.count("one")
    assert told.calls() == 1
    clock.advance(60)
    counting.count("another")
    assert sorted((key_id, sum(calls.values())) for key_id, calls, _ in told.told) == [
        ("another", 1),
        ("one", 1),
        ("one", 4),
    ]


def test_one_call_waits_for_few_writes(clock: VirtualClock) -> None:
    told = Told()
    counting = Uses(told, clock)
    for number in range(20):
        for _ in range(2):
            counting.count(f"key {number}")
    clock.advance(60)
    before = len(told.told)
    counting.count("one more")
    assert len(told.told) - before == uses.TOLD_AT_ONCE
    for _ in range(5):
        counting.count("one more")
    assert len({key_id for key_id, _, _ in told.told[before:]}) == 21, "those silent longest come first"


def test_a_table_that_does_not_answer_fails_no_call_and_nothing_is_forgotten(
    clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()
    counting = Uses(told, clock)
    told.is_down = True
    for _ in range(3):
        counting.count("one")
        clock.advance(60)
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 3
    told.is_down = False
    counting.count("one")
    assert told.calls() == 4


def test_of_very_many_keys_those_silent_longest_are_told_of_early(
    monkeypatch: pytest.MonkeyPatch, clock: VirtualClock
) -> None:
    monkeypatch.setattr(uses, "REMEMBERED_KEYS", 3)
    told = Told()
    counting = Uses(told, clock)
    for _ in range(2):
        counting.count("key 0")
    for number in range(1, 10):
        counting.count(f"key {number}")
    assert told.calls() == 11


def test_threads_lose_no_call(clock: VirtualClock) -> None:
    told = Told()
    counting = Uses(told, clock)

    def call() -> None:
        for _ in range(200):
            counting.count("one")

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clock.advance(60)
    counting.count("one")
    assert told.calls() == 801


def test_ninety_days_are_kept(each_desk: Desk) -> None:
    made = each_desk.key()
    for _ in range(SHOWN_DAYS + 3):
        each_desk.reader.proof(made.text)
        each_desk.clock.advance(DAY)
    days = each_desk.keys.use(ALICE, made.key.id).use.calls
    assert len(days) == SHOWN_DAYS
    assert max(days) == day_of(each_desk.clock.now() - DAY)


def test_a_key_that_is_gone_has_no_use(each_desk: Desk) -> None:
    each_desk.store.count_use("00000000", {"2026-11-21": 1}, 1)
    assert each_desk.store.use_of("00000000").calls == {}
