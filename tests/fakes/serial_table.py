"""A table in memory for many threads: each write happens on its own, as it does to an item of DynamoDB."""

import time
from collections.abc import Sequence
from threading import RLock

from curator.foundation.clock import Clock
from curator.foundation.table import Item, Update, Write
from tests.fakes.memory_table import Index, MemoryTable


class SerialTable(MemoryTable):
    """Gives way to other threads before each write, so that they do meet."""

    def __init__(self, clock: Clock, *, indexes: dict[str, Index] | None = None) -> None:
        super().__init__(clock, indexes=indexes or {})
        self._one_by_one = RLock()

    def _apply(self, kind: str, writes: Sequence[Write]) -> None:
        time.sleep(0)
        with self._one_by_one:
            super()._apply(kind, writes)

    def update(self, write: Update) -> Item:
        time.sleep(0)
        with self._one_by_one:
            return super().update(write)
