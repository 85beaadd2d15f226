"""Which part of a table a list is. Stores that name such a part need no more of this package than this."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from curator.foundation.table import PARTITION, SORT, Item, Table

Position = Mapping[str, str | int]
"""Which row a page ended with, in the words of its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRange:
    """The same range of sort keys in one or several partitions of a table, from its highest key down.

    What sorts highest has to be the newest. A query counts items whose time has passed but does not return them, and
    only at the old end, where nothing follows, does that make no difference.

    Attributes:
        table: where it is.
        partitions: the newest first.
        first: the lowest sort key that belongs to it.
        last: the highest.
        partition_name: what the partitions are values of.
        index: an index that carries whole items and sorts as the table does; None for the table itself.
    """

    table: Table
    partitions: Sequence[str]
    first: str
    last: str
    partition_name: str = PARTITION
    index: str | None = None

    def partitions_after(self, after: Position | None) -> Sequence[str]:
        """Return the partitions from the one a page ended in; none where that is no part of the range any more."""
        if after is None:
            return self.partitions
        partition = str(after[PARTITION])
        return self.partitions[self.partitions.index(partition) :] if partition in self.partitions else ()

    def items(self, partition: str, after: str | None, limit: int | None) -> Iterator[Item]:
        """Return a partition's items, those below the sort key `after`. That item itself may be gone."""
        last = after or self.last
        if last < self.first:  # DynamoDB refuses such a range: of a span that ends before it begins, or has moved on
            return iter(())
        items = self.table.query(
            f"{self.partition_name} = :partition AND {SORT} BETWEEN :first AND :last",
            {":partition": partition, ":first": self.first, ":last": last},
            index=self.index,
            limit=None if limit is None else limit + (after is not None),
            newest_first=True,
        )
        return (item for item in items if item[SORT] != after)
