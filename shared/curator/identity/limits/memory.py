"""A limiter for one process: each call's moment, in memory. Exact, also for many threads."""

from collections.abc import Sequence
from threading import Lock

from curator.foundation.clock import Clock
from curator.identity.limits.limiter import RateLimiter, milliseconds
from curator.identity.limits.rules import Rule, Verdict, after, before, in_window, require_sense

MAX_KEYS = 10_000  # more than these, and those who have been silent longest are forgotten


class MemoryLimiter(RateLimiter):
    """Counts for this process alone."""

    def __init__(self, clock: Clock) -> None:
        """Start with no calls."""
        self._clock = clock
        self._calls: dict[str, dict[int, list[int]]] = {}  # by key and window; who called last comes last
        self._lock = Lock()

    def check_all(self, key: str, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
        """Count one call of `key` if every rule lets it through, and otherwise for none of them."""
        require_sense(rules)
        with self._lock:
            now = milliseconds(self._clock)
            windows = self._calls.pop(key, {})
            self._calls[key] = windows
            self._forget_the_silent()
            verdicts = tuple(before(windows.get(rule.window_milliseconds, ()), rule, now) for rule in rules)
            if not all(verdict.allowed for verdict in verdicts):
                return verdicts
            return tuple(self._count(windows, rule, now) for rule in rules)

    def reset(self, key: str) -> None:
        """Forget the calls of `key`."""
        with self._lock:
            self._calls.pop(key, None)

    def _count(self, windows: dict[int, list[int]], rule: Rule, now: int) -> Verdict:
        window = rule.window_milliseconds
        windows[window] = [*in_window(windows.get(window, ()), rule, now), now]
        return after(windows[window], rule, now)

    def _forget_the_silent(self) -> None:
        while len(self._calls) > MAX_KEYS:
            del self._calls[next(iter(self._calls))]
