"""Pausing a batch and letting it go on: the owner's own pause, beside those the wiki asks for."""

from curator.foundation.clock import Clock
from curator.identity.principals import Principal
from curator.uploads.errors import NothingToPauseError, NotPausedError, NotYourBatchError
from curator.uploads.lanes.lane import Lane, paused_by_owner
from curator.uploads.lanes.store import LaneStore
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.lifecycle import TERMINAL
from curator.uploads.models import Batch, UploadStatus
from curator.uploads.reading import BatchReader
from curator.uploads.service import ADMIN_ROLE
from curator.uploads.store import UploadStore


class Pausing(BatchReader):
    """Holds batches back, and lets them go on."""

    def __init__(self, *, uploads: UploadStore, lanes: LaneStore, waker: LaneWaker, clock: Clock) -> None:
        """Take the stores, and what wakes lanes."""
        super().__init__(uploads)
        self._lanes = lanes
        self._waker = waker
        self._clock = clock

    def pause(self, principal: Principal, batch_id: int) -> Batch:
        """Let nothing more of this batch begin; return the batch as it now is.

        Once this returns, no upload of it begins that had not begun: a worker begins by a write that only succeeds on
        the lane as it is. Those under way end. Pausing a paused batch changes nothing.

        Raises:
            BatchNotFoundError, NotYourBatchError, NothingToPauseError: nothing was changed.
        """
        batch = self._batch_of(principal, batch_id, or_admin=True)
        if not batch.counts.get(UploadStatus.QUEUED):
            raise NothingToPauseError(f"batch {batch_id}")
        self._lanes.change(
            batch.user_id, lambda lane: None if batch_id in lane.held else lane.holding(batch_id).at_rest()
        )
        self._uploads.note_outlook([batch_id], finish_at={}, pause=paused_by_owner(self._clock.now()))
        return self.get_batch(batch_id)

    def resume(self, principal: Principal, batch_id: int, encrypted_token: str) -> Batch:
        """Let a paused batch go on under this token, where it stood; return the batch as it now is.

        Raises:
            BatchNotFoundError, NotYourBatchError, NotPausedError: nothing was changed.
        """
        batch = self._batch_of(principal, batch_id, or_admin=False)
        # Those under way count too: a worker may be putting one back at this moment.
        left = [upload.id for upload in self._uploads.list_uploads(batch_id) if upload.status not in TERMINAL]

        def going_on(lane: Lane) -> Lane:
            if batch_id not in lane.held:
                raise NotPausedError(f"batch {batch_id}")
            lane = lane.releasing(batch_id)
            if not left:
                return lane
            return lane.with_work(batch_id=batch_id, first_id=left[0], count=len(left), encrypted_token=encrypted_token)

        if left:
            self._waker.wake(batch.user_id, going_on)
        else:
            self._lanes.change(batch.user_id, going_on)
        self._uploads.note_outlook([batch_id], finish_at={}, pause=None)
        return self.get_batch(batch_id)

    def _batch_of(self, principal: Principal, batch_id: int, *, or_admin: bool) -> Batch:
        batch = self.get_batch(batch_id)
        allowed = batch.user_id == principal.user_id or (or_admin and ADMIN_ROLE in principal.roles)
        if not allowed:
            raise NotYourBatchError(f"batch {batch_id} of {batch.user_id}, asked by {principal.user_id}")
        return batch
