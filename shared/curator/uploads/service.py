"""What clients ask for: create a batch, add a slice to it, cancel it."""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.table import TransactionConflictError
from curator.identity.principals import Principal
from curator.uploads.errors import (
    InvalidSliceError,
    NothingToCancelError,
    NotYourBatchError,
    SliceConflictError,
)
from curator.uploads.lanes.lane import Lane
from curator.uploads.lanes.store import LaneStore
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.lifecycle import CANCEL
from curator.uploads.listing.store import LONGEST_RANGE
from curator.uploads.models import Batch, NewUpload, Upload, UploadStatus, UploadText
from curator.uploads.reading import BatchReader
from curator.uploads.store import (
    UPLOADS_PER_CANCEL,
    UPLOADS_PER_TRANSACTION,
    AlreadyStoredError,
    StaleWriteError,
    UploadStore,
)

ADMIN_ROLE = "admin"
MAX_SLICE_ITEMS = LONGEST_RANGE
CANCEL_ATTEMPTS = 5


class UploadService(BatchReader):
    """The verbs of the uploads room, beside its questions."""

    def __init__(
        self,
        *,
        uploads: UploadStore,
        lanes: LaneStore,
        waker: LaneWaker,
        new_edit_group_id: Callable[[], str],
        clock: Clock,
    ) -> None:
        """Take the stores, what wakes lanes, and a source of edit group ids."""
        super().__init__(uploads)
        self._lanes = lanes
        self._waker = waker
        self._new_edit_group_id = new_edit_group_id
        self._clock = clock

    def create_batch(self, principal: Principal) -> Batch:
        """Return a new, empty batch of this user."""
        (batch_id,) = self._uploads.reserve_ids("batch")
        now = iso_timestamp(self._clock.now())
        batch = Batch(
            id=batch_id,
            user_id=principal.user_id,
            username=principal.username,
            edit_group_id=self._new_edit_group_id(),
            created_at=now,
            updated_at=now,
            counts=dict.fromkeys(UploadStatus, 0),
        )
        self._uploads.users.remember(principal.user_id, principal.username)
        self._uploads.insert_batch(batch)
        return batch

    def add_slice(
        self,
        principal: Principal,
        *,
        batch_id: int,
        slice_id: int,
        handler: str,
        items: Sequence[NewUpload],
        encrypted_token: str,
    ) -> list[Upload]:
        """Queue the items as uploads of the batch; the same slice again stores nothing more.

        Args:
            principal: the batch's owner.
            batch_id: which batch.
            slice_id: the client's own number of this part of the batch.
            handler: the source the items come from.
            items: 1 to `MAX_SLICE_ITEMS` photographs.
            encrypted_token: the owner's access token, for the worker.

        Returns:
            The uploads as stored, in the order of the items.

        Raises:
            BatchNotFoundError, NotYourBatchError, InvalidSliceError: nothing was stored.
            SliceConflictError: the slice was stored before with other items.
        """
        batch = self._owned_batch(principal, batch_id)
        if not 1 <= len(items) <= MAX_SLICE_ITEMS:
            raise InvalidSliceError(public_message=f"A slice holds 1 to {MAX_SLICE_ITEMS} items, not {len(items)}")
        first_id = self._claim_ids(batch_id, slice_id, _digest(handler, items), len(items))
        now = iso_timestamp(self._clock.now())
        numbered = list(enumerate(items, start=first_id))
        uploads = [_new_upload(batch, handler, item, id_, now) for id_, item in numbered]
        texts = [_text(batch, handler, item, id_) for id_, item in numbered]
        for start in range(0, len(uploads), UPLOADS_PER_TRANSACTION):
            part = slice(start, start + UPLOADS_PER_TRANSACTION)
            self._queue(batch, uploads[part], texts[part], encrypted_token)
        stored = self._uploads.get_uploads([(batch_id, id_) for id_, _ in numbered])
        return [stored[id_] for id_, _ in numbered]

    def _claim_ids(self, batch_id: int, slice_id: int, digest: str, count: int) -> int:
        """Return the first id of the slice's uploads: new ones, or those it got when it came before."""
        noted = self._uploads.get_slice(batch_id, slice_id)
        if noted is None:
            first_id = self._uploads.reserve_ids("upload", count)[0]
            if self._uploads.insert_slice(
                batch_id=batch_id, slice_id=slice_id, digest=digest, first_id=first_id, count=count
            ):
                return first_id
            noted = self._uploads.get_slice(batch_id, slice_id)  # the same slice arrived twice at once
        if noted is None or noted["digest"] != digest:
            raise SliceConflictError(f"batch {batch_id}, slice {slice_id}")
        return int(noted["first_id"])

    def _queue(
        self, batch: Batch, uploads: Sequence[Upload], texts: Sequence[UploadText], encrypted_token: str
    ) -> None:
        """Store the uploads and tell the lane of them in one transaction: none can be stored and never get its turn."""
        first_id, count = uploads[0].id, len(uploads)
        try:
            self._waker.wake(
                batch.user_id,
                lambda lane: lane.with_work(
                    batch_id=batch.id, first_id=first_id, count=count, encrypted_token=encrypted_token
                ),
                write=lambda put: self._uploads.insert_uploads(uploads, texts, also=[put]),
            )
        except AlreadyStoredError:
            return  # the slice came before, and the lane was told then

    def cancel_batch(self, principal: Principal, batch_id: int) -> int:
        """Cancel every upload of the batch that no worker has begun; return how many.

        Once this returns, none of them will be published: a worker begins by a conditional write that a cancelled
        upload refuses.

        Raises:
            BatchNotFoundError, NotYourBatchError, NothingToCancelError: nothing was changed.
        """
        batch = self._owned_batch(principal, batch_id, or_role=ADMIN_ROLE)
        queued = [upload for upload in self._uploads.list_uploads(batch_id) if upload.status is UploadStatus.QUEUED]
        cancelled: set[int] = set()
        for start in range(0, len(queued), UPLOADS_PER_CANCEL):
            cancelled |= self._cancel_all(queued[start : start + UPLOADS_PER_CANCEL])
        if not cancelled:
            raise NothingToCancelError(f"batch {batch_id}")
        self._lanes.change(batch.user_id, lambda lane: _without_cancelled(lane, batch_id, cancelled).at_rest())
        return len(cancelled)

    def _cancel_all(self, uploads: Sequence[Upload]) -> set[int]:
        """Cancel these in one transaction or, where a worker was faster with one of them, each by itself."""
        try:
            self._uploads.cancel(uploads)
        except (StaleWriteError, TransactionConflictError):
            return {upload.id for upload in uploads if self._cancel(upload)}
        return {upload.id for upload in uploads}

    def _cancel(self, upload: Upload) -> bool:
        for attempt in range(CANCEL_ATTEMPTS):
            if upload.status is not UploadStatus.QUEUED:
                return False
            try:
                self._uploads.transition(upload, CANCEL, becomes=replace(upload, status=UploadStatus.CANCELLED))
            except (StaleWriteError, TransactionConflictError):
                self._lanes.wait_after_conflict(attempt)
                upload = self._uploads.get_upload(upload.batch_id, upload.id) or upload
            else:
                return True
        raise TransactionConflictError

    def _owned_batch(self, principal: Principal, batch_id: int, *, or_role: str | None = None) -> Batch:
        batch = self.get_batch(batch_id)
        if batch.user_id != principal.user_id and or_role not in principal.roles:
            raise NotYourBatchError(f"batch {batch_id} of {batch.user_id}, asked by {principal.user_id}")
        return batch


def _without_cancelled(lane: Lane, batch_id: int, cancelled: Collection[int]) -> Lane:
    return lane.without_grants(cancelled).without_batch(batch_id)


def _digest(handler: str, items: Sequence[NewUpload]) -> str:
    text = json.dumps([handler, [asdict(item) for item in items]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _new_upload(batch: Batch, handler: str, item: NewUpload, upload_id: int, now: str) -> Upload:
    return Upload(
        id=upload_id,
        batch_id=batch.id,
        user_id=batch.user_id,
        status=UploadStatus.QUEUED,
        key=item.key,
        handler=handler,
        filename=item.filename,
        created_at=now,
        updated_at=now,
    )


def _text(batch: Batch, handler: str, item: NewUpload, upload_id: int) -> UploadText:
    return UploadText(
        upload_id=upload_id,
        batch_id=batch.id,
        key=item.key,
        handler=handler,
        collection=item.collection,
        filename=item.filename,
        wikitext=item.wikitext,
        label=item.label,
        copyright_override=item.copyright_override,
    )
