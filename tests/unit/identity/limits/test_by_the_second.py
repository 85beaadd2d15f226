"""Limits of thousands of calls, counted by the second: never more than the limit, for a write a call."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from curator.foundation.table import Table
from curator.identity.errors import LimitsUnreachableError
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.rules import Rule
from curator.identity.limits.seconds.store import SPARE, SecondsStore
from curator.identity.limits.table import TableLimiter
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table
from tests.fakes.serial_table import SerialTable
from tests.unit.identity.limits.conftest import BreakableTable

ROW = {"PK": "LIMIT#k", "SK": "SECONDS"}


def limiter_on(table: Table, clock: VirtualClock) -> RateLimiter:
    return TableLimiter(SecondsStore(table), clock)


@pytest.fixture(params=["memory", "moto"])
def limiter(request: pytest.FixtureRequest, clock: VirtualClock) -> Iterator[RateLimiter]:
    if request.param == "memory":
        yield limiter_on(MemoryTable(clock), clock)
    else:
        with plain_table("identity", clock) as table:
            yield limiter_on(table, clock)


def test_the_call_after_the_last_is_refused_and_told_when_to_come_again(
    limiter: RateLimiter, clock: VirtualClock
) -> None:
    verdicts = []
    for _ in range(60):
        verdicts.append(limiter.check("k", 60))
        clock.advance(0.25)
    assert all(verdict.allowed for verdict in verdicts)
    assert [verdict.remaining for verdict in verdicts] == list(reversed(range(60)))
    refused = limiter.check("k", 60)
    assert (refused.allowed, refused.remaining, refused.reset_seconds) == (False, 0, 46)
    clock.advance(46)
    assert limiter.check("k", 60).remaining == 3  # the four calls of the first second count no more, but this one does
    assert limiter.check("another", 60).remaining == 59


@pytest.mark.parametrize("seed", range(5))
def test_no_window_ever_holds_more_calls_than_the_limit(seed: int) -> None:
    clock, chance = VirtualClock(), random.Random(seed)  # noqa: S311 - it decides on nothing but when to call
    limiter, passed = limiter_on(MemoryTable(clock), clock), list[float]()
    for _ in range(2000):
        clock.advance(chance.choice((0.0, 0.01, 0.4, 3.0)))
        if limiter.check("k", 40).allowed:
            passed.append(clock.now())
    assert all(later - earlier >= 60 for earlier, later in zip(passed, passed[40:], strict=False))


def test_a_call_counts_at_most_a_second_longer_than_the_window(clock: VirtualClock) -> None:
    limiter = limiter_on(MemoryTable(clock), clock)
    for _ in range(10):  # in one second after another, a little later in each
        assert limiter.check("k", 1).allowed
        clock.advance(61)
        clock.advance(0.05)


def test_of_parallel_callers_exactly_as_many_pass_as_the_limit_leaves(clock: VirtualClock) -> None:
    table = SerialTable(clock)
    limiters, start = [limiter_on(table, clock) for _ in range(8)], Barrier(8)
    for _ in range(6):
        limiters[0].check("k", 10)
    clock.advance(61)  # six calls are there that count no more
    for _ in range(5):
        limiters[0].check("k", 10)

    def call(limiter: RateLimiter) -> bool:
        start.wait()
        return limiter.check("k", 10).allowed

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(call, limiters)) == 5


def test_the_calls_of_the_highest_tier_take_a_small_row_and_one_write_each(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    limiter = limiter_on(table, clock)
    for _ in range(600):  # a hundred a second would be the limit
        assert limiter.check("k", 6000).allowed
        clock.advance(1)
    kept = table.get(ROW)
    assert kept is not None
    assert len(kept["calls_60000"]) <= 60 + SPARE
    assert kept["total_60000"] == sum(kept["calls_60000"].values())
    assert table.operations.read_requests == 1  # this test's own
    writes = table.operations.requests["update"]
    assert 600 <= writes <= 600 * (1 + 2 / SPARE)


def test_a_row_that_nobody_calls_for_is_removed_by_its_time(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    limiter_on(table, clock).check("k", 60)
    clock.advance(121)
    assert table.get(ROW) is None


def test_a_reset_forgets_all_calls(limiter: RateLimiter) -> None:
    limiter.check("k", 1)
    assert not limiter.check("k", 1).allowed
    limiter.reset("k")
    assert limiter.check("k", 1).allowed


def test_a_table_that_does_not_answer_is_told_of(breakable: BreakableTable, clock: VirtualClock) -> None:
    breakable.is_down = True
    with pytest.raises(LimitsUnreachableError):
        limiter_on(breakable, clock).check("k", 1)


def test_two_windows_of_one_key_are_a_mistake(limiter: RateLimiter) -> None:
    with pytest.raises(ValueError, match="too many values"):
        limiter.check_all("k", (Rule(60, 60), Rule(10, 1)))
