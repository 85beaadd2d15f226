"""How batches, uploads and texts are written down as items, and read back."""

from dataclasses import asdict
from typing import Any

from curator.foundation.table import Item
from curator.uploads.models import Batch, Checkpoint, Label, Upload, UploadStatus, UploadText

COUNT_PREFIX = "count_"


def encode_upload(upload: Upload) -> Item:
    """Return the upload's attributes; absent values are left out by the table gateway."""
    revisions = list(upload.revisions) or None
    return {**_plain(upload), "checkpoint": encode_progress(upload.checkpoint), "revisions": revisions}


def decode_upload(item: Item) -> Upload:
    """Return the upload an item holds."""
    checkpoint = item.get("checkpoint") or {}
    return Upload(
        id=item["id"],
        batch_id=item["batch_id"],
        user_id=item["user_id"],
        status=UploadStatus(item["status"]),
        key=item["key"],
        handler=item["handler"],
        filename=item["filename"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
        error=item.get("error"),
        success=item.get("success"),
        sha1=item.get("sha1") or None,
        fence=item["fence"],
        attempts=item["attempts"],
        checkpoint=Checkpoint(**checkpoint),
        waited=item.get("waited"),
        worked=item.get("worked"),
        licence=item.get("licence"),
        page_id=item.get("page_id"),
        revisions=tuple(item.get("revisions", ())),
    )


def encode_progress(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return the checkpoint's attributes without those that say nothing."""
    return {name: value for name, value in asdict(checkpoint).items() if value}


def encode_batch(batch: Batch) -> Item:
    """Return the batch's attributes, each counter one of them so that it can be added to."""
    values = _plain(batch)
    del values["counts"]
    return values | {f"{COUNT_PREFIX}{status}": count for status, count in batch.counts.items()}


def decode_batch(item: Item) -> Batch:
    """Return the batch an item holds."""
    return Batch(
        id=item["id"],
        user_id=item["user_id"],
        username=item["username"],
        edit_group_id=item["edit_group_id"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
        counts={status: item.get(f"{COUNT_PREFIX}{status}", 0) for status in UploadStatus},
        finish_at=item.get("finish_at"),
        paused_until=item.get("paused_until"),
        paused_for=item.get("paused_for"),
    )


def encode_text(text: UploadText) -> Item:
    """Return the text's attributes."""
    return _plain(text)


def decode_text(item: Item) -> UploadText:
    """Return the text an item holds."""
    label = item.get("label")
    return UploadText(
        upload_id=item["upload_id"],
        batch_id=item["batch_id"],
        key=item["key"],
        handler=item["handler"],
        collection=item["collection"],
        filename=item["filename"],
        wikitext=item["wikitext"],
        label=Label(language=label["language"], value=label["value"]) if label else None,
        copyright_override=item["copyright_override"],
    )


def _plain(record: Upload | Batch | UploadText) -> dict[str, Any]:
    return asdict(record)
