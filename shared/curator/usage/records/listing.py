"""Reads any list of the room, in any of its orders, from any place on: one query, whatever the size of the table.

The indexes follow their table within a moment. Whoever shows what they found reads the rows themselves, which is also
how what was hidden or removed since is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from curator.foundation.table import PARTITION, SORT, Key, Table
from curator.usage.dependencies.records import UserFacts, decode_facts
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.records.orders import FACTS, HIGHEST, LOWEST, ListOf, Order

Position = str
"""Where a row stands in its list."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row as an index has it.

    Attributes:
        key: of the row itself.
        position: what to go on after.
        facts: what filters need; see what encodes the row.
    """

    key: Key
    position: Position
    facts: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The organisation's or repository's id; of a package's user, the organisation's."""
        written = self.key[SORT] if self.key[SORT].startswith("USER#") else self.key[PARTITION]
        return written.partition("#")[2]

    @property
    def package(self) -> PackageKey:
        """Which package the row is about, or of a user of."""
        _, ecosystem, name = self.key[PARTITION].split("#", 2)
        return PackageKey(Ecosystem(ecosystem), name)


class Listing:
    """Reads lists."""

    def __init__(self, table: Table) -> None:
        """Read the usage table."""
        self._table = table

    def rows(
        self,
        list_of: ListOf,
        order: Order,
        *,
        descending: bool = False,
        after: Position | None = None,
        limit: int | None = None,
        prefix: str = "",
    ) -> Iterator[IndexRow]:
        """Yield the rows of a list.

        Args:
            list_of: which list.
            order: which of its orders; equal numbers stand in order of names when the largest comes first.
            descending: the largest, latest, or last by name first.
            after: begin with the row that follows this place.
            limit: how many rows at most; None for all, of which an answer of DynamoDB holds 1 MB.
            prefix: what names begin with, in any case; for lists by name.
        """
        index = list_of.indexes[order]
        forward = descending is not (order is Order.NAME)
        low, high = prefix.lower() or LOWEST, prefix.lower() + HIGHEST
        if after is not None and forward:
            low = max(low, after)
        elif after is not None:
            high = min(high, after)
        if low > high:
            return
        items = self._table.query(
            f"{index}_pk = :list AND {index}_sk BETWEEN :low AND :high",
            {":list": list_of.partition, ":low": low, ":high": high},
            index=index,
            limit=None if limit is None else limit + (after is not None),
            newest_first=not forward,
        )
        rows = (
            IndexRow({PARTITION: item[PARTITION], SORT: item[SORT]}, item[f"{index}_sk"], item.get(FACTS, {}))
            for item in items
        )
        yield from islice((row for row in rows if row.position != after), limit)


def user_facts(row: IndexRow) -> UserFacts:
    """Return what the index knows of an organisation that uses a package."""
    return decode_facts(row.id, row.facts)
