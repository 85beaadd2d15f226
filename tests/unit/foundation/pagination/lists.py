"""Lists of people, in memory and in a table, to take pages of."""

from collections.abc import Iterable, Mapping
from typing import Any

from curator.foundation.pagination.cursors import Cursors
from curator.foundation.pagination.ranges import KeyRange
from curator.foundation.pagination.sources import REACH, MemorySource, Source, TableSource
from curator.foundation.table import PARTITION, SORT, Put, Table

CURSORS = Cursors("a secret of the tests")
ATTRIBUTES = ("id", "name", "room", "age")

Row = dict[str, Any]


def people(count: int) -> list[Row]:
    """Return so many people with ids from 1; every third lives in the attic."""
    rooms = ("attic", "cellar", "cellar")
    return [{"id": n, "name": f"Person {n:03d}", "room": rooms[n % 3]} for n in range(1, count + 1)]


def in_memory(rows: Iterable[Row]) -> MemorySource:
    """Return the list of these people, the first first."""
    return MemorySource("Person", rows, attributes=ATTRIBUTES)


def key_of(person_id: int) -> dict[str, str]:
    """Return where a person is kept: two hundred in a partition."""
    return {PARTITION: f"PEOPLE#{person_id // 200}", SORT: f"{person_id:06d}"}


def put(table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write people into the table."""
    for row in rows:
        table.put(Put(item={**key_of(row["id"]), **row}))


def in_table(table: Table, *, partitions: int = 10, reach: int = REACH) -> Source:
    """Return the list of the people in a table, the newest first."""
    keys = KeyRange(
        table=table,
        partitions=[f"PEOPLE#{n}" for n in reversed(range(partitions))],
        first="000000",
        last="999999",
    )
    return TableSource("Person", keys, attributes=ATTRIBUTES, read=_person, reach=reach)


def _person(item: Mapping[str, Any]) -> Row:
    return {name: value for name, value in item.items() if name not in {PARTITION, SORT}}


def ids(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return whose rows these are."""
    return [row["id"] for row in rows]
