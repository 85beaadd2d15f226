"""The interface of all limiters."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from curator.foundation.clock import Clock
from curator.identity.limits.rules import Rule, Verdict, ruled


class RateLimiter(ABC):
    """Counts calls by key, and says which are too many."""

    def check(self, key: str, limit: int, window_seconds: float = 60, burst: int | None = None) -> Verdict:
        """Count one call of `key`, unless it is one too many.

        Args:
            key: who calls, and what; each key is counted by itself.
            limit: calls that pass within any window.
            window_seconds: the window's length.
            burst: a smaller limit, where it is not 0 or None (see `rules.ruled`).

        Raises:
            ValueError: limit or window is not above 0.
        """
        return self.check_all(key, (ruled(limit, window_seconds, burst),))[0]

    @abstractmethod
    def check_all(self, key: str, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
        """Count one call of `key` if every rule lets it through, and otherwise for none of them.

        Args:
            key: who calls, and what.
            rules: each with a window of another length; a key always comes with the same windows.

        Returns:
            One verdict a rule, in their order. The call is allowed if all of them are.

        Raises:
            ValueError: a limit or a window is not above 0, there is no rule, or two have the same window.
        """

    @abstractmethod
    def reset(self, key: str) -> None:
        """Forget the calls of `key`."""


def milliseconds(clock: Clock) -> int:
    """Return now, in milliseconds since the epoch."""
    return int(clock.now() * 1000)
