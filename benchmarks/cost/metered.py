"""A table in memory that meters its sparse index and its stream as well."""

from collections.abc import Mapping

from benchmarks.usage_answer.metering import MeteredTable
from curator.foundation.clock import Clock
from curator.foundation.table import Item
from tests.fakes.memory_table import DUE, Index, KeyOf

BROADCAST = ("UPLOAD#", "BATCH")  # sort keys that the filter of the broadcaster's stream lets through


class BilledTable(MeteredTable):
    """A table that tells everything its owner is billed for.

    Attributes:
        index_units: writes of index rows: one where a row comes, goes or stays in another place, two where it moves.
        changes: items written, each a record of the stream.
        busy_seconds: seconds of the clock in which anything was written that the broadcaster is woken for; it is
            called once for each.
    """

    def __init__(self, clock: Clock, *, name: str = "billed", indexes: Mapping[str, Index] = DUE) -> None:
        """Start empty."""
        super().__init__(clock, name=name, indexes=indexes)
        self.meter = self.begin()
        self.index_units = 0
        self.changes = 0
        self.busy_seconds: set[int] = set()
        self._billing_clock = clock

    def _reindex(self, key: KeyOf, before: Item | None, after: Item | None) -> None:
        super()._reindex(key, before, after)
        self.changes += 1
        if key[1].startswith(BROADCAST):
            self.busy_seconds.add(int(self._billing_clock.now()))
        for index in self._indexes.values():
            places = [_place(index, item) for item in (before, after)]
            if places[0] != places[1]:
                self.index_units += sum(place is not None for place in places)


def _place(index: Index, item: Item | None) -> tuple[object, object] | None:
    if item is None or index.partition not in item or index.sort not in item:
        return None
    return item[index.partition], item[index.sort]
