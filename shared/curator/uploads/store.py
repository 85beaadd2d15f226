"""Batches and uploads in the uploads table. The only place that knows their keys.

    PK BATCH#<batch>   SK BATCH                the batch with its counters
    PK BATCH#<batch>   SK UPLOAD#<upload>      one upload's status
    PK BATCH#<batch>   SK SLICE#<slice>        a slice that was stored, and what was in it
    PK LANE#<user>     SK TEXT#<upload>        what was written once with an upload, in the order of the user's lane
    PK USER#<user>     SK TOTAL                how many batches the user has
    PK USER#<user>     SK BATCH#<n>            the user's n-th batch
    PK COUNTER#<kind>  SK COUNTER              the last integer id given

Ids are padded with zeros where they sort. A batch's counters change in the same transaction as the status they count.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.foundation.tracing import CORRELATION, correlation_id
from curator.uploads.lanes.lane import Pause
from curator.uploads.lanes.store import partition as lane_partition
from curator.uploads.lifecycle import CANCEL, Transition, check
from curator.uploads.listing.store import IdRange, failure_writes, range_write
from curator.uploads.models import Batch, Checkpoint, Upload, UploadStatus, UploadText
from curator.uploads.records import (
    COUNT_PREFIX,
    decode_batch,
    decode_text,
    decode_upload,
    encode_batch,
    encode_progress,
    encode_text,
    encode_upload,
)
from curator.uploads.users.store import UserStore

BATCH_SORT = "BATCH"
UPLOAD_PREFIX = "UPLOAD#"
TEXT_PREFIX = "TEXT#"
LAST_ID = 10**12 - 1
UPLOADS_PER_CANCEL = 99  # one item each, and the batch
UPLOADS_PER_TRANSACTION = 45  # two items each, the batch and the slice, under DynamoDB's 100 writes


class StaleWriteError(Exception):
    """The upload is not as the writer believed: cancelled, settled, or claimed by another worker."""


class AlreadyStoredError(Exception):
    """These uploads are there already."""


class UploadStore:
    """Reads and writes batches and uploads."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock
        self.users = UserStore(table, clock)

    def reserve_ids(self, kind: str, count: int = 1) -> range:
        """Return `count` integers never given before; `kind` is "batch" or "upload"."""
        item = self._table.update(
            Update(key=_key(f"COUNTER#{kind}", "COUNTER"), expression="ADD last_id :n", values={":n": count})
        )
        last = int(item["last_id"])
        return range(last - count + 1, last + 1)

    def last_batch_id(self) -> int:
        """Return the highest batch id given so far, 0 before the first."""
        item = self._table.get(_key("COUNTER#batch", "COUNTER"))
        return int(item["last_id"]) if item else 0

    def insert_batch(self, batch: Batch) -> None:
        """Store a new batch and list it as its user's next one."""
        while True:
            number = self.count_batches(batch.user_id) + 1
            try:
                self._table.transact(
                    [
                        Put(item=_keyed(batch_key(batch.id), encode_batch(batch))),
                        Put(
                            item={**_key(f"USER#{batch.user_id}", f"BATCH#{number:012d}"), "batch_id": batch.id},
                            condition="attribute_not_exists(PK)",
                        ),
                        Update(
                            key=_key(f"USER#{batch.user_id}", "TOTAL"),
                            expression="SET batches = :number",
                            values={":number": number},
                        ),
                    ]
                )
            except (ConditionFailedError, TransactionConflictError):
                continue  # the same user created another batch at this moment: take the next number
            else:
                return

    def get_batch(self, batch_id: int) -> Batch | None:
        """Return the batch, or None."""
        item = self._table.get(batch_key(batch_id))
        return decode_batch(item) if item else None

    def get_batches(self, batch_ids: Sequence[int]) -> list[Batch]:
        """Return those of the batches that exist, newest first."""
        items = self._table.get_many([batch_key(batch_id) for batch_id in batch_ids])
        return sorted((decode_batch(item) for item in items), key=lambda batch: -batch.id)

    def count_batches(self, user_id: str) -> int:
        """Return how many batches the user has."""
        item = self._table.get(_key(f"USER#{user_id}", "TOTAL"))
        return int(item["batches"]) if item else 0

    def batch_ids_of(self, user_id: str, *, first: int, last: int) -> list[int]:
        """Return the ids of the user's batches number `first` to `last`, counted from 1 for the oldest."""
        items = self._table.query(
            "PK = :user AND SK BETWEEN :first AND :last",
            {":user": f"USER#{user_id}", ":first": f"BATCH#{first:012d}", ":last": f"BATCH#{last:012d}"},
        )
        return [int(item["batch_id"]) for item in items]

    def get_slice(self, batch_id: int, slice_id: int) -> Item | None:
        """Return what was noted of a slice: `digest`, `first_id`, `count`."""
        return self._table.get(_slice_key(batch_id, slice_id))

    def insert_slice(self, *, batch_id: int, slice_id: int, digest: str, first_id: int, count: int) -> bool:
        """Note that this slice owns these ids, and list them; return False where the slice is noted already."""
        item = {**_slice_key(batch_id, slice_id), "digest": digest, "first_id": first_id, "count": count}
        now = iso_timestamp(self._clock.now())
        listed = range_write(IdRange(first_id=first_id, count=count, batch_id=batch_id, created_at=now))
        while True:
            try:
                self._table.transact([Put(item=item, condition="attribute_not_exists(PK)"), listed])
            except ConditionFailedError:
                return False
            except TransactionConflictError:
                continue  # the same slice is being noted at this moment
            else:
                return True

    def insert_uploads(self, uploads: Sequence[Upload], texts: Sequence[UploadText], *, also: Sequence[Write]) -> None:
        """Store at most `UPLOADS_PER_TRANSACTION` new uploads with their texts, count them, and do the `also` writes.

        Raises:
            AlreadyStoredError: an earlier delivery of the slice stored them; nothing was written.
            ConditionFailedError: one of the `also` writes was refused.
            TransactionConflictError: somebody wrote one of the items at the same moment.
        """
        fresh = "attribute_not_exists(PK)"
        writes: list[Write] = [
            Put(item=_keyed(upload_key(upload.batch_id, upload.id), encode_upload(upload)), condition=fresh)
            for upload in uploads
        ]
        user_id = uploads[0].user_id
        writes += [Put(item=_keyed(text_key(user_id, text.upload_id), encode_text(text))) for text in texts]
        writes.append(self._count(uploads[0].batch_id, {UploadStatus.QUEUED: len(uploads)}))
        try:
            self._table.transact([*writes, *also])
        except ConditionFailedError as error:
            if error.index < len(writes):
                raise AlreadyStoredError(f"upload {uploads[0].id}") from error
            raise

    def get_upload(self, batch_id: int, upload_id: int) -> Upload | None:
        """Return the upload, or None."""
        item = self._table.get(upload_key(batch_id, upload_id))
        return decode_upload(item) if item else None

    def get_uploads(self, keys: Sequence[tuple[int, int]]) -> dict[int, Upload]:
        """Return the uploads of these (batch id, upload id) pairs that exist, by upload id."""
        items = self._table.get_many([upload_key(batch_id, upload_id) for batch_id, upload_id in keys])
        return {int(item["id"]): decode_upload(item) for item in items}

    def list_uploads(self, batch_id: int, *, after: int = 0, limit: int | None = None) -> Iterator[Upload]:
        """Yield the batch's uploads by id: those with ids above `after`, at most `limit`."""
        first, last = upload_key(batch_id, after + 1), upload_key(batch_id, LAST_ID)
        items = self._table.query(
            "PK = :batch AND SK BETWEEN :first AND :last",
            {":batch": first[PARTITION], ":first": first[SORT], ":last": last[SORT]},
            limit=limit,
        )
        return (decode_upload(item) for item in items)

    def get_texts(self, user_id: str, upload_ids: Sequence[int]) -> dict[int, UploadText]:
        """Return the texts of these uploads of one user, by upload id."""
        items = self._table.get_many([text_key(user_id, upload_id) for upload_id in upload_ids])
        return {int(item["upload_id"]): decode_text(item) for item in items}

    def get_texts_of(self, uploads: Sequence[Upload]) -> dict[int, UploadText]:
        """Return the texts of these uploads, whoever's they are, by upload id."""
        items = self._table.get_many([text_key(upload.user_id, upload.id) for upload in uploads])
        return {int(item["upload_id"]): decode_text(item) for item in items}

    def texts_after(self, user_id: str, upload_id: int, limit: int) -> list[UploadText]:
        """Return the texts of the user's next uploads after this id, in the order in which they take their turns."""
        items = self._table.query(
            "PK = :lane AND SK BETWEEN :after AND :last",
            {
                ":lane": lane_partition(user_id),
                ":after": f"{TEXT_PREFIX}{upload_id + 1:012d}",
                ":last": f"{TEXT_PREFIX}{'9' * 12}",
            },
            limit=limit,
        )
        return [decode_text(item) for item in items]

    def transition(
        self,
        upload: Upload,
        transition: Transition,
        *,
        becomes: Upload,
        also: Sequence[Write] = (),
        finish_at: float | None = None,
        pause: Pause | None = None,
    ) -> Upload:
        """Move an upload along its lifecycle, with the batch's counters and the `also` writes in one transaction.

        Args:
            upload: as the caller knows it; status and fence must still be these.
            transition: the way taken.
            becomes: the upload as it will be.
            also: writes that stand or fall with the transition.
            finish_at: when the batch is now expected to end, in seconds since the epoch, where that is known.
            pause: what the batch's uploads wait for from now on.

        Raises:
            StaleWriteError: the upload is not as the caller knows it.
            ConditionFailedError: one of the `also` writes was refused.
            TransactionConflictError: somebody wrote one of the items at the same moment.
        """
        check(transition, upload.status, becomes.status)
        becomes = replace(becomes, updated_at=iso_timestamp(self._clock.now()))
        writes: list[Write] = [_replace_if_unchanged(upload, becomes), *failure_writes(upload.status, becomes)]
        if upload.status is not becomes.status:
            counted = {upload.status: -1, becomes.status: 1}
            writes.append(self._count(upload.batch_id, counted, finish_at=finish_at, pause=pause))
        try:
            self._table.transact([*writes, *also])
        except ConditionFailedError as error:
            if error.index == 0:
                raise StaleWriteError(f"upload {upload.id}") from error
            raise
        return becomes

    def cancel(self, uploads: Sequence[Upload]) -> None:
        """Cancel at most `UPLOADS_PER_CANCEL` queued uploads of one batch, all or none.

        Raises:
            StaleWriteError: one of them is not as the caller knows it.
            TransactionConflictError: somebody wrote one of the items at the same moment.
        """
        now = iso_timestamp(self._clock.now())
        writes: list[Write] = []
        for upload in uploads:
            check(CANCEL, upload.status, UploadStatus.CANCELLED)
            becomes = replace(upload, status=UploadStatus.CANCELLED, updated_at=now)
            writes.append(_replace_if_unchanged(upload, becomes))
        counted = {UploadStatus.QUEUED: -len(uploads), UploadStatus.CANCELLED: len(uploads)}
        try:
            self._table.transact([*writes, self._count(uploads[0].batch_id, counted)])
        except ConditionFailedError as error:
            raise StaleWriteError(f"upload {uploads[error.index].id}") from error

    def note_progress(self, upload: Upload, checkpoint: Checkpoint) -> Upload:
        """Store how far a claimed upload got; raises StaleWriteError if the claim is no longer the caller's."""
        becomes = replace(upload, checkpoint=checkpoint, sha1=checkpoint.sha1 or upload.sha1)
        try:
            self._table.update(
                Update(
                    key=upload_key(upload.batch_id, upload.id),
                    expression="SET checkpoint = :checkpoint, sha1 = :sha1",
                    condition="fence = :fence AND #status = :status",
                    names={"#status": "status"},
                    values={
                        ":checkpoint": encode_progress(checkpoint),
                        ":sha1": becomes.sha1 or "",
                        ":fence": upload.fence,
                        ":status": upload.status,
                    },
                )
            )
        except ConditionFailedError as error:
            raise StaleWriteError(f"upload {upload.id}") from error
        return becomes

    def note_outlook(self, batch_ids: Collection[int], *, finish_at: Mapping[int, float], pause: Pause | None) -> None:
        """Store what to expect of batches: when each, by id, will end, and what they all wait for, if anything."""
        for batch_id in batch_ids:
            told = _outlook(finish_at.get(batch_id), pause)
            forgotten = "" if pause is not None else " REMOVE paused_until, paused_for"
            settings = ", ".join(f"{name} = :{name}" for name in told)
            self._table.update(
                Update(
                    key=batch_key(batch_id),
                    expression=((f"SET {settings}" if told else "") + forgotten).strip(),
                    values={f":{name}": value for name, value in told.items()},
                )
            )

    def _count(
        self,
        batch_id: int,
        changes: dict[UploadStatus, int],
        *,
        finish_at: float | None = None,
        pause: Pause | None = None,
    ) -> Update:
        told = {"updated_at": iso_timestamp(self._clock.now()), **_outlook(finish_at, pause)}
        told[CORRELATION] = correlation_id() or ""  # for whoever reads the table's stream
        settings = ", ".join(f"{name} = :{name}" for name in told)
        additions = ", ".join(f"{COUNT_PREFIX}{status} :{status}" for status in changes)
        return Update(
            key=batch_key(batch_id),
            expression=f"SET {settings} ADD {additions}",
            values={
                **{f":{name}": value for name, value in told.items()},
                **{f":{status}": change for status, change in changes.items()},
            },
        )


def _outlook(finish_at: float | None, pause: Pause | None) -> dict[str, Any]:
    told: dict[str, Any] = {} if finish_at is None else {"finish_at": round(finish_at, 3)}
    if pause is not None:
        told |= {"paused_until": pause.until, "paused_for": pause.reason}
    return told


def _replace_if_unchanged(upload: Upload, becomes: Upload) -> Put:
    return Put(
        item=_keyed(upload_key(upload.batch_id, upload.id), encode_upload(becomes)),
        condition="#status = :status AND fence = :fence",
        names={"#status": "status"},
        values={":status": upload.status, ":fence": upload.fence},
    )


def batch_key(batch_id: int) -> Key:
    """Return the batch's key."""
    return _key(f"BATCH#{batch_id}", BATCH_SORT)


def upload_key(batch_id: int, upload_id: int) -> Key:
    """Return the upload's key."""
    return _key(f"BATCH#{batch_id}", f"{UPLOAD_PREFIX}{upload_id:012d}")


def is_batch_key(sort: str) -> bool:
    """Whether an item with this sort key is a batch, given that its partition is a batch's."""
    return sort == BATCH_SORT


def is_upload_key(sort: str) -> bool:
    """Whether an item with this sort key is an upload."""
    return sort.startswith(UPLOAD_PREFIX)


def _slice_key(batch_id: int, slice_id: int) -> Key:
    return _key(f"BATCH#{batch_id}", f"SLICE#{slice_id:012d}")


def text_key(user_id: str, upload_id: int) -> Key:
    """Return the key of what was written once with an upload."""
    return _key(lane_partition(user_id), f"{TEXT_PREFIX}{upload_id:012d}")


def _key(partition: str, sort: str) -> Key:
    return {PARTITION: partition, SORT: sort}


def _keyed(key: Key, values: dict[str, Any]) -> Item:
    return {**key, **values}
