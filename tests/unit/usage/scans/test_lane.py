"""A provider's lane, alone: what is granted keeps the provider's limits, whatever happens to it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.foundation.pacing import Window
from curator.usage.scans.lanes.lane import Grant, Lane
from curator.usage.scans.lanes.rates import RATES, spendable, windows
from curator.usage.scans.limits import LOST_SECONDS, WIDTH

NOW = 1_800_000_000.0
SEARCH = Lane(id="github-search:0")
CORE = Lane(id="github-core:0")


@pytest.mark.parametrize("resource", RATES)
def test_a_tenth_of_every_documented_limit_is_left_to_others(resource: str) -> None:
    ours = windows(resource, heard=None)
    assert [(rule.units, rule.seconds) for rule in ours] == [
        (rule.units - -(-rule.units // 10), rule.seconds) for rule in RATES[resource]
    ]


def test_what_the_provider_tells_of_its_limit_counts_instead_of_what_is_documented() -> None:
    anonymous = CORE.heard(limit=60, remaining=59, reset_at=NOW + 3600, now=NOW)
    assert anonymous.rules == (Window(54, 3600.0), Window(810, 60.0))


def test_calls_are_granted_at_once_up_to_the_limit_and_then_one_window_later() -> None:
    lane, starts = SEARCH, []
    for number in range(28):
        start = lane.opens(1, NOW)
        starts.append(start)
        lane = lane.landed(f"task {number}", spent=1, now=NOW)
    assert starts == [NOW] * 27 + [NOW + 60]


def test_a_task_with_many_calls_waits_until_there_is_room_for_all_of_them() -> None:
    lane = SEARCH.with_used(20, NOW - 50).with_used(3, NOW - 10)
    assert [lane.opens(units, NOW) for units in (4, 5, 24, 25, 500)] == [NOW, NOW + 10, NOW + 10, NOW + 50, NOW + 50]


def test_no_more_tasks_are_at_work_than_the_lane_is_wide() -> None:
    lane = CORE
    for number in range(WIDTH):
        lane = lane.with_grant(f"task {number}", Grant(at=NOW, units=1))
    assert lane.opens(1, NOW) == NOW + lane.duration
    assert lane.opens(1, NOW, places=False) == NOW


# scenario usage-79
def test_below_a_tenth_of_the_budget_the_lane_waits_for_the_reset() -> None:
    reset = NOW + 1200
    assert CORE.heard(limit=5000, remaining=501, reset_at=reset, now=NOW).opens(1, NOW) == NOW
    low = CORE.heard(limit=5000, remaining=500, reset_at=reset, now=NOW)
    assert (low.opens(1, NOW), low.pause is not None and low.pause.reason) == (reset, "budget")
    assert low.pruned(reset + 1).pause is None


# scenario usage-79
def test_a_refusal_without_a_time_is_waited_out_longer_each_time_in_a_row() -> None:
    lane, waits, now = CORE, [], NOW
    for _ in range(8):
        lane = lane.refused(seconds=60.0, growing=True, now=now)
        waits.append(lane.opens(1, now) - now)
        now = lane.opens(1, now)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert lane.landed("refused", spent=1, now=now, refused=True).refusals > 0
    assert lane.landed("served", spent=1, now=now, refused=False).refusals == 0


# scenario usage-79
def test_retry_after_is_kept_to_and_never_shortens_a_longer_pause() -> None:
    lane = CORE.refused(seconds=300.0, growing=False, now=NOW).refused(seconds=10.0, growing=False, now=NOW)
    assert lane.opens(1, NOW) == NOW + 300


def test_a_task_of_which_nothing_is_heard_is_put_back_and_its_calls_are_taken_for_made() -> None:
    lane = SEARCH.with_grant("lost", Grant(at=NOW, units=27)).with_grant("young", Grant(at=NOW + 200, units=0))
    later = NOW + LOST_SECONDS
    assert set(lane.lost(later).granted) == {"young"}
    assert lane.lost(later).opens(1, later) == later + 60


def test_ends_that_are_put_together_count_longer_and_never_shorter() -> None:
    recent = SEARCH.with_used(27, NOW + 0.9).pruned(NOW + 2)
    assert NOW + 60.9 <= recent.opens(1, NOW + 2) <= NOW + 62
    longer = CORE.with_used(2250, NOW + 0.9).with_used(2250, NOW + 29).pruned(NOW + 500)
    assert len(longer.used) == 1
    assert NOW + 3629 <= longer.opens(4500, NOW + 500) <= NOW + 3660


@given(
    gaps=st.lists(st.floats(0, 30), min_size=1, max_size=60),
    costs=st.lists(st.integers(1, 9), min_size=60, max_size=60),
    seed=st.integers(0, 10_000),
)
def test_no_trailing_window_ever_holds_more_calls_than_the_limit(
    gaps: list[float], costs: list[int], seed: int
) -> None:
    """However long the calls take, wherever within the work the provider counts them, and however ends are rounded."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    lane, now, counted = SEARCH, NOW, []
    for number, (gap, units) in enumerate(zip(gaps, costs, strict=False)):
        now += gap
        lane = lane.pruned(now)
        start = lane.opens(units, now)
        lane = lane.with_grant(str(number), Grant(at=start, units=units))
        now, took, spent = start, chance.random() * 20, chance.randint(0, units)
        counted += [start + chance.choice((0.0, chance.random(), 1.0)) * took for _ in range(spent)]
        now = start + took
        lane = lane.landed(str(number), spent=spent, now=now, worked=took)
    limit = spendable(30)
    counted.sort()
    for first, last in zip(counted, counted[limit:], strict=False):
        assert last - first >= 60 - 1e-6
