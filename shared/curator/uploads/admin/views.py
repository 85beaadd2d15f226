"""Rows as operators' clients read them. Here, unlike on the WebSocket, what is absent is null.

Timestamps are ISO 8601 with Z everywhere.
"""

from typing import Any

from curator.uploads import views
from curator.uploads.admin.failures import FailedBatch
from curator.uploads.listing.categories import category_of
from curator.uploads.models import Batch, Upload, UploadText
from curator.uploads.presets.models import Preset
from curator.uploads.presets.views import preset_item
from curator.uploads.users.models import User

Row = dict[str, Any]

BATCH_EXTRAS = ("edit_group_id", "finish_at", "paused")
UPLOAD_EXTRAS = ("labels", "result", "error", "success", "sha1", "waited", "worked")


def batch_row(batch: Batch) -> Row:
    """Return a `BatchItem` with its nulls."""
    return {**dict.fromkeys(BATCH_EXTRAS), **views.batch_item(batch)}


def user_row(user: User) -> Row:
    """Return a user."""
    return {
        "userid": user.user_id,
        "username": user.username,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    }


def upload_row(upload: Upload, text: UploadText | None) -> Row:
    """Return a `BatchUploadItem` with its nulls."""
    row = {**dict.fromkeys(UPLOAD_EXTRAS), **views.batch_upload_item(upload, text)}
    return row | {"copyright_override": text.copyright_override if text else False}


def preset_row(preset: Preset) -> Row:
    """Return a `PresetItem` with its owner."""
    return {**preset_item(preset), "userid": preset.user_id}


def failed_batch_row(group: FailedBatch) -> Row:
    """Return a batch with its failures. The client wants these names in another style than all others."""
    batch = group.batch
    return {
        "batch": {
            "id": batch.id,
            "createdAt": batch.created_at,
            "editGroupId": batch.edit_group_id or None,
            "handler": max(failure.handler for failure in group.failures),
            "failedCount": group.failed_count,
            "totalUploads": batch.total,
        },
        "user": {"username": batch.username or views.UNKNOWN_USER, "userid": batch.user_id},
        "failedUploads": [_failed_upload(upload) for upload in group.shown],
    }


def _failed_upload(upload: Upload) -> Row:
    return {
        "id": upload.id,
        "filename": upload.filename,
        "handler": upload.handler,
        "status": str(upload.status),
        "error": upload.error,
        "createdAt": upload.created_at,
        "errorType": category_of(upload.error),
    }
