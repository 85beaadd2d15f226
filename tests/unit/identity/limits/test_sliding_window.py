"""What passes, on each kind of limiter alike."""

import random

import pytest

from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.memory import MAX_KEYS, MemoryLimiter
from curator.identity.limits.rules import Rule, Verdict
from tests.fakes.clock import VirtualClock
from tests.unit.identity.limits.conftest import limiter_of


def fill(limiter: RateLimiter, calls: int, *, limit: int = 1000, window: float = 60) -> None:
    """Count so many calls, all of which pass."""
    for _ in range(calls):
        assert limiter.check("k", limit, window).allowed


# scenario realtime-63 realtime-64 realtime-65 realtime-66 realtime-67 realtime-68
@pytest.mark.parametrize(
    ("calls", "limit", "burst", "allowed", "remaining"),
    [
        pytest.param(0, 60, None, True, 59, id="63 the first of sixty"),
        pytest.param(60, 60, None, False, 0, id="64 the sixty-first"),
        pytest.param(8, 60, 10, True, 1, id="65 the ninth of a burst of ten"),
        pytest.param(10, 60, 10, False, 0, id="66 the eleventh of it"),
        pytest.param(8, 10, 20, True, 1, id="67 a burst above the limit"),
        pytest.param(10, 10, 20, False, 0, id="67 the limit under a larger burst"),
        pytest.param(10, 60, 0, True, 49, id="68 a burst of none"),
    ],
)
def test_a_call_passes_while_fewer_than_the_limit_are_in_the_window(
    limiter: RateLimiter, *, calls: int, limit: int, burst: int | None, allowed: bool, remaining: int
) -> None:
    fill(limiter, calls)
    verdict = limiter.check("k", limit, burst=burst)
    assert (verdict.allowed, verdict.remaining) == (allowed, remaining)
    assert verdict.limit == (min(limit, burst) if burst else limit)


# scenario realtime-69
def test_a_call_counts_for_exactly_as_long_as_the_window(limiter: RateLimiter, clock: VirtualClock) -> None:
    fill(limiter, 3, limit=3)
    clock.advance(59.999)
    assert not limiter.check("k", 3).allowed
    clock.advance(0.001)
    assert limiter.check("k", 3) == Verdict(allowed=True, limit=3, remaining=2, reset_seconds=60)


# scenario realtime-69
def test_a_call_that_another_clock_places_in_the_future_counts(limiter: RateLimiter, clock: VirtualClock) -> None:
    clock.advance(30)
    fill(limiter, 2, limit=2)
    clock.advance(-30)
    assert limiter.check("k", 2) == Verdict(allowed=False, limit=2, remaining=0, reset_seconds=90)


# scenario realtime-76
def test_asking_in_vain_does_not_prolong_the_wait(limiter: RateLimiter, clock: VirtualClock) -> None:
    fill(limiter, 2, limit=2)
    for _ in range(59):
        clock.advance(1)
        assert not limiter.check("k", 2).allowed
    clock.advance(1)
    assert limiter.check("k", 2).remaining == 1


def test_the_reset_is_when_a_refused_call_would_pass(limiter: RateLimiter, clock: VirtualClock) -> None:
    resets = []
    for _ in range(3):
        resets.append(limiter.check("k", 3).reset_seconds)
        clock.advance(10)
    assert resets == [60, 50, 40]
    refused = limiter.check("k", 3)
    assert (refused.allowed, refused.reset_seconds) == (False, 30)
    assert limiter.check("k", 1).reset_seconds == 50  # two more have to leave under a smaller limit
    clock.advance(29.5)
    assert limiter.check("k", 3).reset_seconds == 1
    clock.advance(0.5)
    assert limiter.check("k", 3).allowed


# scenario realtime-72
def test_a_reset_forgets_all_calls_of_a_key(limiter: RateLimiter) -> None:
    fill(limiter, 2, limit=2)
    assert not limiter.check("k", 2).allowed
    limiter.reset("k")
    limiter.reset("never seen")
    assert limiter.check("k", 2).remaining == 1


# scenario realtime-75
def test_each_key_is_counted_by_itself(limiter: RateLimiter) -> None:
    fill(limiter, 2, limit=2)
    assert not limiter.check("k", 2).allowed
    assert limiter.check("other", 2).remaining == 1


def test_of_two_rules_each_refuses_and_a_refused_call_counts_for_neither(
    limiter: RateLimiter, clock: VirtualClock
) -> None:
    rules = (Rule(5, 60), Rule(2, 1))
    passed = [all(one.allowed for one in limiter.check_all("k", rules)) for _ in range(4)]
    assert passed == [True, True, False, False]
    assert [one.allowed for one in limiter.check_all("k", rules)] == [True, False]
    clock.advance(1)
    assert [one.remaining for one in limiter.check_all("k", rules)] == [2, 1]
    clock.advance(1)
    for _ in range(2):
        assert all(one.allowed for one in limiter.check_all("k", rules))
    clock.advance(1)
    assert [one.allowed for one in limiter.check_all("k", rules)] == [False, True]


@pytest.mark.parametrize("rule", [(0, 60), (-1, 60), (1, 0), (1, -60)])
def test_a_limit_that_means_nothing_is_a_mistake(limiter: RateLimiter, rule: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="is none"):
        limiter.check("k", *rule)


@pytest.mark.parametrize("rules", [(), (Rule(60, 60), Rule(10, 60))], ids=["none", "the same window twice"])
def test_rules_that_cannot_be_told_apart_are_a_mistake(limiter: RateLimiter, rules: tuple[Rule, ...]) -> None:
    with pytest.raises(ValueError, match="no rule, or two"):
        limiter.check_all("k", rules)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["process", "table"])
def test_in_no_window_do_more_pass_than_the_limit_and_nothing_is_refused_without_need(kind: str, seed: int) -> None:
    chance, clock, passed = random.Random(seed), VirtualClock(), list[float]()  # noqa: S311 - repeatable
    rules = (Rule(7, 60), Rule(3, 1))
    with limiter_of(kind, clock) as limiter:
        for _ in range(600):
            clock.advance(chance.choice((0, 0, 0.125, 0.5, 1, 9, 31)))
            now = clock.now()
            counted = [sum(1 for one in passed if one > now - rule.window_seconds) for rule in rules]
            verdicts = limiter.check_all("k", rules)
            assert [one.allowed for one in verdicts] == [
                count < rule.limit for count, rule in zip(counted, rules, strict=True)
            ]
            if all(one.allowed for one in verdicts):
                passed.append(now)
    assert len(passed) > 100


def test_a_process_forgets_those_who_have_been_silent_longest(clock: VirtualClock) -> None:
    limiter = MemoryLimiter(clock)
    for key in ("silent", "busy"):
        limiter.check(key, 1)
    for number in range(MAX_KEYS - 1):
        limiter.check("busy", 1)
        limiter.check(str(number), 1)
    assert limiter.check("silent", 1).allowed
    assert not limiter.check("busy", 1).allowed
