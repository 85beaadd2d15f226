"""Which uploads an operator looks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from curator.uploads.models import Upload, UploadStatus
from curator.uploads.reading import is_id


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFilter:
    """What must hold of an upload; what is absent holds of all."""

    text: str = ""  # part of its id, batch id, user id, file name or status, in any case
    statuses: Collection[UploadStatus] = ()  # one of them
    date_from: date | None = None  # created on this day (UTC) or later
    date_to: date | None = None  # created on this day or earlier

    @property
    def number(self) -> int | None:
        """The id of an upload or a batch that the text may be."""
        return int(self.text) if is_id(self.text) else None

    @property
    def created_before(self) -> str | None:
        """The timestamp all creations lie before."""
        return None if self.date_to is None else _midnight(self.date_to + timedelta(days=1))

    def matches(self, upload: Upload) -> bool:
        """Whether this is one of the uploads looked for."""
        if self.statuses and upload.status not in self.statuses:
            return False
        if self.date_from is not None and upload.created_at < _midnight(self.date_from):
            return False
        if self.created_before is not None and upload.created_at >= self.created_before:
            return False
        wanted = self.text.lower()
        shown = (str(upload.id), str(upload.batch_id), upload.user_id, upload.filename, upload.status)
        return not wanted or any(wanted in value.lower() for value in shown)

    def __bool__(self) -> bool:
        return bool(self.text or self.statuses or self.date_from or self.date_to)


def _midnight(day: date) -> str:
    """Return the day's first moment as timestamps are written."""
    return f"{day.isoformat()}T00:00:00.000000Z"
