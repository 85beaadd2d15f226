"""The failed uploads by batch, as operators go through them.

The listing of failures says of each what sorting and filtering need, so only what a page shows is read. It is looked
through from the newest batch on, `FILTERED_FAILURES` uploads far and to the end of the batch reached.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any

from curator.uploads.listing.store import Failure, Listings
from curator.uploads.models import Batch, Upload
from curator.uploads.store import UploadStore

FILTERED_FAILURES = 5000
SHOWN_PER_BATCH = 50  # failed uploads shown of one batch; `failed_count` tells of all


class Sorting(StrEnum):
    """The orders of the list. Batches that are equal in it follow each other newest first."""

    RECENT = "recent"
    BATCH_SIZE = "batchSize"  # most failures first
    ERROR_TYPE = "errorType"  # by the alphabetically first kind of failure
    USER = "user"  # by name


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureFilter:
    """Which failures to list; an empty text holds of all."""

    error_type: str = ""  # restricts uploads
    handler: str = ""  # restricts uploads
    text: str = ""  # restricts batches: part of the user's name, of the batch's id, or of a failed upload's file name


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedBatch:
    """A batch with failures."""

    batch: Batch
    failures: Sequence[Failure]
    shown: Sequence[Upload] = ()

    @property
    def failed_count(self) -> int:
        """How many of its uploads failed, of those the filter lets through."""
        return len(self.failures)


Key = Callable[[FailedBatch], Any]
ORDERS: dict[Sorting, Key] = {
    Sorting.RECENT: lambda group: -group.batch.id,
    Sorting.BATCH_SIZE: lambda group: -group.failed_count,
    Sorting.ERROR_TYPE: lambda group: min(failure.category for failure in group.failures),
    Sorting.USER: lambda group: group.batch.username,
}


class FailureList:
    """Lists failures."""

    def __init__(self, *, uploads: UploadStore, listings: Listings) -> None:
        """Take the stores."""
        self._uploads = uploads
        self._listings = listings

    def batches(
        self, *, page: int, limit: int, sorting: Sorting, wanted: FailureFilter
    ) -> tuple[list[FailedBatch], int]:
        """Return one page of batches with failures, and how many batches there are with such failures."""
        failures = [
            failure
            for failure in self._listings.newest_failures(FILTERED_FAILURES)
            if (not wanted.error_type or failure.category == wanted.error_type)
            and (not wanted.handler or failure.handler == wanted.handler)
        ]
        by_batch = {batch_id: list(rows) for batch_id, rows in groupby(failures, lambda failure: failure.batch_id)}
        batches = self._uploads.get_batches(list(by_batch))
        groups = [FailedBatch(batch=batch, failures=by_batch[batch.id]) for batch in batches]
        found = sorted((group for group in groups if _matches(group, wanted.text)), key=ORDERS[sorting])
        return self._shown(found[(page - 1) * limit : page * limit]), len(found)

    def _shown(self, groups: Sequence[FailedBatch]) -> list[FailedBatch]:
        first = {
            group.batch.id: sorted(failure.upload_id for failure in group.failures)[:SHOWN_PER_BATCH]
            for group in groups
        }
        uploads = self._uploads.get_uploads([(batch_id, id_) for batch_id, ids in first.items() for id_ in ids])
        return [
            replace(group, shown=[uploads[id_] for id_ in first[group.batch.id] if id_ in uploads]) for group in groups
        ]


def _matches(group: FailedBatch, text: str) -> bool:
    wanted = text.lower()
    if not wanted or wanted in str(group.batch.id) or wanted in group.batch.username.lower():
        return True
    return any(wanted in failure.filename.lower() for failure in group.failures)
