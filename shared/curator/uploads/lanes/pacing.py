"""The limiter: exactly as fast as the wiki allows, never faster. Pure: times go in, times come out.

Commons counts per action: at most `hits` in any trailing `seconds`. MediaWiki keeps its counts in thirtieths of the
window and the oldest one counts in part, so a hit may matter for a thirtieth of the window longer than `seconds`
(`WRStatsRateLimiter`, `BUCKET_COUNT`); tests/wiki/test_the_real_limiter.py shows the real limiter refusing what leaves
that out. One upload costs one `upload` hit and three `edit` hits (the publish itself counts as an edit; the structured
data and the null edit are two more).

What is counted here is the end of each upload. The wiki counts its hits somewhere between the start and the end of our
work, and we cannot see when. An upload occupies its place from its start until one window after its end. Then no
trailing window of the wiki's can hold more than we allowed, however long requests take: of the uploads with a hit in
such a window, consider the one that started last. All the others had started before it, and had ended no earlier than
one window before it, so every one of them was counted when it was let through.

The lane's width, how many uploads may run at once, is the same rule with a window of no length.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from curator.commons.limits import Limit, RateLimits

UPLOAD_HITS = 1
EDIT_HITS = 3
COUNTED_LONGER = 1 / 30  # of a window: MediaWiki's oldest bucket
PROJECTED_EXACTLY = 1000  # uploads; beyond it a finish time is extended at the lane's steady rate


@dataclass(frozen=True, slots=True)
class Window:
    """At most `uploads` may occupy any trailing `seconds`."""

    uploads: int
    seconds: float


def windows(limits: RateLimits, *, width: int, reserve: float) -> tuple[Window, ...]:
    """Return the rules a lane obeys.

    Args:
        limits: what the wiki grants the user; an action without a limit does not count.
        width: how many uploads may run at once.
        reserve: the share of each window, 0 to 1, left to the user's own edits; rounded down to whole hits, so that a
            limit of a few hits is not halved.
    """
    rules = [Window(width, 0.0)]
    for limit, cost in ((limits.upload, UPLOAD_HITS), (limits.edit, EDIT_HITS)):
        if limit is not None:
            within = _uploads_within(limit, cost=cost, reserve=reserve)
            rules.append(Window(within, limit.seconds * (1 + COUNTED_LONGER)))
    return tuple(rules)


def _uploads_within(limit: Limit, *, cost: int, reserve: float) -> int:
    spendable = limit.hits - int(limit.hits * reserve)
    return max(1, spendable // cost)


def earliest_start(ends: Sequence[float], rules: Iterable[Window], *, now: float) -> float:
    """Return when the next upload may start, at the earliest `now`.

    Args:
        ends: when each counted upload ended, or is expected to end; ascending.
        rules: the windows to obey.
        now: epoch seconds.
    """
    start = now
    for rule in rules:
        if len(ends) >= rule.uploads:
            start = max(start, ends[-rule.uploads] + rule.seconds)
    return start


def slots(ends: Iterable[float], rules: Sequence[Window], *, duration: float, now: float) -> Iterator[float]:
    """Yield the start times of the uploads to come, without end.

    Args:
        ends: when each counted upload ended, or is expected to end; any order.
        rules: the windows to obey.
        duration: how long one upload is expected to work, in seconds.
        now: epoch seconds.
    """
    occupied = sorted(ends)
    start = now
    while True:
        start = earliest_start(occupied, rules, now=start)
        yield start
        insort(occupied, start + duration)


def finish_time(ends: Iterable[float], rules: Sequence[Window], *, count: int, duration: float, now: float) -> float:
    """Return when the last of `count` more uploads is expected to end; with none, when the last running one does."""
    occupied = sorted(ends)
    if count <= 0:
        return max([now, *occupied[-1:]])
    exact = min(count, PROJECTED_EXACTLY)
    last = next(islice(slots(occupied, rules, duration=duration, now=now), exact - 1, None))
    seconds_each = max((rule.seconds + duration) / rule.uploads for rule in rules)
    return last + duration + (count - exact) * seconds_each
