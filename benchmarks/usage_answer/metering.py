"""A table in memory that adds up what DynamoDB would charge for.

Sizes as in "DynamoDB item sizes and formats", units as in "DynamoDB read and write operations" of its developer guide:
a read is charged by 4 KB, half of that where it goes through an index; a query by the sum of what it reads; a write by
1 KB, twice in a transaction. Writes of index rows come on top, and are not what answers do: kept answers are in no
index.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.foundation.table import Item, Key, Put, Update, Write
from tests.fakes.memory_table import MemoryTable

READ_UNIT, WRITE_UNIT = 4096, 1024  # bytes
ANSWER_BYTES = 1024 * 1024  # a query reads no more at once
BATCH = 100  # keys of one request


@dataclass(slots=True)
class Meter:
    """What was asked of a table so far."""

    reads: int = 0
    writes: int = 0
    read_units: float = 0.0
    write_units: float = 0.0


class MeteredTable(MemoryTable):
    """A table that a meter reads."""

    meter: Meter = Meter()

    def begin(self) -> Meter:
        """Return a new meter, which counts from now on."""
        self.meter = Meter()
        return self.meter

    def get(self, key: Key) -> Item | None:
        """Return the item, for at least one unit."""
        found = super().get(key)
        self._read(1, [_read_units(found)])
        return found

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        """Return the items; one that is not there costs a unit, too."""
        found = super().get_many(keys)
        self._read(math.ceil(len(keys) / BATCH), [*map(_read_units, found), len(keys) - len(found)])
        return found

    def query(self, condition: str, values: Mapping[str, Any], **more: Any) -> Iterator[Item]:
        """Return the items of a range, in answers of one megabyte each."""
        found = list(super().query(condition, values, **more))
        size = sum(map(size_of, found))
        units = math.ceil(size / READ_UNIT) or 1
        self._read(size // ANSWER_BYTES + 1, [units / 2 if more.get("index") else units])
        return iter(found)

    def put(self, write: Put) -> None:
        """Write an item."""
        super().put(write)
        self._wrote([write])

    def update(self, write: Update) -> Item:
        """Change an item."""
        changed = super().update(write)
        self._wrote([write])
        return changed

    def transact(self, writes: Sequence[Write]) -> None:
        """Write several items for twice as much."""
        super().transact(writes)
        self._wrote([*writes, *writes])

    def _read(self, requests: int, units: Sequence[float]) -> None:
        self.meter.reads += requests
        self.meter.read_units += sum(units)

    def _wrote(self, writes: Sequence[Write]) -> None:
        self.meter.writes += 1
        for write in writes:
            item = write.item if isinstance(write, Put) else super().get(write.key)
            self.meter.write_units += max(1, math.ceil(size_of(item or {}) / WRITE_UNIT))


def size_of(value: Any) -> int:
    """Return how many bytes DynamoDB counts for an item or a value in it."""
    match value:
        case None | bool():
            return 1
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case int() | float():
            return math.ceil(len(str(value).strip("-0.").replace(".", "")) / 2) + 1
        case dict():
            return sum(len(name.encode()) + _inner(inner) for name, inner in value.items())
        case list() | tuple():
            return sum(_inner(inner) for inner in value)
    raise TypeError(f"DynamoDB has no {type(value).__name__}")


def _inner(value: Any) -> int:
    """Return the size of a value with what a list or a map costs beside what it holds."""
    return size_of(value) + (3 + len(value) if isinstance(value, dict | list | tuple) else 0)


def _read_units(item: Item | None) -> int:
    return max(1, math.ceil(size_of(item or {}) / READ_UNIT))
