"""Looking at batches and uploads: for whoever needs to read and may not write."""

from collections.abc import Iterator, Sequence

from curator.uploads.errors import BatchNotFoundError
from curator.uploads.models import Batch, Upload, UploadText
from curator.uploads.store import UploadStore

MAX_PAGE = 100
FILTERED_BATCHES = 1000  # the newest batches a text filter looks through
LONGEST_ID = 12  # digits


class BatchReader:
    """The questions of the uploads room."""

    def __init__(self, uploads: UploadStore) -> None:
        """Read from this store."""
        self._uploads = uploads

    def get_batch(self, batch_id: int) -> Batch:
        """Return the batch; raises BatchNotFoundError."""
        batch = self._uploads.get_batch(batch_id)
        if batch is None:
            raise BatchNotFoundError(batch_id)
        return batch

    def list_batches(
        self, *, page: int, limit: int, user_id: str | None = None, filter_text: str | None = None
    ) -> tuple[list[Batch], int]:
        """Return one page of batches, newest first, and how many there are in all.

        Args:
            page: from 1.
            limit: batches per page, at most `MAX_PAGE`.
            user_id: only this user's.
            filter_text: only those whose id or user name contains this text; looks through the newest
                `FILTERED_BATCHES`, and for the batch of this id wherever it is.
        """
        limit = min(max(1, limit), MAX_PAGE)
        skip = (max(1, page) - 1) * limit
        if not filter_text:
            return self._newest(user_id, skip=skip, count=limit)
        newest, _ = self._newest(user_id, skip=0, count=FILTERED_BATCHES)
        wanted = filter_text.lower()
        found = [batch for batch in newest if wanted in str(batch.id) or wanted in batch.username.lower()]
        if is_id(wanted) and int(wanted) not in {batch.id for batch in found}:
            exact = self._uploads.get_batch(int(wanted))
            found += [exact] if exact is not None and user_id in {None, exact.user_id} else []
        return found[skip : skip + limit], len(found)

    def _newest(self, user_id: str | None, *, skip: int, count: int) -> tuple[list[Batch], int]:
        """Return `count` batches after the newest `skip`: both listings are dense, so a page is a key range."""
        total = self._uploads.last_batch_id() if user_id is None else self._uploads.count_batches(user_id)
        last, first = total - skip, max(1, total - skip - count + 1)
        if last < first:
            return [], total
        if user_id is None:
            return self._uploads.get_batches(range(first, last + 1)), total
        return self._uploads.get_batches(self._uploads.batch_ids_of(user_id, first=first, last=last)), total

    def list_uploads(self, batch_id: int) -> list[Upload]:
        """Return the batch's uploads by id."""
        return list(self._uploads.list_uploads(batch_id))

    def iter_uploads(self, batch_id: int) -> Iterator[Upload]:
        """Yield the batch's uploads by id; not more are read than are taken."""
        return self._uploads.list_uploads(batch_id)

    def get_texts(self, uploads: Sequence[Upload]) -> dict[int, UploadText]:
        """Return what was written once with these uploads of one batch, by upload id."""
        if not uploads:
            return {}
        return self._uploads.get_texts(uploads[0].user_id, [upload.id for upload in uploads])


def is_id(text: str) -> bool:
    """Whether a text can be the id of a batch or an upload."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
