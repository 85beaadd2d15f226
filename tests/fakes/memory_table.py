"""A table in memory: what `curator.foundation.table.Table` does, at a thousandth of moto's cost, with a count of it.

`tests/unit/foundation/test_memory_table.py` holds it to the same answers as the real gateway on moto.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any, NoReturn

from curator.foundation.clock import Clock
from curator.foundation.table import (
    MAX_TRANSACTION,
    PARTITION,
    SORT,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    Write,
)
from tests.fakes.expressions import KeyRange, Placeholders, apply_update, condition, key_range

KeyOf = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """A sparse index: one that carries keys only, as `due` does, a few attributes beside them, or whole items."""

    partition: str
    sort: str
    whole: bool = False
    included: tuple[str, ...] = ()


DUE = {"due": Index("due_pk", "due_at")}
LISTED = {"listed": Index("listed_pk", "listed_at")}
AUDITED = {"audit_by_user": Index("audited_user", SORT, whole=True)}


@dataclass(slots=True)
class Operations:
    """What was asked of a table.

    Attributes:
        requests: requests by kind; the kinds are the names of the gateway's methods.
        read: items read by kind of request.
        written: items written (or refused) by kind of request.
        sorts: items written by what their sort key begins with.
        refused: requests of which a condition failed.
    """

    requests: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    sorts: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    @property
    def read_requests(self) -> int:
        """All requests that only read."""
        return sum(self.requests[kind] for kind in ("get", "get_many", "query"))

    @property
    def write_requests(self) -> int:
        """All requests that write."""
        return self.requests.total() - self.read_requests


class MemoryTable(Table):
    """One table in memory."""

    def __init__(self, clock: Clock, *, name: str = "memory", indexes: Mapping[str, Index] = DUE) -> None:
        """Start empty; `indexes` are the sparse ones beside the keys."""
        super().__init__(_no_client, name, clock)
        self.operations = Operations()
        self._indexes = indexes
        self._items: dict[KeyOf, Item] = {}
        self._sorted: dict[str, list[str]] = defaultdict(list)
        self._indexed: dict[tuple[str, str], list[tuple[Any, KeyOf]]] = defaultdict(list)

    def get(self, key: Key) -> Item | None:
        self._count_read("get", 1)
        found = self._items.get(_key(key))
        return self._alive(_copy(found)) if found is not None else None

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        wanted = [_key(key) for key in keys]
        if len(set(wanted)) < len(wanted):
            raise ValueError("the same key twice")
        self._count_read("get_many", len(keys))
        found = [_copy(self._items[key]) for key in wanted if key in self._items]
        return [item for item in found if self._alive(item) is not None]

    def query(
        self,
        condition: str,
        values: Mapping[str, Any],
        *,
        index: str | None = None,
        names: Mapping[str, str] | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[Item]:
        wanted = key_range(condition, Placeholders(names or {}, _stored(values)))
        found = self._range(wanted) if index is None else self._index_range(index, wanted)
        found = reversed(list(found)) if newest_first else found
        items = list(islice(found, limit))
        self._count_read("query", len(items))
        return (item for item in items if self._alive(item) is not None)

    def put(self, write: Put) -> None:
        self._apply("put", [write])

    def update(self, write: Update) -> Item:
        self._apply("update", [write])
        item: Item = _copy(self._items[_key(write.key)])
        return item

    def delete(self, write: Delete) -> None:
        self._apply("delete", [write])

    def transact(self, writes: Sequence[Write]) -> None:
        if len(writes) > MAX_TRANSACTION:
            raise ValueError(f"a transaction takes {MAX_TRANSACTION} writes at most, not {len(writes)}")
        self._apply("transact", writes)

    def _apply(self, kind: str, writes: Sequence[Write]) -> None:
        keys = [_key(write.item if isinstance(write, Put) else write.key) for write in writes]
        if len(set(keys)) < len(keys):
            raise ValueError("a transaction may touch an item once")
        self.operations.requests[kind] += 1
        self.operations.written[kind] += len(writes)
        self.operations.sorts.update(sort.partition("#")[0] for _, sort in keys)
        meanings = [Placeholders(write.names or {}, _stored(write.values or {})) for write in writes]
        for place, (key, write, meaning) in enumerate(zip(keys, writes, meanings, strict=True)):
            found = self._items.get(key)
            if write.condition and not condition(write.condition)(found or {}, meaning):
                self.operations.refused += 1
                raise ConditionFailedError(_copy(found) if found is not None else None, place)
        for key, write, meaning in zip(keys, writes, meanings, strict=True):
            self._store(key, self._outcome(key, write, meaning))

    def _outcome(self, key: KeyOf, write: Write, meaning: Placeholders) -> Item | None:
        match write:
            case Put():
                return _stored(write.item)
            case Update():
                before = self._items.get(key, {PARTITION: key[0], SORT: key[1]})
                return apply_update(write.expression, before, meaning)
            case Delete():
                return None

    def _store(self, key: KeyOf, item: Item | None) -> None:
        before = self._items.pop(key, None)
        self._reindex(key, before, item)
        partition, sort = key
        sorts = self._sorted[partition]
        if item is None:
            if before is not None:
                del sorts[bisect_left(sorts, sort)]
            return
        self._items[key] = item
        if before is None:
            insort(sorts, sort)

    def _reindex(self, key: KeyOf, before: Item | None, after: Item | None) -> None:
        for name, index in self._indexes.items():
            if before is not None and (place := _place(index, before)) is not None:
                entries = self._indexed[name, place[0]]
                del entries[bisect_left(entries, (place[1], key))]
            if after is not None and (place := _place(index, after)) is not None:
                insort(self._indexed[name, place[0]], (place[1], key))

    def _range(self, wanted: KeyRange) -> Iterator[Item]:
        if wanted.partition_name != PARTITION or wanted.sort_name not in {SORT, None}:
            raise ValueError(f"{wanted.partition_name} and {wanted.sort_name} are not the table's keys")
        sorts = self._sorted.get(wanted.partition, [])
        for place in range(0 if wanted.low is None else bisect_left(sorts, wanted.low), len(sorts)):
            if wanted.test(sorts[place]):
                yield _copy(self._items[wanted.partition, sorts[place]])
            elif wanted.low is not None and sorts[place] != wanted.low:
                return

    def _index_range(self, name: str, wanted: KeyRange) -> Iterator[Item]:
        index = self._indexes[name]
        if wanted.partition_name != index.partition or wanted.sort_name not in {index.sort, None}:
            raise ValueError(f"{wanted.partition_name} and {wanted.sort_name} are not the keys of {name}")
        entries = self._indexed.get((name, wanted.partition), [])
        start = 0 if wanted.low is None else bisect_left(entries, (wanted.low,))
        for moment, (partition, sort) in entries[start:]:
            if wanted.test(moment):
                yield self._projected(index, self._items[partition, sort])
            elif wanted.low is not None and moment != wanted.low:
                return

    def _projected(self, index: Index, item: Item) -> Item:
        if index.whole:
            return dict(_copy(item))
        carried = (PARTITION, SORT, index.partition, index.sort, *index.included)
        return {name: _copy(item[name]) for name in carried if name in item}

    def _count_read(self, kind: str, items: int) -> None:
        self.operations.requests[kind] += 1
        self.operations.read[kind] += items


def _no_client() -> NoReturn:
    raise AssertionError("a table in memory has no client")


def _key(key: Mapping[str, Any]) -> KeyOf:
    return key[PARTITION], key[SORT]


def _place(index: Index, item: Item) -> tuple[str, Any] | None:
    if index.partition not in item or index.sort not in item:
        return None
    return item[index.partition], item[index.sort]


def _stored(values: Mapping[str, Any]) -> Item:
    """Return attributes as they come back from DynamoDB: without nulls, whole numbers as int, enums as their text."""
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    match value:
        case bool() | None:
            return value
        case Enum():
            return value.value
        case float():
            return int(value) if value.is_integer() else value
        case str() | int() | bytes():
            return value
        case dict():
            return {name: _plain(inner) for name, inner in value.items() if inner is not None}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    raise TypeError(f"DynamoDB has no {type(value).__name__}")


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value
