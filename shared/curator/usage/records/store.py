"""Records by their ids, their names and the order they came in: what organisations and repositories share.

    PK <prefix>#<id>   SK META   the record, its version, and its places in lists
    PK <guard>         SK META   id: whose name or address this is, so that no other record can have it

A verb is one transaction: record, guards and counters change together or not at all. There is nothing to commit or to
roll back beyond that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import Any, Generic

from curator.foundation.clock import Clock
from curator.foundation.table import ConditionFailedError, Delete, Put, Table, Write
from curator.usage.errors import InvalidQuestionError, RecordConflictError, RecordNotFoundError, RepositoryError
from curator.usage.limits import REACH
from curator.usage.paging import PaginatedResult, PaginationParams
from curator.usage.records.kinds import VERSION, Kind, Record, guard_key
from curator.usage.records.listing import IndexRow, Listing
from curator.usage.records.orders import Order
from curator.usage.records.trying import StaleReadError, failing, until_alone
from curator.usage.statistics.store import Statistics, counting

FRESH = "attribute_not_exists(PK)"
UNCHANGED = "version = :known"


class Records(Generic[Record]):
    """Keeps the records of one kind."""

    def __init__(self, kind: Kind[Record], table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table; `new_id` returns an id never returned before."""
        self._kind = kind
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def create(self, **values: Any) -> Record:
        """Keep a new record and return it.

        Raises:
            RecordConflictError: another has its name or address, also one that is deleted softly.
            RepositoryError: it cannot be such a record, or the table failed.
        """
        now = self._clock.now()
        try:
            values = dict(self._kind.checked(values))
            record = self._kind.model(id=self._new_id(), created_at=now, updated_at=now, **values)
        except (TypeError, ValueError) as error:
            raise RepositoryError(f"Failed to create entity: {error}") from error
        guards = self._kind.guards(record)
        writes: list[Write] = [
            Put(item=self._kind.encode(record, 1), condition=FRESH),
            *(_guard(partition, record.id) for partition in guards),
            *counting(record.id, {}, self._kind.counts(record)),
            *self._also(None, record),
        ]
        with failing("Failed to create entity"):
            try:
                until_alone(lambda: self._table.transact(writes), self._clock)
            except ConditionFailedError as error:
                field = ["id", *guards.values()][error.index]
                raise RecordConflictError(f"Entity conflicts with existing data: {field}") from error
        return record

    def get(self, record_id: str, include_deleted: bool = False) -> Record | None:
        """Return the record of this id; None where there is none, or it is deleted softly."""
        with failing("Failed to get entity"):
            item = self._table.get(self._kind.key(record_id))
        return self._shown(self._kind.decode(item), include_deleted) if item else None

    def get_or_404(self, record_id: str, include_deleted: bool = False) -> Record:
        """Return the record of this id; raises RecordNotFoundError."""
        record = self.get(record_id, include_deleted)
        if record is None:
            raise RecordNotFoundError(f"{self._kind.name} with id {record_id} not found")
        return record

    def get_many(self, record_ids: Sequence[str], include_deleted: bool = False) -> dict[str, Record]:
        """Return those of the records that there are, by id."""
        with failing("Failed to get entity"):
            items = self._table.get_many([self._kind.key(record_id) for record_id in dict.fromkeys(record_ids)])
        records = {record.id: record for record in map(self._kind.decode, items)}
        return {
            one: records[one] for one in record_ids if one in records and self._shown(records[one], include_deleted)
        }

    def update(self, record_id: str, **values: Any) -> Record | None:
        """Change fields of a record and return it; None where there is none, or it is deleted softly.

        Raises:
            RecordConflictError: another has that name or address.
            RepositoryError: it cannot be such a record, or the table failed.
        """
        try:
            self._kind.checked(values)
        except ValueError as error:
            raise RepositoryError(f"Failed to update entity: {error}") from error
        return self._change(record_id, lambda record: replace(record, **values) if self._shown(record) else None)

    def delete(self, record_id: str, soft: bool = True) -> bool:
        """Remove a record, or only hide it where its kind allows that; return whether there was one to remove."""

        def remove() -> bool:
            item = self._table.get(self._kind.key(record_id))
            if item is None:
                return False
            record = self._kind.decode(item)
            unchanged: dict[str, Any] = {"condition": UNCHANGED, "values": {":known": item[VERSION]}}
            writes: list[Write] = [
                Delete(key=self._kind.key(record_id), **unchanged),
                *(Delete(key=guard_key(partition)) for partition in self._kind.guards(record)),
                *counting(record_id, self._kind.counts(record), {}),
                *self._also(record, None),
            ]
            self._write(writes)
            return True

        if soft and self._kind.hide is not None:
            return self._hide(record_id)
        with failing("Failed to delete entity"):
            return until_alone(remove, self._clock)

    def list(
        self, pagination: PaginationParams | None = None, include_deleted: bool = False
    ) -> PaginatedResult[Record]:
        """Return a part of all records, the newest first; raises InvalidQuestionError for one that begins too far in.

        Further in than `REACH`, `Listing` goes: after a place, at the same cost everywhere.
        """
        wanted = pagination or PaginationParams()
        if wanted.offset > REACH:
            raise InvalidQuestionError(f"Offset must be {REACH} at most: beyond, follow the cursor")
        with failing("Failed to list entities"):
            rows = list(islice(self._newest(wanted, include_deleted), wanted.offset, wanted.offset + wanted.limit))
            total = self.count(include_deleted)
        found = self.get_many([row.id for row in rows], include_deleted)
        return PaginatedResult(list(found.values()), total, wanted.offset, wanted.limit)

    def count(self, include_deleted: bool = False) -> int:
        """Return how many records there are."""
        with failing("Failed to count entities"):
            totals = Statistics(self._table).totals()
        return totals.get(self._kind.counter, 0) + include_deleted * totals.get(self._kind.counter_deleted, 0)

    def _newest(self, wanted: PaginationParams, include_deleted: bool) -> Iterator[IndexRow]:
        deleted = [self._kind.newest_deleted] if include_deleted and self._kind.newest_deleted else []
        listing, many = Listing(self._table), wanted.offset + wanted.limit
        parts = [listing.rows(one, Order.TIME, descending=True, limit=many) for one in (self._kind.newest, *deleted)]
        return merge(*parts, key=lambda row: row.position)

    def _owner(self, partition: str) -> Record | None:
        """Return the record that has a name or an address, deleted or not."""
        guard = self._table.get(guard_key(partition))
        return self.get(guard["id"], include_deleted=True) if guard else None

    def _hide(self, record_id: str) -> bool:
        now = self._clock.now()

        def hidden(record: Record) -> Record | None:
            return None if self._kind.hide is None or self._kind.is_deleted(record) else self._kind.hide(record, now)

        return self._change(record_id, hidden, verb="delete") is not None

    def _change(
        self, record_id: str, decide: Callable[[Record], Record | None], *, verb: str = "update"
    ) -> Record | None:
        """Replace a record by what `decide` makes of it, which may be None for nothing; return what it became."""

        def change() -> Record | None:
            item = self._table.get(self._kind.key(record_id))
            before = self._kind.decode(item) if item else None
            after = decide(before) if before else None
            if item is None or before is None or after is None:
                return None
            after = replace(after, updated_at=self._clock.now())
            self._replace(before, after, item[VERSION])
            return after

        with failing(f"Failed to {verb} entity"):
            return until_alone(change, self._clock)

    def _replace(self, before: Record, after: Record, version: int) -> None:
        had, has = self._kind.guards(before), self._kind.guards(after)
        fresh = {partition: field for partition, field in has.items() if partition not in had}
        writes: list[Write] = [
            Put(item=self._kind.encode(after, version + 1), condition=UNCHANGED, values={":known": version}),
            *(_guard(partition, after.id) for partition in fresh),
            *(Delete(key=guard_key(partition)) for partition in had if partition not in has),
            *counting(after.id, self._kind.counts(before), self._kind.counts(after)),
            *self._also(before, after),
        ]
        self._write(writes, list(fresh.values()))

    def _write(self, writes: Sequence[Write], fields: Sequence[str] = ()) -> None:
        """Apply the writes, whose first is conditional on the record and the next ones on the fields' guards."""
        try:
            self._table.transact(writes)
        except ConditionFailedError as error:
            if error.index == 0:
                raise StaleReadError from error
            raise RecordConflictError(f"Update conflicts with existing data: {fields[error.index - 1]}") from error

    def _also(self, before: Record | None, after: Record | None) -> Sequence[Write]:  # noqa: ARG002 - for kinds that do
        """Return what else is written when a record changes."""
        return ()

    def _shown(self, record: Record, include_deleted: bool = False) -> Record | None:
        return None if self._kind.is_deleted(record) and not include_deleted else record


def _guard(partition: str, record_id: str) -> Put:
    return Put(item={**guard_key(partition), "id": record_id}, condition=FRESH)
