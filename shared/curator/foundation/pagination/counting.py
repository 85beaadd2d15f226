"""How many rows a list has, remembered for a while: a count reads all that it counts."""

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from curator.foundation.clock import Clock
from curator.foundation.pagination.filters import Filters, fingerprint

KEPT_SECONDS = 300
MAX_COUNTS = 1000  # of all lists; whoever asks for that many different ones is not helped by remembering

T = TypeVar("T")

log = logging.getLogger(__name__)


class Counts(Protocol):
    """Where counts are kept, by list and by the fingerprint of their filters."""

    def read(self, model: str, key: str) -> tuple[int, float] | None:
        """Return a count and when it was made, in epoch seconds; None where there is none."""

    def write(self, model: str, key: str, count: int, at: float) -> None:
        """Keep a count."""

    def forget(self, model: str) -> None:
        """Remove all counts of a list."""


class MemoryCounts:
    """Counts of this process alone: another one's writes make them wrong for as long as they are kept."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[tuple[str, str], tuple[int, float]] = {}

    def read(self, model: str, key: str) -> tuple[int, float] | None:
        """Return a count and when it was made, in epoch seconds; None where there is none."""
        return self._kept.get((model, key))

    def write(self, model: str, key: str, count: int, at: float) -> None:
        """Keep a count."""
        if len(self._kept) >= MAX_COUNTS:
            self._kept.clear()
        self._kept[model, key] = (count, at)

    def forget(self, model: str) -> None:
        """Remove all counts of a list."""
        self._kept = {kept: count for kept, count in self._kept.items() if kept[0] != model}


class CountCache:
    """Remembers counts. Where that fails they are made again: it never fails a question."""

    def __init__(self, counts: Counts, clock: Clock, *, seconds: float = KEPT_SECONDS) -> None:
        """Keep counts there for so many seconds."""
        self._counts = counts
        self._clock = clock
        self._seconds = seconds

    def find(self, model: str, filters: Filters) -> int | None:
        """Return how many rows these filters let through, or None where nobody knows (any more)."""
        found = _quietly(lambda: self._counts.read(model, fingerprint(model, filters)))
        if found is None or self._clock.now() - found[1] >= self._seconds:
            return None
        return found[0]

    def remember(self, model: str, filters: Filters, count: int) -> None:
        """Remember a count."""
        _quietly(lambda: self._counts.write(model, fingerprint(model, filters), count, self._clock.now()))

    def invalidate(self, model: str) -> None:
        """Forget what was counted of a list: it has changed."""
        _quietly(lambda: self._counts.forget(model))


def _quietly(act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Exception:  # whatever keeps counts may be away
        log.exception("counts cannot be remembered")
        return None
