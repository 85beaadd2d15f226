"""What is allowed, and how one call stands to it. Pure.

Moments are whole milliseconds since the epoch. A call is in the window as long as it is younger than the window is
long; calls that were refused are not remembered, so that asking in vain does not prolong the wait.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` calls within any `window_seconds`."""

    limit: int
    window_seconds: float = 60

    @property
    def window_milliseconds(self) -> int:
        """The window's length."""
        return round(self.window_seconds * MILLISECONDS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one call stands to one rule.

    Attributes:
        allowed: whether the rule lets it through.
        limit: calls in a window.
        remaining: calls that would pass now, after this one.
        reset_seconds: until the oldest call leaves the window; for a refused call, until one would pass. At least 1.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int


def ruled(limit: int, window_seconds: float = 60, burst: int | None = None) -> Rule:
    """Return the rule that a limit with a burst comes to: the smaller of the two; a burst of 0 or None is none.

    `burst` is there for callers that know it so. It does not allow more for a moment, it allows less for ever: who
    wants both a minute's and a second's limit takes two rules.
    """
    return Rule(min(burst, limit) if burst else limit, window_seconds)


def require_sense(rules: Sequence[Rule]) -> None:
    """Raise ValueError for rules that mean nothing, or that cannot be told apart by their windows."""
    for rule in rules:
        if rule.limit < 1 or rule.window_milliseconds < 1:
            raise ValueError(f"a limit of {rule.limit} calls in {rule.window_seconds} s is none")
    if len({rule.window_milliseconds for rule in rules}) < max(1, len(rules)):
        raise ValueError("no rule, or two with the same window")


def in_window(calls: Sequence[int], rule: Rule, now: int) -> list[int]:
    """Return the calls that still count; those that clocks of other instances place in the future do."""
    return [call for call in calls if call > now - rule.window_milliseconds]


def before(calls: Sequence[int], rule: Rule, now: int) -> Verdict:
    """Return how one more call would stand to the rule, after these."""
    counted = sorted(in_window(calls, rule, now))
    over = len(counted) - rule.limit  # at 0 the limit is reached, and the oldest call has to leave first
    if over >= 0:
        return Verdict(allowed=False, limit=rule.limit, remaining=0, reset_seconds=_leaves(counted[over], rule, now))
    oldest = counted[0] if counted else now
    return Verdict(allowed=True, limit=rule.limit, remaining=-over, reset_seconds=_leaves(oldest, rule, now))


def after(calls: Sequence[int], rule: Rule, now: int) -> Verdict:
    """Return how a call stands that passed and is among these."""
    counted = in_window(calls, rule, now)
    remaining = max(0, rule.limit - len(counted))
    return Verdict(allowed=True, limit=rule.limit, remaining=remaining, reset_seconds=_leaves(min(counted), rule, now))


def _leaves(call: int, rule: Rule, now: int) -> int:
    return max(1, math.ceil((call + rule.window_milliseconds - now) / MILLISECONDS))
