"""The limiter, alone: times in, times out."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.commons.limits import Limit, RateLimits
from curator.foundation.pacing import Window, earliest_start, slots
from curator.uploads.lanes.pacing import PROJECTED_EXACTLY, finish_time, windows

ORDINARY = RateLimits(upload=Limit(hits=380, seconds=4320), edit=Limit(hits=900, seconds=180))


# The original counts two edits per upload; ours the three that the wiki counts, and keeps every limit, not the lowest.
# scenario 86
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        pytest.param(ORDINARY, {(361, 4464), (285, 186)}, id="an ordinary user"),
        pytest.param(RateLimits(upload=None, edit=None), set(), id="noratelimit: only the width holds back"),
        pytest.param(
            RateLimits(upload=Limit(hits=10, seconds=10), edit=None),
            {(10, 310 / 30)},
            id="no reserve below one hit",
        ),
        pytest.param(
            RateLimits(upload=None, edit=Limit(hits=1, seconds=10)),
            {(1, 310 / 30)},
            id="too few edits",
        ),
    ],
)
def test_a_lane_obeys_the_wikis_limits_less_the_users_reserve(
    limits: RateLimits, expected: set[tuple[int, float]]
) -> None:
    width, *rules = windows(limits, width=3, reserve=0.05)
    assert width == Window(3, 0.0)
    assert {(rule.units, round(rule.seconds, 6)) for rule in rules} == {
        (uploads, round(seconds, 6)) for uploads, seconds in expected
    }


# The original spaces uploads by 1.5 times the even distance, 22.5 s at 4 a minute; ours uses the window.
# scenario 87
def test_a_fresh_user_may_use_the_whole_window_at_once() -> None:
    burst = list(islice(slots([], [Window(1000, 0.0), Window(10, 60.0)], duration=0.0, now=100.0), 11))
    assert burst == [100.0] * 10 + [160.0]


# scenario 87
def test_an_upload_occupies_its_place_until_the_window_has_passed_its_end() -> None:
    assert earliest_start([50.0], [Window(1, 60.0)], now=100.0) == 110.0
    assert earliest_start([40.0], [Window(1, 60.0)], now=100.0) == 100.0


def test_no_more_than_the_width_run_at_once() -> None:
    assert list(islice(slots([], [Window(2, 0.0)], duration=5.0, now=0.0), 5)) == [0.0, 0.0, 5.0, 5.0, 10.0]


# scenario 87
@given(
    uploads=st.integers(1, 6),
    seconds=st.integers(1, 30),
    width=st.integers(1, 5),
    runs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=40),
)
def test_no_trailing_window_of_the_wiki_ever_holds_more_hits_than_allowed(
    uploads: int, seconds: int, width: int, runs: list[tuple[int, int]]
) -> None:
    """However long each upload takes, and wherever in it the wiki counts its hit."""
    rules = [Window(width, 0.0), Window(uploads, seconds)]
    now, running, ended, hits = 0.0, list[float](), list[float](), list[float]()
    for duration, hit_at in runs:
        while (start := earliest_start(sorted([*ended, *running]), rules, now=now)) > now:
            now = start
        ended += [end for end in running if end <= now]
        running = [end for end in running if end > now]
        assert len(running) < width
        hits.append(now + min(duration, hit_at))
        running.append(now + duration)
    for last in hits:
        assert sum(last - seconds < hit <= last for hit in hits) <= uploads


@given(count=st.integers(1, 200), used=st.lists(st.floats(0, 100), max_size=20))
def test_the_finish_time_is_the_end_of_the_last_slot(count: int, used: list[float]) -> None:
    rules = [Window(3, 0.0), Window(10, 60.0)]
    last = list(islice(slots(used, rules, duration=2.0, now=100.0), count))[-1]
    assert finish_time(used, rules, count=count, duration=2.0, now=100.0) == last + 2.0


def test_the_finish_time_of_a_huge_batch_is_extended_at_the_steady_rate() -> None:
    rules = windows(ORDINARY, width=3, reserve=0.05)
    beyond = finish_time([], rules, count=PROJECTED_EXACTLY * 50, duration=2.0, now=0.0)
    assert beyond == pytest.approx(PROJECTED_EXACTLY * 50 / 361 * 4464, rel=0.02)


def test_with_nothing_left_the_finish_time_is_when_the_last_running_upload_ends() -> None:
    assert finish_time([90.0, 103.0], [Window(1, 0.0)], count=0, duration=2.0, now=100.0) == 103.0
    assert finish_time([], [Window(1, 0.0)], count=0, duration=2.0, now=100.0) == 100.0
