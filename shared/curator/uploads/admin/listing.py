"""The lists of uploads, batches, users and presets over everybody.

A page without a filter costs a handful of requests, however many rows there are: ids and numberings are dense, so a
page is a key range. A filter looks through a bounded number of the newest rows, and `total` counts what it found
there. A filter text that is a number finds the upload and the batch of that id wherever they are; a last day moves
the bound: the rows looked through are then those before its end.
"""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

from curator.uploads.admin.errors import ReplyTooLargeError
from curator.uploads.admin.filters import UploadFilter
from curator.uploads.listing.store import LONGEST_RANGE, Listings
from curator.uploads.models import Batch, Upload, UploadText
from curator.uploads.presets.models import Preset
from curator.uploads.presets.store import PresetStore
from curator.uploads.reading import BatchReader
from curator.uploads.store import UploadStore
from curator.uploads.users.models import User

FILTERED_UPLOADS = 5000  # the newest uploads a filter looks through: 50 requests of 100
FILTERED_USERS = 5000
FILTERED_PRESETS = 5000
BLOCK = 100  # uploads read at once: what one request of DynamoDB returns
REPLY_BYTES = 4 * 1024 * 1024  # of wikitext; Lambda's replies end at 6 MB, and JSON needs room for its escapes

T = TypeVar("T")


class AdminLists:
    """Lists everybody's rows, the newest first."""

    def __init__(self, *, uploads: UploadStore, batches: BatchReader, listings: Listings, presets: PresetStore) -> None:
        """Take the stores."""
        self._uploads = uploads
        self._batches = batches
        self._listings = listings
        self._presets = presets

    def batches(self, *, page: int, limit: int, text: str = "") -> tuple[list[Batch], int]:
        """Return one page of batches, by part of their id or user name, and how many there are."""
        return self._batches.list_batches(page=page, limit=limit, filter_text=text or None)

    def users(self, *, page: int, limit: int, text: str = "") -> tuple[list[User], int]:
        """Return one page of users, by part of their id or name, and how many there are."""
        total, users = self._uploads.users.count(), self._uploads.users
        if not text:
            last = total - (page - 1) * limit
            return users.newest(first=max(1, last - limit + 1), last=last), total
        newest = users.newest(first=max(1, total - FILTERED_USERS + 1), last=total)
        exact = users.get(text)
        if exact is not None and exact not in newest:
            newest.append(exact)
        return _page(newest, _user_contains(text), page=page, limit=limit)

    def presets(self, *, page: int, limit: int, text: str = "") -> tuple[list[Preset], int]:
        """Return one page of presets, by part of their id, user id or title, and how many there are.

        Presets can be removed, so their ids are not dense: the cost grows with the page's number, not with the table.
        """
        if not text:
            return self._presets.newest(limit, skip=(page - 1) * limit), self._presets.count()
        newest = self._presets.newest(FILTERED_PRESETS)
        return _page(newest, _preset_contains(text), page=page, limit=limit)

    def uploads(
        self, *, page: int, limit: int, wanted: UploadFilter
    ) -> tuple[list[tuple[Upload, UploadText | None]], int]:
        """Return one page of uploads with their texts, by id, and how many there are.

        Without a filter the total is the highest id. A page has a gap for an id that no upload got: its slice came
        twice at the same moment, or whoever asked for the id died.

        Raises:
            ReplyTooLargeError: the page's texts are more than one reply carries.
        """
        if wanted:
            found = self._search(wanted)
            total = len(found)
            uploads = found[(page - 1) * limit : page * limit]
        else:
            total = self._listings.last_upload_id()
            last = total - (page - 1) * limit
            uploads = self._read(self._listings.keys_between(max(1, last - limit + 1), last)) if last > 0 else []
        texts = self._uploads.get_texts_of(uploads)
        if sum(len(text.wikitext.encode()) for text in texts.values()) > REPLY_BYTES:
            raise ReplyTooLargeError
        return [(upload, texts.get(upload.id)) for upload in uploads], total

    def _search(self, wanted: UploadFilter) -> list[Upload]:
        last = self._last_id(wanted.created_before)
        keys = self._listings.keys_between(max(1, last - FILTERED_UPLOADS + 1), last) if last else []
        found = {
            upload.id: upload
            for start in range(0, len(keys), BLOCK)
            for upload in self._read(keys[start : start + BLOCK])
            if wanted.matches(upload)
        }
        if wanted.number is not None:
            found |= {upload.id: upload for upload in self._numbered(wanted.number) if wanted.matches(upload)}
        return [found[upload_id] for upload_id in sorted(found, reverse=True)]

    def _numbered(self, number: int) -> list[Upload]:
        """Return the upload of this id, and the uploads of the batch of this id."""
        upload = self._read(self._listings.locate([number]))
        return [*upload, *islice(self._uploads.list_uploads(number), FILTERED_UPLOADS)]

    def _read(self, keys: Sequence[tuple[int, int]]) -> list[Upload]:
        found = self._uploads.get_uploads(keys)
        return [found[upload_id] for _, upload_id in keys if upload_id in found]

    def _last_id(self, created_before: str | None) -> int:
        """Return the highest id that an upload created before this moment can have.

        Ids rise with time but for slices that came in at the same moment, hence the margin.
        """
        high = highest = self._listings.last_upload_id()
        if created_before is None:
            return highest
        low = 0
        while low < high:
            middle = (low + high + 1) // 2
            ids = self._listings.range_at(middle)
            if ids is None or ids.created_at < created_before:
                low = middle
            else:
                high = ids.first_id - 1
        return min(highest, low + 2 * LONGEST_RANGE)


def _user_contains(text: str) -> Callable[[User], bool]:
    wanted = text.lower()
    return lambda user: wanted in user.user_id.lower() or wanted in user.username.lower()


def _preset_contains(text: str) -> Callable[[Preset], bool]:
    wanted = text.lower()
    return lambda preset: any(wanted in value.lower() for value in (str(preset.id), preset.user_id, preset.title))


def _page(rows: Sequence[T], wanted: Callable[[T], bool], *, page: int, limit: int) -> tuple[list[T], int]:
    found = [row for row in rows if wanted(row)]
    return found[(page - 1) * limit : page * limit], len(found)
