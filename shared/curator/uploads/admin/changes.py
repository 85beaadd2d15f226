"""An operator's changes to single uploads, and to many at once."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from curator.commons.title_rules import title_problems
from curator.foundation.table import TransactionConflictError
from curator.uploads.admin.errors import (
    ImpossibleChangeError,
    UploadNotEditableError,
    UploadNotFoundError,
    UploadOverError,
)
from curator.uploads.admin.stopping import Stopper
from curator.uploads.admin.store import CorrectionStore
from curator.uploads.listing.store import Listings
from curator.uploads.models import Label, Upload, UploadStatus, UploadText
from curator.uploads.store import StaleWriteError, UploadStore

FAILED_BY_AN_OPERATOR = "Marked as failed by an operator"
ATTEMPTS = 5
MAX_WIKITEXT = 128 * 1024  # characters, as over the WebSocket
MAX_LABEL = 1024
STATUS = "status"
TEXT_FIELDS = ("filename", "wikitext", "labels", "copyright_override")
NOT_EDITABLE = {
    UploadStatus.IN_PROGRESS: "A worker has this upload: cancel it first",
    UploadStatus.COMPLETED: "This upload is published: edit its page on Commons",
}


class Administration:
    """What operators do to uploads."""

    def __init__(
        self, *, uploads: UploadStore, listings: Listings, corrections: CorrectionStore, stopper: Stopper
    ) -> None:
        """Take the stores, and what ends uploads."""
        self._uploads = uploads
        self._listings = listings
        self._corrections = corrections
        self._stopper = stopper

    def find(self, upload_ids: Collection[int]) -> list[Upload]:
        """Return those of the uploads that exist, by id."""
        found = self._uploads.get_uploads(self._listings.locate(upload_ids))
        return [found[upload_id] for upload_id in sorted(found)]

    def cancel(self, upload_ids: Collection[int]) -> int:
        """Cancel those of the uploads that have not ended; return how many.

        Once this returns, none of them will be published, except by a worker that had stored its intent to publish
        before: what it has sent to the wiki cannot be called back.
        """
        return len(self._stopper.cancel(self.find(upload_ids)))

    def fail(self, upload_ids: Collection[int]) -> int:
        """Mark those of the uploads as failed that are not; return how many. What `cancel` promises holds here too."""
        return len(self._stopper.fail(self.find(upload_ids), reason=FAILED_BY_AN_OPERATOR))

    def change(self, upload_id: int, fields: dict[str, Any]) -> None:
        """Change an upload's status, or what was written with it.

        Args:
            upload_id: which upload.
            fields: `status` alone, or any of `TEXT_FIELDS`, as JSON has them.

        Raises:
            UploadNotFoundError: there is none.
            ImpossibleChangeError: a field or a value that nobody may set.
            UploadNotEditableError: a worker has the upload, or it is published.
            UploadOverError: the upload has ended, and cannot end in that way any more.
        """
        _check_names(fields)
        status = _status(fields[STATUS]) if STATUS in fields else None
        (upload, *_) = self.find([upload_id]) or (None,)
        if upload is None:
            raise UploadNotFoundError(upload_id)
        if status is not None:
            self._end(upload, status)
        else:
            self._correct(upload, fields)

    def _end(self, upload: Upload, status: UploadStatus) -> None:
        if status is UploadStatus.CANCELLED:
            self._stopper.cancel([upload])
        else:
            self._stopper.fail([upload], reason=FAILED_BY_AN_OPERATOR)
        now = self._uploads.get_upload(upload.batch_id, upload.id)
        if now is not None and now.status is not status:
            raise UploadOverError(public_message=f"This upload is {now.status}, which {status} cannot follow")

    def _correct(self, upload: Upload, fields: dict[str, Any]) -> None:
        for _ in range(ATTEMPTS):
            if upload.status in NOT_EDITABLE:
                raise UploadNotEditableError(public_message=NOT_EDITABLE[upload.status])
            text = self._uploads.get_texts(upload.user_id, [upload.id])[upload.id]
            corrected = _corrected(text, fields)
            try:
                self._corrections.correct(upload, becomes=replace(upload, filename=corrected.filename), text=corrected)
            except (StaleWriteError, TransactionConflictError):
                upload = self._uploads.get_upload(upload.batch_id, upload.id) or upload
            else:
                return
        raise TransactionConflictError


def _check_names(fields: dict[str, Any]) -> None:
    unknown = sorted(fields.keys() - {STATUS, *TEXT_FIELDS})
    if unknown:
        allowed = ", ".join((STATUS, *TEXT_FIELDS))
        raise ImpossibleChangeError(public_message=f"{unknown[0]!r:.100} cannot be changed, only {allowed}")
    if not fields:
        raise ImpossibleChangeError(public_message="There is nothing to change")
    if STATUS in fields and len(fields) > 1:
        raise ImpossibleChangeError(public_message="Change the status by itself, without other fields")


def _status(value: Any) -> UploadStatus:
    match value:
        case UploadStatus.QUEUED | UploadStatus.IN_PROGRESS:
            raise ImpossibleChangeError(public_message=f"An upload is not set to {value}: retry it, which makes a copy")
        case UploadStatus.CANCELLED | UploadStatus.FAILED:
            return UploadStatus(value)
    raise ImpossibleChangeError(public_message="The status can be set to cancelled or failed only")


def _corrected(text: UploadText, fields: dict[str, Any]) -> UploadText:
    """Return the text with these fields changed; raises ImpossibleChangeError."""
    if "filename" in fields:
        filename = _string(fields["filename"], "filename", most=MAX_LABEL)
        problems = title_problems(filename)
        if problems:
            raise ImpossibleChangeError(public_message=" ".join(problems))
        text = replace(text, filename=filename)
    if "wikitext" in fields:
        text = replace(text, wikitext=_string(fields["wikitext"], "wikitext", most=MAX_WIKITEXT))
    if "labels" in fields:
        text = replace(text, label=_label(fields["labels"]))
    if "copyright_override" in fields:
        text = replace(text, copyright_override=_boolean(fields["copyright_override"]))
    return text


def _string(value: Any, name: str, *, most: int) -> str:
    if not isinstance(value, str):
        raise ImpossibleChangeError(public_message=f"{name} must be a text")
    if len(value) > most:
        raise ImpossibleChangeError(public_message=f"{name} is too long: {len(value)} characters, at most {most}")
    if not value.isascii() and value != value.encode(errors="replace").decode():
        raise ImpossibleChangeError(public_message=f"{name} holds half a character")  # "\ud83d" is valid JSON
    return value


def _label(value: Any) -> Label | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"language", "value"} or not value["language"]:
        raise ImpossibleChangeError(public_message='labels must be null or {"language": text, "value": text}')
    return Label(
        language=_string(value["language"], "language", most=MAX_LABEL),
        value=_string(value["value"], "value", most=MAX_LABEL),
    )


def _boolean(value: Any) -> bool:
    """Return a yes or a no; the client's table sends every cell as a text."""
    match value:
        case bool():
            return value
        case "true" | "false":
            return bool(value == "true")
    raise ImpossibleChangeError(public_message="copyright_override must be true or false")
