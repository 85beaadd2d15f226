"""How often keys are used: counted in memory, and told to the table at most once a minute for each key.

So a key's use costs a write a minute, not one a call. The price: what an instance counted after its last telling is
lost when Lambda ends it. The first use after a minute of silence is told at once, so `last_used_at` is true to the
minute; the numbers are at most those of the calls, and a little less where keys are used in short bursts.
"""

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from curator.foundation.clock import Clock

INTERVAL_SECONDS = 60.0
REMEMBERED_KEYS = 1000  # more than these, and the one that was silent longest is told of early
TOLD_AT_ONCE = 5  # keys whose use is told with one call, so that it does not wait for many writes

log = logging.getLogger(__name__)


class UseRows(Protocol):
    """Where uses are kept."""

    def count_use(self, key_id: str, calls: Mapping[str, int], at: int) -> None:
        """Add calls by day to a key's use."""


@dataclass(slots=True)
class _Owed:
    """Calls by day that the table has yet to be told of, and when it may be told."""

    calls: Counter[str] = field(default_factory=Counter)
    at: float = 0.0
    due: float = 0.0


class Uses:
    """Counts for this instance. All methods may be called from several threads at once."""

    def __init__(self, rows: UseRows, clock: Clock) -> None:
        """Tell `rows`."""
        self._rows = rows
        self._clock = clock
        self._lock = threading.Lock()
        self._owed: OrderedDict[str, _Owed] = OrderedDict()

    def count(self, key_id: str) -> None:
        """Count one call with a key, and tell the table of what is due; raises nothing."""
        now = self._clock.now()
        with self._lock:
            owed = self._owed.setdefault(key_id, _Owed())
            self._owed.move_to_end(key_id)
            owed.calls[day_of(now)] += 1
            owed.at = now
            telling = self._due(now)
        for one, calls, at in telling:
            self._tell(one, calls, at)

    def _due(self, now: float) -> list[tuple[str, Counter[str], float]]:
        """Take what is due out of what is owed."""
        due = [key_id for key_id, owed in self._owed.items() if owed.calls and owed.due <= now]
        found = [*due[: TOLD_AT_ONCE - 1], *due[-1:]]  # those silent longest, and the one that was just used
        if len(self._owed) > REMEMBERED_KEYS:
            found.append(next(iter(self._owed)))
        telling = []
        for key_id in dict.fromkeys(found):
            owed = self._owed[key_id]
            telling.append((key_id, owed.calls, owed.at))
            owed.calls, owed.due = Counter(), now + INTERVAL_SECONDS
        if len(self._owed) > REMEMBERED_KEYS:
            self._owed.popitem(last=False)
        return telling

    def _tell(self, key_id: str, calls: Counter[str], at: float) -> None:
        if not calls:
            return
        try:
            self._rows.count_use(key_id, calls, int(at))
        except Exception:  # whatever keeps the table from answering, it is not this call's business
            log.warning("the use of a key could not be stored", exc_info=True, extra={"key_id": key_id})
            with self._lock:
                self._owed.setdefault(key_id, _Owed()).calls.update(calls)


def day_of(moment: float) -> str:
    """Return the day of a moment, as in `2026-11-21` (UTC)."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
