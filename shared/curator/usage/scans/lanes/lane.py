"""One lane as a value. Every change returns a new lane; the store writes it if nobody else was faster.

A task passes through a lane like this:

    waiting ──grant (the pacer)──▶ granted, with so many units ──land (the worker)──▶ used
       ▲        its slot                     │
       └────────────── put back ─────────────┘

A unit is one call, or one point of GraphQL. The units of a granted task count from its slot until it lands, and from
then on for as long as a window; those that it was given and did not spend are given back when it lands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Self

from curator.foundation.pacing import Window, earliest_start
from curator.usage.scans.lanes.rates import resource_of, spendable, windows
from curator.usage.scans.limits import CALL_SECONDS, LONGEST_WAIT_SECONDS, LOST_SECONDS, WIDTH

DURATION_AT_FIRST = 2.0  # seconds one task is taken to work, until some have been measured
DURATION_WEIGHT = 0.2  # of the newest measurement, in the moving average
STILL_WORKING = 1.0  # seconds a task that overran its expected duration is taken to need still
RECENT_SECONDS = 120.0  # ends are kept to the second for so long, later to half a minute
ROUGHLY_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A task's slot, and how many units it may spend."""

    at: float
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The one tick message that is on its way, due at `due`; `after` is the tick that decided on it, if one did."""

    sequence: int
    due: float
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why nothing of the lane starts before `until`."""

    until: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Everything that decides when the next calls to a provider may be made.

    Attributes:
        id: `github-core:0`: the resource and the number of the token.
        granted: by task.
        used: how many units ended when; moments rise.
        limit: as the provider told last; None before it has.
        refusals: how often in a row it refused without saying for how long.
        cursors: which task of each priority was the last to get a slot.
    """

    id: str
    version: int = 0
    granted: Mapping[str, Grant] = field(default_factory=dict)
    used: tuple[tuple[float, int], ...] = ()
    limit: int | None = None
    pause: Pause | None = None
    refusals: int = 0
    cursors: Mapping[str, str] = field(default_factory=dict)
    duration: float = DURATION_AT_FIRST
    last_sequence: int = 0
    tick: Tick | None = None

    @property
    def rules(self) -> tuple[Window, ...]:
        """The windows it obeys."""
        return windows(resource_of(self.id), heard=self.limit)

    def most_units(self) -> int:
        """Return how many units a task can be given at once, at the most."""
        return min((rule.units for rule in self.rules), default=1_000_000)

    def opens(self, units: int, now: float, *, places: bool = True) -> float:
        """Return when so many units may be spent, by a task that needs one of the lane's `places` or by one at work."""
        start = now if self.pause is None else max(now, self.pause.until)
        if places:
            start = earliest_start(sorted(self._expected(now)), [Window(WIDTH, 0.0)], now=start)
        return earliest_start(self._ends(now), self.rules, now=start, units=units)

    def _ends(self, now: float) -> list[float]:
        """Return when each unit ended, or is expected to end."""
        ends = [moment for moment, units in self.used for _ in range(units)]
        for grant, end in zip(self.granted.values(), self._expected(now), strict=True):
            ends += [end] * grant.units
        return sorted(ends)

    def _expected(self, now: float) -> list[float]:
        """Return when each granted task is expected to land."""
        return [
            max(now + STILL_WORKING, grant.at + self.duration) if grant.at <= now else grant.at + self.duration
            for grant in self.granted.values()
        ]

    def paused(self, now: float) -> bool:
        """Whether nothing of the lane may start now."""
        return self.pause is not None and self.pause.until > now

    def with_grant(self, task_id: str, grant: Grant) -> Self:
        """Return the lane with a slot for this task."""
        return replace(self, granted={**self.granted, task_id: grant})

    def without_grant(self, task_id: str) -> Self:
        """Return the lane with this task's slot given back, unspent."""
        return replace(self, granted={id_: grant for id_, grant in self.granted.items() if id_ != task_id})

    def with_more(self, task_id: str, units: int) -> Self:
        """Return the lane with so many units more for a task that is at work."""
        grant = self.granted[task_id]
        return self.with_grant(task_id, replace(grant, units=grant.units + units))

    def landed(
        self, task_id: str, *, spent: int, now: float, worked: float | None = None, refused: bool = True
    ) -> Self:
        """Return the lane with this task at its end.

        Args:
            task_id: which task.
            spent: how many units.
            now: epoch seconds.
            worked: in how many seconds, where that is known.
            refused: whether the provider may have asked for patience meanwhile.
        """
        duration = self.duration if worked is None else self.duration + DURATION_WEIGHT * (worked - self.duration)
        refusals = self.refusals if refused else 0
        return replace(self.without_grant(task_id).with_used(spent, now), duration=duration, refusals=refusals)

    def with_used(self, units: int, end: float) -> Self:
        """Return the lane with so many units more that ended, or end at the latest, at this moment."""
        if units <= 0:
            return self
        return replace(self, used=tuple(sorted([*self.used, (end, units)])))

    def borrowed(self, units: int, now: float) -> Self:
        """Return the lane with so many calls just being made by a task of another lane."""
        return self.with_used(units, now + CALL_SECONDS)

    def pruned(self, now: float) -> Self:
        """Return the lane without what no longer counts, and older ends put together; always later, never sooner."""
        longest = max((rule.seconds for rule in self.rules), default=0.0)
        kept: dict[float, int] = {}
        for moment, units in self.used:
            if moment + longest > now:
                step = 1.0 if moment > now - RECENT_SECONDS else ROUGHLY_SECONDS
                rounded = ceil(moment / step) * step
                kept[rounded] = kept.get(rounded, 0) + units
        pause = self.pause if self.paused(now) else None
        return replace(self, used=tuple(sorted(kept.items())), pause=pause)

    def heard(self, *, limit: int | None, remaining: int | None, reset_at: float | None, now: float) -> Self:
        """Return the lane after the provider told what is left; below the reserve it waits for the reset."""
        lane = self if limit is None else replace(self, limit=limit)
        if limit is None or remaining is None or reset_at is None or reset_at <= now:
            return lane
        if remaining > limit - spendable(limit):
            return lane
        return lane.waiting_until(reset_at, "budget")

    def refused(self, *, seconds: float, growing: bool, now: float) -> Self:
        """Return the lane after the provider asked to be left alone; `growing` where it did not say for how long."""
        wait = min(seconds * 2**self.refusals, LONGEST_WAIT_SECONDS) if growing else seconds
        refusals = self.refusals + 1 if growing else self.refusals
        return replace(self, refusals=refusals).waiting_until(now + wait, "refused")

    def waiting_until(self, moment: float, reason: str) -> Self:
        """Return the lane under this pause, unless it is under a longer one."""
        if self.pause is not None and self.pause.until >= moment:
            return self
        return replace(self, pause=Pause(until=moment, reason=reason))

    def lost(self, now: float) -> Self:
        """Return the lane with the tasks put back of which nothing was heard; their units are taken for spent."""
        lane = self
        for task_id, grant in self.granted.items():
            if grant.at + LOST_SECONDS <= now:
                lane = lane.landed(task_id, spent=grant.units, now=grant.at + LOST_SECONDS)
        return lane

    def with_next_tick(self, due: float, *, after: int | None = None) -> Self:
        """Return the lane with a new tick due, which makes every earlier tick message a stale one.

        Only the tick `after` which it comes may come again and put another one in its place.
        """
        sequence = self.last_sequence + 1
        return replace(self, last_sequence=sequence, tick=Tick(sequence=sequence, due=due, after=after))

    def without_tick(self) -> Self:
        """Return the lane with its chain at an end."""
        return replace(self, tick=None)

    def past(self, priority: str, task_id: str) -> Self:
        """Return the lane with this task the last of its priority that got a slot."""
        return replace(self, cursors={**self.cursors, priority: task_id})
