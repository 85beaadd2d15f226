"""A move as a value, and its pace."""

import pytest

from curator.categories.moves import MAX_REFUSALS, Move, next_edit_at, still_counted
from curator.commons.categories import Moved
from curator.commons.limits import Limit
from curator.uploads.lanes.pacing import COUNTED_LONGER

MOVE = Move(id="m", source="Old_name", target="New name")


@pytest.mark.parametrize(
    "limit",
    [
        pytest.param(Limit(900, 180), id="Commons' limit for everybody"),
        pytest.param(Limit(7, 60), id="odd"),
        pytest.param(Limit(1, 30), id="one edit"),
    ],
)
def test_no_window_ever_holds_more_than_half_of_the_users_edits(limit: Limit) -> None:
    ends: tuple[float, ...] = ()
    now = 0.0
    every: list[float] = []
    for _ in range(3 * limit.hits + 3):
        now = next_edit_at(ends, limit, now=now) + 0.01  # each edit takes a moment
        every.append(now)
        ends = still_counted((*ends, now), limit)
    window = limit.seconds * (1 + COUNTED_LONGER)
    most = max(sum(last - window < end <= last for end in every) for last in every)
    assert most == max(1, limit.hits // 2)  # all of the half, and no more


def test_without_a_limit_nothing_waits_and_nothing_is_remembered() -> None:
    assert next_edit_at([1.0] * 1000, None, now=5.0) == 5.0
    assert still_counted([1.0, 2.0], None) == ()


def test_files_are_counted_by_what_became_of_them() -> None:
    move = MOVE
    for page_id, outcome in enumerate([Moved.CHANGED, Moved.FAILED, Moved.UNCHANGED, Moved.CHANGED]):
        move = move.after(page_id, outcome, part=range(4))
    assert (move.done, move.changed, move.failed, move.tried) == (4, 2, 1, (0, 1, 2, 3))


def test_pages_that_are_no_longer_listed_need_not_be_remembered() -> None:
    move = MOVE.after(1, Moved.CHANGED, part=[1, 2]).after(2, Moved.FAILED, part=[2, 3])
    assert move.tried == (2,)
    assert move.at_the_next_part("file|x|9").tried == ()


def test_patience_ends_after_many_refusals_in_a_row_and_begins_anew_with_each_file() -> None:
    move = MOVE
    pauses = []
    for _ in range(MAX_REFUSALS):
        move = move.refused()
        pauses.append(move.pause)
        assert not move.patience_is_over
    assert pauses[:6] == [15.0, 30.0, 60.0, 120.0, 240.0, 300.0]
    assert move.refused().patience_is_over
    assert not move.after(1, Moved.CHANGED, part=[1]).refused().patience_is_over
