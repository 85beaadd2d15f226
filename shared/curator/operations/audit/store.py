"""Audit records in the operations table. The only place that knows their keys.

    PK AUDIT#<month>   SK <record id>   audited_user, and all of the record; goes after a year

The months are few enough to be asked one after the other and large enough to be worth asking. The index `audit_by_user`
has the same items by `audited_user`, which only records have.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from curator.foundation.pagination.ranges import KeyRange
from curator.foundation.table import PARTITION, SORT, TTL, Item, Key, Put, Table
from curator.operations.audit.records import AuditRecord, Outcome, id_floor, moment_of, month_of

BY_USER = "audit_by_user"
USER = "audited_user"
DAY_SECONDS = 24 * 3600
RETENTION_DAYS = 365


class AuditStore:
    """Reads and writes records."""

    def __init__(self, table: Table, *, retention_days: int = RETENTION_DAYS) -> None:
        """Use the operations table; keep records for so many days."""
        self._table = table
        self.retention_seconds = retention_days * DAY_SECONDS

    def put(self, record: AuditRecord) -> None:
        """Write a record; writing the same one again changes nothing."""
        item: Item = {
            **_key(record.id),
            **asdict(record),
            "outcome": record.outcome.value,
            USER: record.user_id,
            TTL: int(moment_of(record.id) or 0) + self.retention_seconds,
        }
        self._table.put(Put(item=item))

    def get(self, record_id: str) -> AuditRecord | None:
        """Return the record of this id, if there is one."""
        if moment_of(record_id) is None:
            return None
        item = self._table.get(_key(record_id))
        return None if item is None else read_record(item)

    def everybodys(self, since: float, before: float) -> KeyRange:
        """Return where records of what began then are."""
        return KeyRange(
            table=self._table,
            partitions=[f"AUDIT#{month}" for month in months_between(since, before)],
            first=id_floor(since),
            last=id_floor(before),
        )

    def of_user(self, user_id: str, since: float, before: float) -> KeyRange:
        """Return where the records of one person are."""
        return KeyRange(
            table=self._table,
            partitions=[user_id],
            partition_name=USER,
            index=BY_USER,
            first=id_floor(since),
            last=id_floor(before),
        )


def read_record(item: Item) -> AuditRecord:
    """Return the record that an item holds."""
    known = {name: item[name] for name in AuditRecord.__dataclass_fields__ if name in item}
    return AuditRecord(**known | {"outcome": Outcome(item["outcome"])})


def _key(record_id: str) -> Key:
    return {PARTITION: f"AUDIT#{month_of(moment_of(record_id) or 0)}", SORT: record_id}


def months_between(since: float, before: float) -> Sequence[str]:
    """Return the months of a span of time, the newest first."""
    first, last = (datetime.fromtimestamp(moment, UTC) for moment in (since, before))
    numbers = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]
