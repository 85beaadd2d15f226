"""Where rows come from, in an order that does not change: rows that come in between two pages move no other."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Protocol

from curator.foundation.pagination.filters import Row
from curator.foundation.pagination.ranges import KeyRange, Position
from curator.foundation.table import PARTITION, SORT, Item

REACH = 1000  # rows of a table that a numbered page, a count or a filter looks through

Placed = tuple[Position, Row]


class Source(Protocol):
    """A list of rows.

    Attributes:
        model: what the rows are, for sentences and cache keys.
        attributes: what rows can be filtered by.
        reach: how many rows one question may look through; None for any number.
    """

    model: str
    attributes: Collection[str]
    reach: int | None

    def rows(self, *, after: Position | None, limit: int | None) -> Iterator[Placed]:
        """Yield each row with its position, those that follow `after`, at most `limit` of them."""


class MemorySource:
    """Rows that are all here, by their ids."""

    reach: int | None = None

    def __init__(self, model: str, rows: Iterable[Row], *, attributes: Collection[str], key: str = "id") -> None:
        """Take the rows; `key` names the attribute that orders them, different in each."""
        self.model = model
        self.attributes = attributes
        self._key = key
        self._rows = sorted(rows, key=lambda row: row[key])

    def rows(self, *, after: Position | None, limit: int | None) -> Iterator[Placed]:
        """Yield each row with its position, those that follow `after`, at most `limit` of them."""
        following = (row for row in self._rows if after is None or row[self._key] > after[self._key])
        return (({self._key: row[self._key]}, row) for row in islice(following, limit))


class TableSource:
    """Rows of a table, one partition of a key range after the other."""

    def __init__(
        self,
        model: str,
        keys: KeyRange,
        *,
        attributes: Collection[str],
        read: Callable[[Item], Row],
        reach: int = REACH,
    ) -> None:
        """Take the range; `read` makes a row of an item."""
        self.model = model
        self.attributes = attributes
        self.reach: int | None = reach
        self._keys = keys
        self._read = read

    def rows(self, *, after: Position | None, limit: int | None) -> Iterator[Placed]:
        """Yield each row with its position, those that follow `after`, at most `limit` of them."""
        left = limit
        for partition in self._keys.partitions_after(after):
            if left == 0:
                return
            begins_here = after is not None and after[PARTITION] == partition
            for item in self._keys.items(partition, str(after[SORT]) if after and begins_here else None, left):
                yield {PARTITION: partition, SORT: item[SORT]}, self._read(item)
                left = None if left is None else left - 1
