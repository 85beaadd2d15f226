"""What becomes of a call when nobody can say whether it is one too many.

By default it passes: a limit protects the service, and shall not be what takes it down. Operators who would rather
refuse everybody set RATE_LIMIT_FAIL_MODE=closed. Either way it is counted (`rate_limit_errors_total`), and an outage of
the table slows down one call in so many seconds, not each of them.
A mistake of ours (a limit of 0, say) always refuses.
"""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.identity.errors import LimitsUnreachableError
from curator.identity.limits.connections import SocketCount
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.rules import Rule, Verdict

PAUSE_SECONDS = 5.0  # between two tries to reach what does not answer

T = TypeVar("T")

log = logging.getLogger(__name__)


class _Guard:
    """Asks, unless asking has just failed."""

    def __init__(self, limit_type: str, clock: Clock) -> None:
        self._limit_type = limit_type
        self._clock = clock
        self._ask_again_at = 0.0

    def ask(self, question: Callable[[], T]) -> T | None:
        """Return the answer, or None where there is none; raises ValueError for a question that makes no sense."""
        if self._clock.now() < self._ask_again_at:
            self._count()
            return None
        try:
            return question()
        except LimitsUnreachableError as error:
            log.warning("a limit could not be asked: %s", error, extra={"limit_type": self._limit_type})
            self._ask_again_at = self._clock.now() + PAUSE_SECONDS
        self._count()
        return None

    def _count(self) -> None:
        metrics.count("rate_limit_errors_total", limit_type=self._limit_type)


class FailOpen(RateLimiter):
    """A limiter that always answers."""

    def __init__(self, limiter: RateLimiter, *, limit_type: str, clock: Clock, is_open: bool = True) -> None:
        """Ask `limiter`; `limit_type` names it in the metric, and `is_open` says what passes when it fails."""
        self._limiter = limiter
        self._is_open = is_open
        self._guard = _Guard(limit_type, clock)

    def check_all(self, key: str, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
        """Count one call of `key` if every rule lets it through; unasked it has the whole limit left, or nothing."""
        try:
            verdicts = self._guard.ask(lambda: self._limiter.check_all(key, rules))
        except ValueError:
            log.exception("a limit that cannot be asked refuses")
            return tuple(_unasked(rule, allowed=False) for rule in rules)
        return verdicts or tuple(_unasked(rule, allowed=self._is_open) for rule in rules)

    def reset(self, key: str) -> None:
        """Forget the calls of `key`, if that is possible now."""
        self._guard.ask(lambda: self._limiter.reset(key))


class FailOpenConnections:
    """A limit of sockets that always answers."""

    def __init__(self, connections: SocketCount, *, clock: Clock, is_open: bool = True) -> None:
        """Ask `connections`; `is_open` says whether a socket may be had when it fails."""
        self._connections = connections
        self._is_open = is_open
        self._guard = _Guard("ws_connection", clock)

    def take(self, user_id: str, connection_id: str) -> bool:
        """Count a socket of the user; return whether they may have it."""
        allowed = self._guard.ask(lambda: self._connections.take(user_id, connection_id))
        return self._is_open if allowed is None else allowed

    def give_back(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer; one that stays counted is found out when it matters (`ConnectionLimit.take`)."""
        self._guard.ask(lambda: self._connections.give_back(user_id, connection_id))

    def count(self, user_id: str) -> int:
        """Return how many sockets the user holds; 0 where nobody knows."""
        return self._guard.ask(lambda: self._connections.count(user_id)) or 0


def _unasked(rule: Rule, *, allowed: bool) -> Verdict:
    return Verdict(
        allowed=allowed,
        limit=rule.limit,
        remaining=rule.limit if allowed else 0,
        reset_seconds=max(1, round(rule.window_seconds)),
    )
