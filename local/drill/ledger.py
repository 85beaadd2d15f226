"""Reads from the running stack's table what Curator itself says of a batch."""

from curator.foundation.clock import SystemClock
from curator.foundation.table import Table
from curator.uploads.audit.store import AttemptStore
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.store import UploadStore
from local.drill.judging import Ledger
from local.stack import LocalStack

OPEN = {UploadStatus.QUEUED, UploadStatus.IN_PROGRESS}


class BatchOnTheTable:
    """One batch in the stack's uploads table."""

    def __init__(self, stack: LocalStack, batch_id: int) -> None:
        """Use the stack as it runs now: a later one has connections of its own."""
        clock, client = SystemClock(), stack.client("dynamodb")
        self._table = Table(lambda: client, stack.outputs["UploadsTableName"], clock)
        self._store = UploadStore(self._table, clock)
        self._batch_id = batch_id

    def uploads(self) -> list[Upload]:
        """Return the batch's uploads as they stand."""
        return list(self._store.list_uploads(self._batch_id))

    def in_progress(self) -> int:
        """Return how many are in a worker's hands, or were left by one that died."""
        return sum(upload.status is UploadStatus.IN_PROGRESS for upload in self.uploads())

    def has_ended(self) -> bool:
        """Tell whether every upload has."""
        return not any(upload.status in OPEN for upload in self.uploads())

    def read(self, filenames: list[str]) -> Ledger:
        """Return everything, beside the names that were handed over."""
        uploads = self.uploads()
        ids = [upload.id for upload in uploads] or [0]
        attempts = AttemptStore(self._table).of_uploads(self._batch_id, first=min(ids), last=max(ids))
        return Ledger(filenames=filenames, uploads=uploads, attempts=attempts)
