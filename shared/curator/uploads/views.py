"""Batches and uploads as clients read them, in the Curator protocol's shapes. Nulls are left out, ids are integers."""

from typing import Any

from curator.foundation.clock import iso_timestamp
from curator.uploads.lanes.lane import LOG_IN_AGAIN, PAUSED_BY_OWNER
from curator.uploads.lifecycle import DUPLICATES
from curator.uploads.models import Batch, Upload, UploadStatus, UploadText

UNKNOWN_USER = "Unknown"


def batch_item(batch: Batch) -> dict[str, Any]:
    """Return a `BatchItem`, and ours in addition: `finish_at`, when the batch is expected to end, and `paused`."""
    return _without_nulls(
        id=batch.id,
        created_at=batch.created_at,
        updated_at=batch.updated_at,
        edit_group_id=batch.edit_group_id,
        username=batch.username or UNKNOWN_USER,
        userid=batch.user_id,
        stats=batch_stats(batch),
        finish_at=_finish_at(batch),
        paused=_paused(batch),
    )


def batch_stats(batch: Batch) -> dict[str, int]:
    """Return `BatchStats`; its `duplicate` sums the three duplicate statuses."""
    count = batch.counts.get
    return {
        "cancelled": count(UploadStatus.CANCELLED, 0),
        "completed": count(UploadStatus.COMPLETED, 0),
        "duplicate": sum(count(status, 0) for status in DUPLICATES),
        "failed": count(UploadStatus.FAILED, 0),
        "in_progress": count(UploadStatus.IN_PROGRESS, 0),
        "queued": count(UploadStatus.QUEUED, 0),
        "total": batch.total,
    }


def batch_progress(batch: Batch) -> dict[str, Any]:
    """Return the data of `BATCH_PROGRESS`: how far a batch is and when it is expected to end."""
    return _without_nulls(id=batch.id, stats=batch_stats(batch), finish_at=_finish_at(batch), paused=_paused(batch))


def upload_update(upload: Upload) -> dict[str, Any]:
    """Return an `UploadUpdateItem`, and ours in addition: `sha1`, and the seconds it `waited` and `worked`."""
    return _without_nulls(
        id=upload.id,
        batchid=upload.batch_id,
        status=str(upload.status),
        key=upload.key,
        handler=upload.handler,
        error=upload.error,
        success=upload.success,
        sha1=upload.sha1,
        waited=upload.waited,
        worked=upload.worked,
    )


def batch_upload_item(upload: Upload, text: UploadText | None) -> dict[str, Any]:
    """Return a `BatchUploadItem`."""
    label = text.label if text else None
    return upload_update(upload) | _without_nulls(
        filename=upload.filename,
        wikitext=text.wikitext if text else "",
        userid=upload.user_id,
        labels={"language": label.language, "value": label.value} if label else None,
        created_at=upload.created_at,
        updated_at=upload.updated_at,
        image_id=upload.key,
    )


def _finish_at(batch: Batch) -> str | None:
    if batch.finish_at is None or batch.finished or batch.paused_for in (LOG_IN_AGAIN, PAUSED_BY_OWNER):
        return None
    return iso_timestamp(batch.finish_at)


def _paused(batch: Batch) -> dict[str, str] | None:
    """Return why and until when the batch waits, or waited: the reader compares with its own clock."""
    if batch.paused_until is None or batch.finished:
        return None
    return {"until": iso_timestamp(batch.paused_until), "reason": batch.paused_for or ""}


def _without_nulls(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
