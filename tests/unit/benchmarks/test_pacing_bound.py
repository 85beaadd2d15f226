"""The bound of the pacing benchmark: no schedule may be sooner, and simple cases are met exactly."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pacing.bound import soonest_end
from benchmarks.pacing.scenarios import always, changing
from benchmarks.pacing.wiki import CountingWiki
from benchmarks.pacing.work import WorkPiece, work_piece
from curator.commons.limits import Limit, RateLimits
from tests.fakes.clock import VirtualClock

UNLIMITED = RateLimits(upload=None, edit=None)


def piece(seconds: float, published: float) -> WorkPiece:
    """Return work with its edits right at the publish and at the end."""
    return WorkPiece(
        seconds=seconds,
        hits=((published, "upload"), (published, "edit"), (published, "edit"), (seconds, "edit")),
    )


def uploads(hits: int, seconds: int) -> RateLimits:
    return RateLimits(upload=Limit(hits=hits, seconds=seconds), edit=None)


@pytest.mark.parametrize(
    ("count", "limits", "width", "soonest"),
    [
        pytest.param(10, UNLIMITED, 2, 10.0, id="the width: five rounds of two seconds"),
        pytest.param(1, UNLIMITED, 5, 2.0, id="never sooner than the longest upload"),
        pytest.param(4, uploads(1, 60), 1, 3 * 60 + 2.0, id="the windows: the last publish, and its rest"),
        pytest.param(4, uploads(2, 60), 1, 1 * 60 + 4.0, id="the windows, after the width's first round"),
        pytest.param(
            3, RateLimits(upload=None, edit=Limit(hits=3, seconds=60)), 9, 2 * 60 + 1.0, id="edits: three each"
        ),
    ],
)
def test_simple_cases(count: int, limits: RateLimits, width: int, soonest: float) -> None:
    pieces = [piece(2.0, 1.0)] * count
    assert soonest_end(pieces, always(limits), width=width, reserve=0.0) == pytest.approx(soonest)


def test_the_reserve_is_left_unused() -> None:
    pieces = [piece(0.0, 0.0)] * 20
    assert soonest_end(pieces, always(uploads(20, 60)), width=20, reserve=0.05) == 60.0
    assert soonest_end(pieces, always(uploads(20, 60)), width=20, reserve=0.0) == 0.0


def test_limits_that_change_hold_from_then_on() -> None:
    pieces = [piece(0.0, 0.0)] * 5
    assert soonest_end(pieces, changing(uploads(1, 60), 100.0, UNLIMITED), width=9, reserve=0.0) == 100.0
    assert soonest_end(pieces, changing(uploads(2, 60), 50.0, uploads(1, 60)), width=9, reserve=0.0) == 180.0


def test_what_is_left_when_limits_are_lifted_is_still_to_be_worked() -> None:
    pieces = [piece(10.0, 5.0)] * 20
    soonest = soonest_end(pieces, changing(uploads(1, 1000), 1000.0, UNLIMITED), width=2, reserve=0.0)
    assert soonest == 1000.0 + (20 - 1 - 2) * 10.0 / 2


@given(
    durations=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=5),
    width=st.integers(1, 3),
    hits=st.integers(1, 3),
    seconds=st.integers(1, 20),
)
def test_no_order_of_the_uploads_ends_sooner(
    durations: list[tuple[int, int]], width: int, hits: int, seconds: int
) -> None:
    """Whatever the order, each upload begins as soon as a place is free and waits for its hit with the place taken."""
    pieces = [piece(float(total), float(min(total, published))) for total, published in durations]
    bound = soonest_end(pieces, always(uploads(hits, seconds)), width=width, reserve=0.0)
    for order in itertools.permutations(pieces):
        assert bound <= _end_in_this_order(order, width=width, hits=hits, seconds=seconds) + 1e-9


def _end_in_this_order(order: tuple[WorkPiece, ...], *, width: int, hits: int, seconds: int) -> float:
    places, publishes = [0.0] * width, list[float]()
    for work in order:
        start = min(places)
        publish = max([start + work.published_after, *publishes[-1:]])
        if len(publishes) >= hits:
            publish = max(publish, publishes[-hits] + seconds)
        publishes.append(publish)
        places[places.index(start)] = publish + work.seconds - work.published_after
    return max(places)


def test_an_upload_is_the_same_work_in_every_run() -> None:
    first, again = (work_piece("user 1 7", median=4.0) for _ in range(2))
    assert first == again
    assert [action for _, action in first.hits] == ["upload", "edit", "edit", "edit"]
    assert [moment for moment, _ in first.hits] == sorted(moment for moment, _ in first.hits)
    assert first.hits[-1][0] == first.seconds


def test_the_counting_wiki_refuses_what_is_over_its_limit_and_says_whose_hit_it_was() -> None:
    clock = VirtualClock()
    wiki = CountingWiki(clock, {"a": changing(uploads(2, 10), 100.0, uploads(1, 10))}, grace=50.0)
    assert [wiki.hit("a", "upload") for _ in range(3)] == [True, True, False]
    clock.advance(10)
    assert not wiki.hit("a", "upload")
    clock.advance(0.34)  # a thirtieth of the window more
    assert wiki.hit("a", "upload")
    assert wiki.hit("a", "edit", who="by hand")
    clock.advance(90)
    assert [wiki.hit("a", "upload") for _ in range(2)] == [True, False]
    assert (wiki.refusals["lane"], wiki.refusals["by hand"], wiki.unannounced) == (2, 0, 1)
