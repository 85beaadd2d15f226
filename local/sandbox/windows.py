"""Limits of services that count calls: in fixed windows, which they tell of, and in trailing ones, which they do not.

Everything is in memory, by the sandbox's clock, and begins anew with the process.
"""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.sandbox.clock import Clock


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many points in so many seconds."""

    hits: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What one caller has left of one fixed window."""

    limit: int
    used: int
    reset_at: float  # seconds since the epoch

    @property
    def remaining(self) -> int:
        """Return how many points are left."""
        return max(0, self.limit - self.used)


class BadAllowanceError(Exception):
    """A description of limits makes no sense; the text says why."""


class Windows:
    """Counts what callers spend, resource by resource."""

    def __init__(self, clock: Clock, allowances: Mapping[str, Allowance]) -> None:
        """Hold callers to `allowances`, by `clock`."""
        self._clock = clock
        self._first = dict(allowances)
        self._allowances = dict(allowances)
        self._lock = threading.Lock()
        self._fixed: dict[tuple[str, str], tuple[float, int]] = {}  # (resource, caller) → (began at, used)
        self._trailing: dict[tuple[str, str], deque[tuple[float, int]]] = {}
        self.spent: Counter[str] = Counter()  # resource → points since the start
        self.refused: Counter[str] = Counter()  # resource → refusals since the start

    @property
    def allowances(self) -> dict[str, Allowance]:
        """Resource → what holds now."""
        return dict(self._allowances)

    def change(self, description: Any) -> None:
        """Change limits, as `{"github.core": {"hits": 10, "seconds": 3600}}`.

        Raises:
            BadAllowanceError: it makes no sense, or there is no such resource.
        """
        try:
            changed = {name: Allowance(int(each["hits"]), int(each["seconds"])) for name, each in description.items()}
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BadAllowanceError('limits look like {"github.core": {"hits": 10, "seconds": 3600}}') from None
        if unknown := changed.keys() - self._allowances.keys():
            raise BadAllowanceError(f"unknown: {', '.join(sorted(unknown))}")
        if any(each.hits < 0 or each.seconds < 1 for each in changed.values()):
            raise BadAllowanceError("hits are at least 0, seconds at least 1")
        self._allowances.update(changed)

    def restore(self) -> None:
        """Have the limits of the beginning, and everybody's windows fresh."""
        with self._lock:
            self._allowances = dict(self._first)
            self._fixed.clear()
            self._trailing.clear()

    def balance(self, resource: str, caller: str) -> Balance:
        """Return what a caller has left; a window begins with the first call in it."""
        with self._lock:
            return self._balance(resource, caller)

    def spend(self, resource: str, caller: str, points: int = 1) -> Balance | None:
        """Take points from a fixed window, and return what is left; None, and nothing taken, without enough of them."""
        with self._lock:
            balance = self._balance(resource, caller)
            if balance.remaining < points:
                self.refused[resource] += 1
                return None
            began = balance.reset_at - self._allowances[resource].seconds
            self._fixed[resource, caller] = (began, balance.used + points)
            self.spent[resource] += points
            return self._balance(resource, caller)

    def pass_by(self, resource: str, caller: str, points: int = 1) -> float:
        """Take points from a trailing window; return 0, or for how many seconds there is no room, nothing taken."""
        now = self._clock.now()
        allowance = self._allowances[resource]
        with self._lock:
            passed = self._trailing.setdefault((resource, caller), deque())
            while passed and passed[0][0] <= now - allowance.seconds:
                passed.popleft()
            if sum(each for _, each in passed) + points > allowance.hits:
                self.refused[resource] += 1
                return (passed[0][0] if passed else now) + allowance.seconds - now
            passed.append((now, points))
            return 0.0

    def _balance(self, resource: str, caller: str) -> Balance:
        now = self._clock.now()
        allowance = self._allowances[resource]
        began, used = self._fixed.get((resource, caller), (now, 0))
        if now >= began + allowance.seconds:
            began, used = now, 0
        return Balance(limit=allowance.hits, used=used, reset_at=began + allowance.seconds)
