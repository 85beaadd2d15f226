"""A batch's audit trail: one row per photograph, in JSON or CSV."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curator.foundation import spreadsheets
from curator.foundation.clock import epoch_seconds, iso_timestamp
from curator.uploads.audit.attempts import Attempt
from curator.uploads.audit.store import AttemptStore
from curator.uploads.lifecycle import SETTLED
from curator.uploads.models import Batch, Upload
from curator.uploads.reading import BatchReader
from curator.uploads.store import UploadStore

ROWS_PER_PAGE = 2000  # Lambda returns 6 MB at most, and a row with a few attempts is about 1 KB

Row = dict[str, Any]

COLUMNS = (
    "upload_id",
    "source",
    "source_id",
    "collection",
    "sha1",
    "licence",
    "title",
    "status",
    "url",
    "page_id",
    "revisions",
    "created_at",
    "began_at",
    "ended_at",
    "error",
    "attempts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a batch's trail.

    Attributes:
        batch: whose trail it is.
        rows: by upload id; each has the keys `COLUMNS`.
        following: after which upload id the next page goes on; None for the last page.
    """

    batch: Batch
    rows: list[Row]
    following: int | None


class AuditTrail(BatchReader):
    """Tells what became of a batch."""

    def __init__(self, uploads: UploadStore, attempts: AttemptStore) -> None:
        """Take the stores."""
        super().__init__(uploads)
        self._attempts = attempts

    def page(self, batch_id: int, *, after: int = 0, limit: int = ROWS_PER_PAGE) -> Page:
        """Return the rows of the batch's next `limit` uploads with ids above `after`; raises BatchNotFoundError."""
        batch = self.get_batch(batch_id)
        uploads = list(self._uploads.list_uploads(batch_id, after=after, limit=limit + 1))
        shown = uploads[:limit]
        rows = self._rows(shown) if shown else []
        return Page(batch=batch, rows=rows, following=shown[-1].id if len(uploads) > limit else None)

    def _rows(self, uploads: Sequence[Upload]) -> list[Row]:
        texts = self.get_texts(uploads)
        first, last = uploads[0], uploads[-1]
        attempts = self._attempts.of_uploads(first.batch_id, first=first.id, last=last.id)
        return [
            _row(upload, texts[upload.id].collection if upload.id in texts else "", attempts.get(upload.id, []))
            for upload in uploads
        ]


def as_json(page: Page) -> str:
    """Return the page as a JSON object: the batch, its rows under `uploads`, and `next`."""
    batch = page.batch
    document = {
        "batch": {
            "id": batch.id,
            "username": batch.username,
            "userid": batch.user_id,
            "edit_group_id": batch.edit_group_id,
            "created_at": batch.created_at,
        },
        "uploads": page.rows,
        "next": page.following,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def as_csv(page: Page) -> str:
    """Return the rows as CSV; lists are JSON within their field."""
    return spreadsheets.as_csv(COLUMNS, ({name: _field(value) for name, value in row.items()} for row in page.rows))


def _field(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value


def _row(upload: Upload, collection: str, attempts: Sequence[Attempt]) -> Row:
    told = [_attempt(attempt) for attempt in attempts]
    last = _last_attempt(upload)
    return {
        "upload_id": upload.id,
        "source": upload.handler,
        "source_id": upload.key,
        "collection": collection,
        "sha1": upload.sha1,
        "licence": upload.licence,
        "title": upload.filename,
        "status": str(upload.status),
        "url": upload.success,
        "page_id": upload.page_id,
        "revisions": list(upload.revisions),
        "created_at": upload.created_at,
        "began_at": last["began_at"] if last else None,
        "ended_at": last["ended_at"] if last else None,
        "error": (upload.error or {}).get("message"),
        "attempts": [*told, last] if last else told,
    }


def _last_attempt(upload: Upload) -> Row | None:
    """Return the attempt that ended the upload: what it says is in the upload itself."""
    if upload.status not in SETTLED or upload.worked is None:
        return None
    ended = epoch_seconds(upload.updated_at)
    return _attempt(
        Attempt(
            upload_id=upload.id,
            number=upload.fence,
            began=ended - upload.worked,
            ended=ended,
            outcome=str(upload.status),
            why=(upload.error or {}).get("message", ""),
        )
    )


def _attempt(attempt: Attempt) -> Row:
    return {
        "number": attempt.number,
        "began_at": iso_timestamp(attempt.began),
        "ended_at": iso_timestamp(attempt.ended),
        "outcome": attempt.outcome,
        "why": attempt.why,
    }
