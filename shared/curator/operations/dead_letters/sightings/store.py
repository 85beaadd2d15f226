"""Sightings in the operations table.

PK UNREADLETTERS   SK <queue>     since when letters lie in its dead-letter queue; goes after ten minutes
"""

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, Delete, Key, Put, Table

KEPT_SECONDS = 600


class SightingStore:
    """Notes when letters were first seen that nobody has taken over."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the operations table."""
        self._table = table
        self._clock = clock

    def since(self, queue: str) -> float:
        """Return since when letters are known to lie in a queue, in epoch seconds: since now, if nobody has said so."""
        now = self._clock.now()
        known = self._table.get(_key(queue))
        if known is not None:
            return float(known["seen_at"])
        self._table.put(Put(item={**_key(queue), "seen_at": now, TTL: int(now) + KEPT_SECONDS}))
        return now

    def forget(self, queue: str) -> None:
        """Note that a queue's letters were taken over."""
        self._table.delete(Delete(key=_key(queue)))


def _key(queue: str) -> Key:
    return {PARTITION: "UNREADLETTERS", SORT: queue}
