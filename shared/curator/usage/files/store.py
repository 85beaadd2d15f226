"""How the use of published files lies in the `usage` table.

    FILES#<batch id>      META              the batch's counts
    FILES#<batch id>      FILE#<upload id>  one file that is used, or deleted; all others have no item
    FILEUSER#<user id>    META              the user's counts
    FILEUSER#<user id>    BATCH#<batch id>  a batch of which some file is used, newest last
    FILEROUND             META              how far the janitor has got

Most files are used nowhere, so what is kept grows with the uses and not with the files.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from curator.commons.file_usage import FileUse
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.usage.files.models import BatchUsage, Round, Tally, UsedFile

META = "META"
WRITES_AT_ONCE = 50
LAST_ID = 10**12 - 1  # of a batch or an upload
COUNTS = ("files", "used_files", "deleted_files", "uses")


class LookedAtMeanwhileError(Exception):
    """Another look at the batch ended meanwhile; its counts stand."""


class FileUsageStore:
    """Keeps what is known."""

    def __init__(self, table: Table) -> None:
        """Take the room's table."""
        self._table = table

    def round(self) -> Round:
        """Return how far the look at all batches has got."""
        item = self._table.get(_key("FILEROUND", META))
        if item is None:
            return Round()
        return Round(batch_id=item["batch_id"], after=item["after"], tally=_tally(item["tally"]))

    def note_round(self, reached: Round) -> None:
        """Remember it."""
        self._table.put(Put(item={**_key("FILEROUND", META), **asdict(reached)}))

    def batch(self, batch_id: int) -> BatchUsage | None:
        """Return a batch's counts; None before the first look at it has ended."""
        item = self._table.get(_key(_batch(batch_id), META))
        return None if item is None else _batch_usage(item)

    def files(self, batch_id: int, *, after: int = 0, limit: int | None = None) -> Iterator[UsedFile]:
        """Yield the batch's files that are used or deleted, by upload id, those above `after`."""
        condition = "PK = :batch AND SK BETWEEN :first AND :last"
        values = {":batch": _batch(batch_id), ":first": _file(after + 1), ":last": _file(LAST_ID)}
        return (_used_file(item) for item in self._table.query(condition, values, limit=limit))

    def replace_files(self, batch_id: int, found: Sequence[UsedFile], *, first: int, last: int) -> None:
        """Let these be the batch's used and deleted files with ids from `first` to `last`; writes what is new only."""
        condition = "PK = :batch AND SK BETWEEN :first AND :last"
        values = {":batch": _batch(batch_id), ":first": _file(first), ":last": _file(last)}
        known = {item[SORT]: _used_file(item) for item in self._table.query(condition, values)}
        wanted = {_file(file.upload_id): file for file in found}
        writes: list[Write] = [
            Put(item={**_key(_batch(batch_id), sort), **asdict(file)})
            for sort, file in wanted.items()
            if known.get(sort) != file
        ]
        writes += [Delete(key=_key(_batch(batch_id), sort)) for sort in known.keys() - wanted.keys()]
        for start in range(0, len(writes), WRITES_AT_ONCE):
            self._table.transact(writes[start : start + WRITES_AT_ONCE])

    def finish_batch(self, usage: BatchUsage) -> None:
        """Keep a batch's counts, and bring its owner's up to date by the difference.

        Raises:
            LookedAtMeanwhileError: these counts were not kept.
        """
        before = self.batch(usage.batch_id)
        writes = [_batch_write(usage, before), _user_write(usage, before), _listing_write(usage)]
        try:
            self._table.transact(writes)
        except (ConditionFailedError, TransactionConflictError) as error:
            raise LookedAtMeanwhileError from error

    def of_user(self, user_id: str) -> tuple[Tally, float | None]:
        """Return a user's counts, without wikis, and when they were last brought up to date."""
        item = self._table.get(_key(_user(user_id), META))
        if item is None:
            return Tally(), None
        return _tally(item), item["checked_at"]

    def batches_of(self, user_id: str, *, before: int | None = None, limit: int) -> list[BatchUsage]:
        """Return a user's batches of which some file is used, newest first, those below `before`."""
        last = LAST_ID if before is None else before - 1
        values = {":user": _user(user_id), ":first": _listed(0), ":last": _listed(last)}
        condition = "PK = :user AND SK BETWEEN :first AND :last"
        return [_batch_usage(item) for item in self._table.query(condition, values, limit=limit, newest_first=True)]


def _batch_write(usage: BatchUsage, before: BatchUsage | None) -> Put:
    if before is None:
        return Put(item=_batch_item(usage), condition="attribute_not_exists(PK)")
    return Put(
        item=_batch_item(usage),
        condition="checked_at = :before",
        values={":before": before.checked_at},
    )


def _user_write(usage: BatchUsage, before: BatchUsage | None) -> Write:
    """Add the difference to the user's counts. Their wikis are put together when they are asked for."""
    known = before.tally if before else Tally()
    return Update(
        key=_key(_user(usage.user_id), META),
        expression="ADD " + ", ".join(f"{name} :{name}" for name in COUNTS) + " SET checked_at = :at",
        values={
            **{f":{name}": getattr(usage.tally, name) - getattr(known, name) for name in COUNTS},
            ":at": usage.checked_at,
        },
    )


def _listing_write(usage: BatchUsage) -> Write:
    key = _key(_user(usage.user_id), _listed(usage.batch_id))
    return Put(item={**_batch_item(usage), **key}) if usage.tally.used_files else Delete(key=key)


def _batch_item(usage: BatchUsage) -> Item:
    return {**_key(_batch(usage.batch_id), META), **asdict(usage)}


def _batch_usage(item: Mapping[str, Any]) -> BatchUsage:
    return BatchUsage(
        batch_id=item["batch_id"],
        user_id=item["user_id"],
        tally=_tally(item["tally"]),
        checked_at=item["checked_at"],
    )


def _tally(item: Mapping[str, Any]) -> Tally:
    return Tally(**{name: item.get(name, 0) for name in COUNTS}, wikis=dict(item.get("wikis", {})))


def _used_file(item: Mapping[str, Any]) -> UsedFile:
    return UsedFile(
        upload_id=item["upload_id"],
        title=item["title"],
        deleted=item["deleted"],
        total=item["total"],
        uses=tuple(FileUse(**use) for use in item["uses"]),
    )


def _batch(batch_id: int) -> str:
    return f"FILES#{batch_id}"


def _user(user_id: str) -> str:
    return f"FILEUSER#{user_id}"


def _file(upload_id: int) -> str:
    return f"FILE#{upload_id:012d}"


def _listed(batch_id: int) -> str:
    return f"BATCH#{batch_id:012d}"


def _key(partition: str, sort: str) -> Key:
    return {PARTITION: partition, SORT: sort}
