"""The soonest that any schedule at all could be done: one that knows every duration beforehand and starts at once.

Three things hold every schedule back, however clever.

*The width.* By the time `k` uploads have been published, each of the `width` places has worked on one upload at a time,
and all but the last of each place have come to their end. So at least the `k` shortest ways to a publish and the
`k - width` shortest remainders have been worked, by `width` places.

*The windows.* A hit may come no sooner than `seconds` after the one `hits` before it. Taking each hit as soon as
this allows makes every hit the soonest possible: had any schedule an earlier one, the hit `hits` before it would have
been earlier as well, and so on down to the first.

*A change.* When limits change, no more than a certain number of publishes can have happened. Of the others all but the
`width` then running are still to be worked from their start.

*The end.* After the last publish the rest of that upload is still to be done.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from benchmarks.pacing.wiki import Timetable
from benchmarks.pacing.work import WorkPiece
from curator.commons.limits import Limit
from curator.uploads.lanes.pacing import EDIT_HITS, UPLOAD_HITS

Window = tuple[int, float]  # so many hits in any so many seconds


def soonest_end(
    pieces: Sequence[WorkPiece], timetable: Timetable, *, width: int, reserve: float, counted_longer: float = 0.0
) -> float:
    """Return a time in seconds from the start before which no schedule can have done all these uploads of one user.

    Args:
        pieces: the uploads.
        timetable: the wiki's limits over time.
        width: how many uploads may run at once.
        reserve: the share of each window that must stay unused, rounded down to whole hits.
        counted_longer: by which share of a window the wiki may count a hit longer than it says.
    """
    publishes = _publishes_by_width(pieces, width)
    ends = [sum(piece.seconds for piece in pieces) / width, max(piece.seconds for piece in pieces)]
    shortest = sorted(piece.seconds for piece in pieces)
    remainder = min(piece.seconds - piece.published_after for piece in pieces)
    for action, cost, rest in (("upload", UPLOAD_HITS, remainder), ("edit", EDIT_HITS, 0.0)):
        windows = [(since, _window(getattr(limits, action), reserve, counted_longer)) for since, limits in timetable]
        hits = _soonest_hits([moment for moment in publishes for _ in range(cost)], windows)
        ends.append(hits[-1] + rest)
        for since, _ in windows[1:]:
            begun = -(-bisect_left(hits, since) // cost) + width
            ends.append(since + sum(shortest[: max(0, len(pieces) - begun)]) / width)
    return max(ends)


def _window(limit: Limit | None, reserve: float, counted_longer: float) -> Window | None:
    if limit is None:
        return None
    return limit.hits - int(limit.hits * reserve), limit.seconds * (1 + counted_longer)


def _publishes_by_width(pieces: Sequence[WorkPiece], width: int) -> list[float]:
    """Return for each count, from one, when so many uploads can have been published at the soonest."""
    ways = sorted(piece.published_after for piece in pieces)
    remainders = sorted(piece.seconds - piece.published_after for piece in pieces)
    before = list(accumulate(remainders, initial=0.0))
    return [
        max(longest, (walked + before[max(0, count - width)]) / width)
        for count, (longest, walked) in enumerate(zip(ways, accumulate(ways), strict=True), start=1)
    ]


def _soonest_hits(released: Sequence[float], windows: Sequence[tuple[float, Window | None]]) -> list[float]:
    """Return when each hit can come, none before its release, each as soon as the windows allow."""
    hits: list[float] = []
    for release in released:
        hits.append(_next_hit(hits, max(release, hits[-1] if hits else 0.0), windows))
    return hits


def _next_hit(hits: Sequence[float], soonest: float, windows: Sequence[tuple[float, Window | None]]) -> float:
    ends = [*(since for since, _ in windows[1:]), float("inf")]
    for (since, window), end in zip(windows, ends, strict=True):
        moment = max(soonest, since)
        if window is not None and len(hits) >= window[0]:
            moment = max(moment, hits[-window[0]] + window[1])
        if moment < end:
            return moment
    raise ValueError("the last limits hold for ever")
