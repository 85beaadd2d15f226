"""What the lanes promise of their pace, on small versions of the benchmark's scenarios, in virtual time."""

import pytest

from benchmarks.pacing.comparison import compare
from benchmarks.pacing.scenarios import (
    A_BUSY_EDITOR,
    NORATELIMIT,
    ORDINARY,
    PATROLLER,
    Scenario,
    always,
    changing,
)
from benchmarks.pacing.work import WIDE_SPREAD
from curator.commons.limits import Limit, RateLimits

A_TENTH = RateLimits(upload=Limit(hits=38, seconds=432), edit=Limit(hits=900, seconds=180))

STEADY = [
    pytest.param(Scenario(name="a", files=100, limits=always(ORDINARY)), id="an ordinary user's hundred files"),
    pytest.param(Scenario(name="b", files=500, limits=always(A_TENTH)), id="many windows full of files"),
    pytest.param(Scenario(name="c", files=300, limits=always(PATROLLER)), id="a patroller"),
    pytest.param(
        Scenario(name='c"', files=1000, limits=always(PATROLLER), spread=WIDE_SPREAD), id="files of all sizes"
    ),
    pytest.param(Scenario(name="d", files=300, limits=always(NORATELIMIT)), id="noratelimit"),
]
UNSTEADY = [
    pytest.param(Scenario(name="f", files=120, limits=changing(A_TENTH, 1000.0, PATROLLER)), id="promoted"),
    pytest.param(Scenario(name="f'", files=120, limits=changing(PATROLLER, 60.0, A_TENTH)), id="demoted"),
    pytest.param(Scenario(name="g", files=500, limits=always(ORDINARY), by_hand=A_BUSY_EDITOR), id="edits by hand"),
    pytest.param(Scenario(name="e", files=40, users=10, workers=15, limits=always(ORDINARY)), id="too few workers"),
    pytest.param(Scenario(name="h", files=100, limits=always(ORDINARY), duplicates=0.2), id="messages come twice"),
]


@pytest.mark.parametrize("scenario", STEADY)
def test_a_lane_is_within_two_percent_of_the_best_schedule(scenario: Scenario) -> None:
    comparison = compare(scenario)
    assert 0.0 <= comparison.over_best < 0.02
    assert comparison.lanes.refusals == 0


@pytest.mark.parametrize("scenario", [*STEADY, *UNSTEADY])
def test_a_lane_never_makes_the_wiki_refuse_anything_it_could_know_of(scenario: Scenario) -> None:
    comparison = compare(scenario)
    assert (comparison.lanes.refusals, comparison.lanes.refusals_by_hand) == (0, 0)
    assert comparison.lanes.seconds >= comparison.best


def test_a_lane_that_was_demoted_unheard_is_refused_once_a_place_and_then_waits_for_its_window() -> None:
    just_after_the_limits_were_read = 310.0
    limits = changing(PATROLLER, just_after_the_limits_were_read, ORDINARY)
    comparison = compare(Scenario(name="f''", files=420, limits=limits))
    assert comparison.lanes.refusals == 0
    assert comparison.lanes.unannounced <= comparison.scenario.width


def test_many_users_need_little_more_than_a_message_for_each_file() -> None:
    comparison = compare(Scenario(name="e", files=40, users=10, workers=30, limits=always(ORDINARY)))
    assert comparison.lanes.messages <= 1.2 * comparison.files
    # Eight is the goal. Three more are the work's own, which is only a duration here: checkpoints and the lock.
    assert comparison.lanes.requests_written <= (8 - 3) * comparison.files


def test_a_long_batch_needs_little_more_than_a_message_for_each_file_though_ticks_come_twice() -> None:
    comparison = compare(Scenario(name="i", files=800, limits=always(A_TENTH), duplicates=0.02))
    assert comparison.lanes.messages <= 1.2 * comparison.files


def test_the_usual_design_is_slower_by_more_than_half_where_a_limit_holds() -> None:
    comparison = compare(Scenario(name="b", files=200, limits=always(A_TENTH)))
    assert comparison.usual.seconds > 1.4 * comparison.lanes.seconds
