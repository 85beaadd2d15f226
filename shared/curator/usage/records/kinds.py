"""What tells one kind of record from another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from curator.foundation.table import PARTITION, SORT, Item, Key
from curator.usage.models import Organization, Repository
from curator.usage.records.orders import ListOf
from curator.usage.statistics.store import Counts

META = "META"
VERSION = "version"  # of a row, which every write of it raises
KEPT = frozenset({"id", "created_at", "updated_at", "deleted_at"})  # what no caller sets

Record = TypeVar("Record", bound=Organization | Repository)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Record]):
    """A kind of record.

    Attributes:
        name: as sentences call it.
        prefix: what its keys begin with.
        model: its dataclass.
        guards: by the key of a row that only one record can have, which field that stands for.
        listed: the attributes that put it into lists, with the facts that the indexes carry.
        counts: what it adds to the statistics.
        newest: where it is listed by its creation.
        newest_deleted: … while it is deleted softly; None for what can only be deleted for good.
        counter: the statistic that counts those of `newest`.
        counter_deleted: … and those of `newest_deleted`.
        longest: by text field, how many characters it has at most.
        is_deleted: whether a record is deleted softly.
        hide: deletes a record softly, at this moment; None for a kind that only knows deleting for good.
    """

    name: str
    prefix: str
    model: type[Record]
    guards: Callable[[Record], Mapping[str, str]]
    listed: Callable[[Record], Item]
    counts: Callable[[Record], Counts]
    newest: ListOf
    newest_deleted: ListOf | None
    counter: str
    counter_deleted: str
    longest: Mapping[str, int] = field(default_factory=dict)
    is_deleted: Callable[[Record], bool] = lambda _: False
    hide: Callable[[Record, float], Record] | None = None

    def key(self, record_id: str) -> Key:
        """Return where the record of this id is."""
        return {PARTITION: f"{self.prefix}#{record_id}", SORT: META}

    def encode(self, record: Record, version: int) -> Item:
        """Return the item that holds a record."""
        values = {one.name: getattr(record, one.name) for one in fields(record)}
        return {**self.key(record.id), **values, **self.listed(record), VERSION: version}

    def decode(self, item: Item) -> Record:
        """Return the record that an item holds."""
        known = {one.name: item[one.name] for one in fields(self.model) if one.name in item}
        return self.model(**known)

    def checked(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values; raises ValueError for one that no such record can have."""
        known = {one.name for one in fields(self.model)} - KEPT
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"{name} is no field of it")
            if isinstance(value, str) and len(value) > self.longest.get(name, len(value)):
                raise ValueError(f"{name} has more than {self.longest[name]} characters")
        return values


def guard_key(partition: str) -> Key:
    """Return the row that says which record has a name or an address."""
    return {PARTITION: partition, SORT: META}
