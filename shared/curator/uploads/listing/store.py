"""Where uploads are found without their batch, and the failed ones without their user, in the uploads table.

    PK UPLOADS#<bucket>   SK <first id>           the ids of one slice and their batch; a bucket is 100,000 ids
    PK FAILED             SK <batch>#<upload>     a failed upload and the kind of its failure

Upload ids are given slice by slice, so one small item stands for a whole slice, and any stretch of ids is a key range.
Both kinds of item are written in the transaction of what they tell of, through the writes that this module returns.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

from curator.foundation.table import PARTITION, SORT, Item, Key, Put, Table, Write
from curator.uploads.listing.categories import category_of
from curator.uploads.models import Upload, UploadStatus

BUCKET_IDS = 100_000
LONGEST_RANGE = 500  # ids of one slice at most; looking for an id goes back so far
FAILED_PARTITION = "FAILED"
LAST_ID: Key = {PARTITION: "COUNTER#upload", SORT: "COUNTER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRange:
    """The upload ids one slice took."""

    first_id: int
    count: int
    batch_id: int
    created_at: str

    @property
    def last_id(self) -> int:
        """The highest of the ids."""
        return self.first_id + self.count - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failed upload, as far as listings need it to sort and filter."""

    batch_id: int
    upload_id: int
    user_id: str
    handler: str
    filename: str
    category: str


def range_write(ids: IdRange) -> Put:
    """Return the write that lists a slice's ids."""
    return Put(item={**_range_key(ids.first_id), **asdict(ids)})


def failure_writes(before: UploadStatus, becomes: Upload) -> list[Write]:
    """Return the write that lists an upload which has just failed, or none. No upload leaves that status again."""
    failed = becomes.status is UploadStatus.FAILED and before is not UploadStatus.FAILED
    return [failure_write(becomes)] if failed else []


def failure_write(upload: Upload) -> Put:
    """Return the write that lists a failed upload."""
    failure = Failure(
        batch_id=upload.batch_id,
        upload_id=upload.id,
        user_id=upload.user_id,
        handler=upload.handler,
        filename=upload.filename,
        category=category_of(upload.error),
    )
    sort = f"{upload.batch_id:012d}#{upload.id:012d}"
    return Put(item={PARTITION: FAILED_PARTITION, SORT: sort, **asdict(failure)})


class Listings:
    """Reads the listings."""

    def __init__(self, table: Table) -> None:
        """Use the uploads table."""
        self._table = table

    def last_upload_id(self) -> int:
        """Return the highest upload id given so far, 0 before the first."""
        item = self._table.get(LAST_ID)
        return int(item["last_id"]) if item else 0

    def keys_between(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return (batch id, upload id) of the ids from `first` to `last`, the highest first.

        An id that no slice took is left out: it was reserved by somebody who died, or came second with the same slice.
        """
        keys = [
            (ids.batch_id, upload_id)
            for ids in self._ranges(first, last)
            for upload_id in range(max(first, ids.first_id), min(last, ids.last_id) + 1)
        ]
        return keys[::-1]

    def _ranges(self, first: int, last: int) -> Iterator[IdRange]:
        low = max(1, first - LONGEST_RANGE + 1)
        for bucket in range(low // BUCKET_IDS, last // BUCKET_IDS + 1):
            found = self._table.query(
                "PK = :bucket AND SK BETWEEN :low AND :high",
                {":bucket": f"UPLOADS#{bucket}", ":low": f"{low:012d}", ":high": f"{last:012d}"},
            )
            yield from map(_decode_range, found)

    def range_at(self, upload_id: int) -> IdRange | None:
        """Return the slice with the highest first id up to this one, if there is any near it."""
        for bucket in sorted({upload_id // BUCKET_IDS, max(0, upload_id - LONGEST_RANGE) // BUCKET_IDS}, reverse=True):
            found = self._table.query(
                "PK = :bucket AND SK <= :id",
                {":bucket": f"UPLOADS#{bucket}", ":id": f"{upload_id:012d}"},
                newest_first=True,
                limit=1,
            )
            for item in found:
                return _decode_range(item)
        return None

    def locate(self, upload_ids: Collection[int]) -> list[tuple[int, int]]:
        """Return (batch id, upload id) of those of the ids that a slice took, the lowest first."""
        located: list[tuple[int, int]] = []
        ids: IdRange | None = None
        for upload_id in sorted(set(upload_ids)):
            if ids is None or upload_id > ids.last_id:
                ids = self.range_at(upload_id)
            if ids is not None and ids.first_id <= upload_id <= ids.last_id:
                located.append((ids.batch_id, upload_id))
        return located

    def latest_failures(self, count: int) -> list[Failure]:
        """Return at most `count` failed uploads, those of the newest batches; costs no more than that many."""
        found = self._table.query("PK = :failed", {":failed": FAILED_PARTITION}, newest_first=True, limit=count)
        return [_decode_failure(item) for item in found]

    def newest_failures(self, count: int) -> list[Failure]:
        """Return failed uploads by batch, the newest batch first: `count` of them, and the rest of the last batch."""
        failures: list[Failure] = []
        for item in self._table.query("PK = :failed", {":failed": FAILED_PARTITION}, newest_first=True):
            if len(failures) >= count and item["batch_id"] != failures[-1].batch_id:
                break
            failures.append(_decode_failure(item))
        return failures


def _decode_range(item: Item) -> IdRange:
    return IdRange(
        first_id=item["first_id"], count=item["count"], batch_id=item["batch_id"], created_at=item["created_at"]
    )


def _decode_failure(item: Item) -> Failure:
    return Failure(
        batch_id=item["batch_id"],
        upload_id=item["upload_id"],
        user_id=item["user_id"],
        handler=item["handler"],
        filename=item["filename"],
        category=item["category"],
    )


def _range_key(first_id: int) -> Key:
    return {PARTITION: f"UPLOADS#{first_id // BUCKET_IDS}", SORT: f"{first_id:012d}"}
