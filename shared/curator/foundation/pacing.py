"""The limiter: exactly as fast as a limit allows, never faster. Pure: times go in, times come out.

Who sets a limit counts: at most so many units in any trailing `seconds`. What a unit is, is the caller's: an upload to
Commons, one call of an API, one point of its budget.

What is counted here is the end of each unit. The other side counts its hits somewhere between the start and the end of
our work, and we cannot see when. A unit occupies its place from its start until one window after its end. Then no
trailing window of the other side's can hold more than we allowed, however long requests take: of the units with a hit
in such a window, consider the one that started last. All the others had started before it, and had ended no earlier
than one window before it, so every one of them was counted when it was let through.

How many units may run at once is the same rule with a window of no length.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """At most `units` may occupy any trailing `seconds`."""

    units: int
    seconds: float


def earliest_start(ends: Sequence[float], rules: Iterable[Window], *, now: float, units: int = 1) -> float:
    """Return when the next units may start, all at once, at the earliest `now`.

    Args:
        ends: when each counted unit ended, or is expected to end; ascending.
        rules: the windows to obey.
        now: epoch seconds.
        units: how many; where a window takes fewer, they wait until it is empty.
    """
    start = now
    for rule in rules:
        free_at = max(1, rule.units - units + 1)  # as many of the last ones as may still count
        if len(ends) >= free_at:
            start = max(start, ends[-free_at] + rule.seconds)
    return start


def slots(ends: Iterable[float], rules: Sequence[Window], *, duration: float, now: float) -> Iterator[float]:
    """Yield the start times of the units to come, without end.

    Args:
        ends: when each counted unit ended, or is expected to end; any order.
        rules: the windows to obey.
        duration: how long one unit is expected to work, in seconds.
        now: epoch seconds.
    """
    occupied = sorted(ends)
    start = now
    while True:
        start = earliest_start(occupied, rules, now=start)
        yield start
        insort(occupied, start + duration)
