"""Many instances and one table: how exact the limit is there, and what it costs."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from curator.foundation.table import ConditionFailedError, Item, Update
from curator.identity.errors import LimitsUnreachableError
from curator.identity.limits import memory
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.memory import MemoryLimiter
from curator.identity.limits.rules import Rule, Verdict, before
from curator.identity.limits.store import CallStore
from curator.identity.limits.table import REMEMBERED_KEYS, TRIES, TableLimiter
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.serial_table import SerialTable

HTTP = (Rule(60, 60), Rule(10, 1))


def instances(table: MemoryTable, clock: VirtualClock, count: int) -> list[TableLimiter]:
    """Return limiters that know nothing of each other, as those of a function's instances."""
    return [TableLimiter(CallStore(table), clock) for _ in range(count)]


def allows(limiter: RateLimiter, limit: int) -> bool:
    return limiter.check("k", limit).allowed


def passed_at_once(calls: Sequence[Callable[[], bool]]) -> int:
    """Make all calls at the same moment; return how many passed."""
    start = Barrier(len(calls))

    def call(one: Callable[[], bool]) -> bool:
        start.wait()
        return one()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return sum(pool.map(call, calls))


# scenario realtime-74
@pytest.mark.parametrize("left", [0, 1, 10, 49])
def test_of_fifty_parallel_callers_exactly_as_many_pass_as_the_limit_leaves(clock: VirtualClock, left: int) -> None:
    limiters = instances(SerialTable(clock), clock, 50)
    for limiter in limiters[left:]:
        limiter.check("k", 50)
    assert passed_at_once([partial(allows, one, 50) for one in limiters]) == left


# scenario realtime-74
@pytest.mark.parametrize("stale", [10, 30, 50])
def test_so_it_is_when_earlier_calls_leave_the_window_at_that_moment(clock: VirtualClock, stale: int) -> None:
    limiters = instances(SerialTable(clock), clock, 50)
    for limiter in limiters[:stale]:
        limiter.check("k", 50)
    clock.advance(30)
    for limiter in limiters[stale:]:
        limiter.check("k", 50)
    clock.advance(30)
    assert passed_at_once([partial(allows, one, 50) for one in limiters]) == stale


# scenario realtime-74
def test_threads_of_one_process_share_its_limit_exactly(monkeypatch: pytest.MonkeyPatch, clock: VirtualClock) -> None:
    def judge_slowly(*given: Any) -> Verdict:
        time.sleep(0.001)  # to let the other threads in, were the door not locked
        return before(*given)

    monkeypatch.setattr(memory, "before", judge_slowly)
    assert passed_at_once([partial(allows, MemoryLimiter(clock), 10)] * 50) == 10


def test_a_call_is_one_write_and_one_in_ten_is_two(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    (limiter,) = instances(table, clock, 1)
    for _ in range(600):  # 48 a minute: each passes
        clock.advance(1.25)
        assert all(verdict.allowed for verdict in limiter.check_all("k", HTTP))
    assert table.operations.read_requests == 0
    assert 600 < table.operations.write_requests <= 660


def test_a_call_stays_within_one_kilobyte(clock: VirtualClock) -> None:
    """DynamoDB charges a write by the kilobyte of the item. A number takes a byte for two digits, and two more."""
    table = MemoryTable(clock)
    (limiter,) = instances(table, clock, 1)
    for _ in range(60):
        clock.advance(0.5)
        limiter.check_all("user:" + "x" * 64, HTTP)
    item = table.get({"PK": "LIMIT#user:" + "x" * 64, "SK": "CALLS"})
    assert item is not None
    moments = item["calls_60000"] + item["calls_1000"]
    assert 60 < len(moments) <= 70
    assert len(str({**item, "calls_60000": [], "calls_1000": []})) + len(moments) * (13 // 2 + 3) < 1024


def test_who_is_refused_is_refused_for_a_second_without_another_request(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    here, elsewhere = instances(table, clock, 2)
    assert here.check("k", 1).allowed
    for _ in range(1000):
        assert not here.check("k", 1).allowed
    assert table.operations.write_requests == 2
    elsewhere.reset("k")
    assert not here.check("k", 1).allowed
    clock.advance(1)
    assert here.check("k", 1).allowed


def test_who_may_come_again_sooner_is_not_kept_waiting(clock: VirtualClock) -> None:
    (limiter,) = instances(MemoryTable(clock), clock, 1)
    limiter.check("k", 1, 1)
    clock.advance(0.9)
    assert not limiter.check("k", 1, 1).allowed
    clock.advance(0.1)
    assert limiter.check("k", 1, 1).allowed


def test_a_reset_is_known_at_once_where_it_was_asked_for(clock: VirtualClock) -> None:
    (limiter,) = instances(MemoryTable(clock), clock, 1)
    assert [limiter.check("k", 1).allowed for _ in range(2)] == [True, False]
    limiter.reset("k")
    assert limiter.check("k", 1).allowed


def test_only_so_many_refused_keys_are_remembered(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    (limiter,) = instances(table, clock, 1)
    for number in range(REMEMBERED_KEYS + 1):
        assert [limiter.check(str(number), 1).allowed for _ in range(2)] == [True, False]
    before = table.operations.write_requests
    limiter.check(str(REMEMBERED_KEYS), 1)
    assert table.operations.write_requests == before
    limiter.check("0", 1)
    assert table.operations.write_requests == before + 1


def test_what_is_kept_may_go_when_its_windows_are_over(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    (limiter,) = instances(table, clock, 1)
    limiter.check_all("k", HTTP)
    clock.advance(10)
    limiter.check_all("k", HTTP)
    item = table.get({"PK": "LIMIT#k", "SK": "CALLS"})
    assert item is not None
    assert item["expires_at"] == clock.now() + 120


def test_a_limit_that_is_lowered_holds_at_once(clock: VirtualClock) -> None:
    (limiter,) = instances(MemoryTable(clock), clock, 1)
    for _ in range(20):
        limiter.check("k", 20)
    assert not limiter.check("k", 5).allowed
    clock.advance(60)
    assert limiter.check("k", 5).remaining == 4


def test_a_call_that_always_meets_others_gives_up(clock: VirtualClock) -> None:
    class Contended(MemoryTable):
        def update(self, write: Update) -> Item:
            self.operations.requests["update"] += 1
            raise ConditionFailedError({"calls_60000": [int(clock.now() * 1000) - 60_000]})

    table = Contended(clock)
    with pytest.raises(LimitsUnreachableError):
        instances(table, clock, 1)[0].check("k", 1)
    assert table.operations.requests["update"] == TRIES
