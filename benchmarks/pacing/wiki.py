"""A wiki that does nothing but count: at most so many hits in any trailing window, per user and action.

MediaWiki counts in thirtieths of the window, the oldest in part. This wiki is as strict as that can get: each hit
counts for a thirtieth of the window longer than the limit says.
"""

from collections import Counter, deque
from collections.abc import Mapping

from curator.commons.limits import Limit, RateLimits
from curator.foundation.clock import Clock
from curator.uploads.lanes.pacing import COUNTED_LONGER

ACTIONS = ("upload", "edit")
Timetable = tuple[tuple[float, RateLimits], ...]  # (seconds from the start, the limits from then on), ascending


def limits_at(timetable: Timetable, seconds: float) -> RateLimits:
    """Return the limits that hold so many seconds after the start."""
    return [limits for since, limits in timetable if since <= seconds][-1]


class CountingWiki:
    """Enforces rate limits, and counts every refusal.

    Attributes:
        refusals: by who was refused: "lane" or "by hand".
        unannounced: refusals of a lane that could not know: the limits had become stricter less than `grace` seconds
            before, and nobody tells.
    """

    def __init__(self, clock: Clock, timetables: Mapping[str, Timetable], *, grace: float = 0.0) -> None:
        """Hold each user to their timetable of limits."""
        self._clock = clock
        self._started = clock.now()
        self._timetables = timetables
        self._grace = grace
        self._hits: dict[tuple[str, str], deque[float]] = {}
        self.refusals: Counter[str] = Counter()
        self.unannounced = 0

    def limits_of(self, user: str) -> RateLimits:
        """Answer what the limits of this user are now."""
        return limits_at(self._timetables[user], self._clock.now() - self._started)

    def hit(self, user: str, action: str, *, who: str = "lane") -> bool:
        """Count a hit and return True, or refuse it and return False."""
        now = self._clock.now()
        limit: Limit | None = getattr(self.limits_of(user), action)
        hits = self._hits.setdefault((user, action), deque())
        while hits and hits[0] <= now - self._longest(user, action):
            hits.popleft()
        if limit is not None and _within(hits, now - limit.seconds * (1 + COUNTED_LONGER)) >= limit.hits:
            self._refuse(user, who)
            return False
        hits.append(now)
        return True

    def _longest(self, user: str, action: str) -> float:
        limits = [getattr(limits, action) for _, limits in self._timetables[user]]
        return max((limit.seconds * (1 + COUNTED_LONGER) for limit in limits if limit is not None), default=0.0)

    def _refuse(self, user: str, who: str) -> None:
        since = self._clock.now() - self._started
        changes = [moment for moment, _ in self._timetables[user] if 0 < moment <= since]
        if who == "lane" and changes and since - changes[-1] < self._grace:
            self.unannounced += 1
        else:
            self.refusals[who] += 1


def _within(hits: deque[float], after: float) -> int:
    count = 0
    for hit in reversed(hits):
        if hit <= after:
            break
        count += 1
    return count
