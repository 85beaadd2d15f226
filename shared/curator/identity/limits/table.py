"""A limiter for all instances together, in DynamoDB: exact, however many ask at once.

It may err to one side only: a request whose answer got lost on the way is sent again by the AWS client, and then counts
twice. Windows are measured by the clocks of the instances, which Lambda keeps together within milliseconds.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from curator.foundation.clock import Clock
from curator.identity.errors import LimitsUnreachableError
from curator.identity.limits.limiter import RateLimiter, milliseconds
from curator.identity.limits.rules import Rule, Verdict, after, before, require_sense
from curator.identity.limits.store import Calls

TRIES = 10  # each one that fails means that another call was counted in the meantime
REMEMBERED_MILLISECONDS = 1000  # after which a key that is full is asked for again, since another may have reset it
REMEMBERED_KEYS = 1000


class CallRows(Protocol):
    """Where calls are kept: one by one in `limits.store`, by the second in `limits.seconds`."""

    def add(self, key: str, rules: Sequence[Rule], now: int, seen: Calls | None) -> tuple[bool, Calls]:
        """Keep one more call at `now` (milliseconds), unless there is no room; return whether, and all that are."""

    def remove(self, key: str) -> None:
        """Forget all calls."""


class TableLimiter(RateLimiter):
    """Counts in the table; every method raises LimitsUnreachableError.

    Who is refused is refused for up to a second without another request: a flood must not cost as many writes as it
    has calls, nor be so many that DynamoDB throttles the item, whereupon the limit would fail open.
    """

    def __init__(self, store: CallRows, clock: Clock) -> None:
        """Take where calls are kept."""
        self._store = store
        self._clock = clock
        self._full: OrderedDict[str, tuple[int, Calls]] = OrderedDict()

    def check_all(self, key: str, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
        """Count one call of `key` if every rule lets it through, and otherwise for none of them."""
        require_sense(rules)
        now = milliseconds(self._clock)
        asked, kept = self._full.get(key, (0, None))
        if kept is not None and now < asked + REMEMBERED_MILLISECONDS:
            verdicts = _before(kept, rules, now)
            if not _allowed(verdicts):
                return verdicts
        return self._ask(key, rules, now)

    def reset(self, key: str) -> None:
        """Forget the calls of `key`; other instances may refuse it for another second."""
        self._full.pop(key, None)
        self._store.remove(key)

    def _ask(self, key: str, rules: Sequence[Rule], now: int) -> tuple[Verdict, ...]:
        seen: Calls | None = None
        for _ in range(TRIES):
            added, seen = self._store.add(key, rules, now, seen)
            if added:
                return tuple(after(seen[rule], rule, now) for rule in rules)
            verdicts = _before(seen, rules, now)
            if not _allowed(verdicts):
                self._remember(key, now, seen)
                return verdicts
        raise LimitsUnreachableError(f"other calls were counted {TRIES} times before this one")

    def _remember(self, key: str, now: int, kept: Calls) -> None:
        self._full[key] = now, kept
        self._full.move_to_end(key)
        while len(self._full) > REMEMBERED_KEYS:
            self._full.popitem(last=False)


def _before(kept: Calls, rules: Sequence[Rule], now: int) -> tuple[Verdict, ...]:
    return tuple(before(kept.get(rule, ()), rule, now) for rule in rules)


def _allowed(verdicts: Sequence[Verdict]) -> bool:
    return all(verdict.allowed for verdict in verdicts)
