"""Batches put straight into the table, without a lane: nothing happens to them but what a test does."""

from dataclasses import replace

from curator.foundation.clock import SystemClock, iso_timestamp
from curator.foundation.table import Table
from curator.uploads.lifecycle import CLAIM, SETTLE
from curator.uploads.models import Batch, Upload, UploadStatus, UploadText
from curator.uploads.store import UPLOADS_PER_TRANSACTION, UploadStore
from local.stack import LocalStack

CLOCK = SystemClock()


class StoredBatches:
    """Makes batches and moves their uploads, as workers would."""

    def __init__(self, stack: LocalStack) -> None:
        """Use the stack's uploads table."""
        names = stack.client("dynamodb").list_tables()["TableNames"]
        (name,) = (name for name in names if "Uploads" in name or "uploads" in name)
        client = stack.client("dynamodb")
        self.store = UploadStore(Table(lambda: client, name, CLOCK), CLOCK)

    def create(self, count: int, *, user_id: str = "1", username: str = "Somebody", wikitext: str = "text") -> Batch:
        """Return a new batch of `count` queued uploads, with keys from 0."""
        now = iso_timestamp(CLOCK.now())
        (batch_id,) = self.store.reserve_ids("batch")
        batch = Batch(
            id=batch_id,
            user_id=user_id,
            username=username,
            edit_group_id="0123456789ab",
            created_at=now,
            updated_at=now,
            counts=dict.fromkeys(UploadStatus, 0),
        )
        self.store.insert_batch(batch)
        ids = self.store.reserve_ids("upload", count) if count else range(0)
        for start in range(0, count, UPLOADS_PER_TRANSACTION):
            numbers = range(start, min(start + UPLOADS_PER_TRANSACTION, count))
            uploads = [_upload(batch, ids[number], number) for number in numbers]
            texts = [_text(upload, wikitext) for upload in uploads]
            self.store.insert_uploads(uploads, texts, also=[])
        return batch

    def uploads(self, batch: Batch) -> list[Upload]:
        """Return the batch's uploads as they stand."""
        return list(self.store.list_uploads(batch.id))

    def claim(self, upload: Upload) -> Upload:
        """Begin an upload."""
        becomes = replace(upload, status=UploadStatus.IN_PROGRESS, fence=upload.fence + 1)
        return self.store.transition(upload, CLAIM, becomes=becomes)

    def complete(self, upload: Upload) -> Upload:
        """Begin an upload where nobody has, and publish it."""
        claimed = upload if upload.status is UploadStatus.IN_PROGRESS else self.claim(upload)
        success = f"https://commons.example/wiki/File:{upload.key}.jpg"
        becomes = replace(claimed, status=UploadStatus.COMPLETED, success=success)
        return self.store.transition(claimed, SETTLE, becomes=becomes)


def _upload(batch: Batch, upload_id: int, number: int) -> Upload:
    return Upload(
        id=upload_id,
        batch_id=batch.id,
        user_id=batch.user_id,
        status=UploadStatus.QUEUED,
        key=f"{number}",
        handler="mapillary",
        filename=f"Photo {number}.jpg",
        created_at=batch.created_at,
        updated_at=batch.created_at,
    )


def _text(upload: Upload, wikitext: str) -> UploadText:
    return UploadText(
        upload_id=upload.id,
        batch_id=upload.batch_id,
        key=upload.key,
        handler=upload.handler,
        collection="sandbox",
        filename=upload.filename,
        wikitext=f"{wikitext} {upload.key}",
        label=None,
        copyright_override=False,
    )
