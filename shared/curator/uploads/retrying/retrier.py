"""Copies uploads into a new batch.

The copies are stored as slices, by the same path and in the same transactions as a client's: none can be stored and
never get its turn. Slices are idempotent, so a retry that was cut short is completed by asking for it again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from curator.identity.principals import ADMIN, Principal
from curator.uploads.errors import NothingToRetryError, NotYourBatchError
from curator.uploads.listing.store import Listings
from curator.uploads.models import NewUpload, Upload, UploadStatus, UploadText
from curator.uploads.retrying.store import RetryNotes
from curator.uploads.service import MAX_SLICE_ITEMS, UploadService
from curator.uploads.store import UploadStore


class Retrier:
    """Tries uploads again."""

    def __init__(self, *, service: UploadService, uploads: UploadStore, listings: Listings, notes: RetryNotes) -> None:
        """Take the room's service, and the stores."""
        self._service = service
        self._uploads = uploads
        self._listings = listings
        self._notes = notes

    def retry_batch(self, principal: Principal, batch_id: int, *, encrypted_token: str) -> int:
        """Copy the failed uploads of a batch into a new batch of whoever asks; return its id.

        Raises:
            BatchNotFoundError: there is no such batch.
            NotYourBatchError: only its owner and operators may.
            NothingToRetryError: no upload of it has failed.
        """
        batch = self._service.get_batch(batch_id)
        if batch.user_id != principal.user_id and ADMIN not in principal.roles:
            raise NotYourBatchError(f"batch {batch_id} of {batch.user_id}, asked by {principal.user_id}")
        failed = [upload for upload in self._uploads.list_uploads(batch_id) if upload.status is UploadStatus.FAILED]
        if not failed:
            raise NothingToRetryError(f"batch {batch_id}")
        return self._copy(principal, failed, encrypted_token)

    def retry_uploads(
        self, principal: Principal, upload_ids: Sequence[int], *, encrypted_token: str
    ) -> tuple[int, int | None]:
        """Copy those of the uploads that exist and no worker has, into a new batch of an operator.

        Returns:
            How many there are, and their batch: None where there are none.
        """
        found = self._uploads.get_uploads(self._listings.locate(upload_ids))
        eligible = [found[id_] for id_ in sorted(found) if found[id_].status is not UploadStatus.IN_PROGRESS]
        return len(eligible), self._copy(principal, eligible, encrypted_token) if eligible else None

    def _copy(self, principal: Principal, originals: Sequence[Upload], encrypted_token: str) -> int:
        texts = self._uploads.get_texts_of(originals)
        slices = _slices([texts[upload.id] for upload in originals])
        digest = _digest(slices)
        batch_id = self._notes.find(principal.user_id, digest)
        if batch_id is None:
            batch_id = self._notes.begin(principal.user_id, digest, self._service.create_batch(principal).id)
        for slice_id, (handler, items) in enumerate(slices):
            self._service.add_slice(
                principal,
                batch_id=batch_id,
                slice_id=slice_id,
                handler=handler,
                items=items,
                encrypted_token=encrypted_token,
            )
        self._notes.end(principal.user_id, digest)
        return batch_id


Slice = tuple[str, list[NewUpload]]


def _slices(texts: Sequence[UploadText]) -> list[Slice]:
    """Return the copies in the order of their originals; a slice has one source and a bounded size."""
    return [
        (handler, copies[start : start + MAX_SLICE_ITEMS])
        for handler, group in groupby(texts, lambda text: text.handler)
        for copies in [[_copied(text) for text in group]]
        for start in range(0, len(copies), MAX_SLICE_ITEMS)
    ]


def _digest(slices: Sequence[Slice]) -> str:
    text = json.dumps([[handler, [asdict(item) for item in items]] for handler, items in slices], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _copied(text: UploadText) -> NewUpload:
    return NewUpload(
        key=text.key,
        collection=text.collection,
        filename=text.filename,
        wikitext=text.wikitext,
        label=text.label,
        copyright_override=text.copyright_override,
    )
