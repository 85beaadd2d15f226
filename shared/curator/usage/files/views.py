"""The use of published files as HTTP tells it."""

from typing import Any

from curator.foundation.clock import iso_timestamp
from curator.usage.files.models import BatchUsage, Tally, UsedFile

Row = dict[str, Any]


def counts_row(tally: Tally, checked_at: float | None) -> Row:
    """Return counts; `checked_at` is None before the first look."""
    return {
        "files": tally.files,
        "used_files": tally.used_files,
        "deleted_files": tally.deleted_files,
        "uses": tally.uses,
        "wikis": tally.wikis,
        "checked_at": None if checked_at is None else iso_timestamp(checked_at),
    }


def file_row(file: UsedFile) -> Row:
    """Return one file and the pages that show it."""
    return {
        "upload_id": file.upload_id,
        "title": file.title,
        "deleted": file.deleted,
        "total": file.total,
        "uses": [
            {"wiki": use.wiki, "title": use.title, "url": use.url, "namespace": use.namespace} for use in file.uses
        ],
    }


def batch_row(usage: BatchUsage) -> Row:
    """Return one batch within its owner's list."""
    return {"batch_id": usage.batch_id, **counts_row(usage.tally, usage.checked_at)}
