"""What of Commons' limits an upload costs, and when a number of uploads is done. Pure.

Commons counts per action: at most `hits` in any trailing `seconds`. MediaWiki keeps its counts in thirtieths of the
window and the oldest one counts in part, so a hit may matter for a thirtieth of the window longer than `seconds`
(`WRStatsRateLimiter`, `BUCKET_COUNT`); tests/wiki/test_the_real_limiter.py shows the real limiter refusing what leaves
that out. One upload costs one `upload` hit and three `edit` hits (the publish itself counts as an edit; the structured
data and the null edit are two more).

The limiter itself is `foundation.pacing`; its unit here is one upload. The lane's width, how many uploads may run at
once, is one of its windows, of no length.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from curator.commons.limits import Limit, RateLimits
from curator.foundation.pacing import Window, slots

UPLOAD_HITS = 1
EDIT_HITS = 3
COUNTED_LONGER = 1 / 30  # of a window: MediaWiki's oldest bucket
PROJECTED_EXACTLY = 1000  # uploads; beyond it a finish time is extended at the lane's steady rate


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


def finish_time(ends: Iterable[float], rules: Sequence[Window], *, count: int, duration: float, now: float) -> float:
    """Return when the last of `count` more uploads is expected to end; with none, when the last running one does."""
    occupied = sorted(ends)
    if count <= 0:
        return max([now, *occupied[-1:]])
    exact = min(count, PROJECTED_EXACTLY)
    last = next(islice(slots(occupied, rules, duration=duration, now=now), exact - 1, None))
    seconds_each = max((rule.seconds + duration) / rule.units for rule in rules)
    return last + duration + (count - exact) * seconds_each
