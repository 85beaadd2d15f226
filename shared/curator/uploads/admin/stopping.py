"""Ending uploads from outside: by their operator, whatever a worker is doing at that moment.

Stopping an upload that is in progress raises its fence, so the next conditional write of its worker fails: the worker
notices before it publishes, because it stores its intent to publish by such a write. In the same transaction the
worker's place in the lane becomes free, as used: the wiki may have counted something.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from curator.foundation.clock import Clock, epoch_seconds
from curator.foundation.table import ConditionFailedError, TransactionConflictError, Write
from curator.uploads.audit.attempts import Attempt
from curator.uploads.audit.store import attempt_write
from curator.uploads.lanes.lane import Lane
from curator.uploads.lanes.store import LaneStore, save
from curator.uploads.lifecycle import REJECT, STOP
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.store import StaleWriteError, UploadStore

CUT_SHORT = "Ended by an operator"
ATTEMPTS = 12  # an upload's other writers are its worker and its owner's cancel


class Stopper:
    """Ends uploads."""

    def __init__(self, *, uploads: UploadStore, lanes: LaneStore, clock: Clock) -> None:
        """Take the stores."""
        self._uploads = uploads
        self._lanes = lanes
        self._clock = clock

    def cancel(self, uploads: Sequence[Upload]) -> list[int]:
        """Cancel what has not ended; return the ids of what was cancelled."""
        return self._end(uploads, UploadStatus.CANCELLED, reason=None)

    def fail(self, uploads: Sequence[Upload], *, reason: str) -> list[int]:
        """Let fail what has not failed, even what has ended in another way; return the ids of what was changed."""
        return self._end(uploads, UploadStatus.FAILED, reason=reason)

    def _end(self, uploads: Sequence[Upload], status: UploadStatus, *, reason: str | None) -> list[int]:
        ended: dict[str, set[int]] = defaultdict(set)
        try:
            for upload in uploads:
                if self._end_one(upload, status, reason):
                    ended[upload.user_id].add(upload.id)
        finally:  # slots of what is over would be found out one by one; given back at once, others move up
            for user_id, upload_ids in ended.items():
                self._give_slots_back(user_id, upload_ids)
        return sorted(upload_id for upload_ids in ended.values() for upload_id in upload_ids)

    def _end_one(self, upload: Upload, status: UploadStatus, reason: str | None) -> bool:
        """Return whether the upload is now ended in this way by our doing."""
        for attempt in range(ATTEMPTS):
            transition = STOP if upload.status in STOP.sources else REJECT
            if upload.status not in transition.sources or status not in transition.targets:
                return False
            becomes = replace(
                upload,
                status=status,
                error={"type": "error", "message": reason} if reason else None,
                fence=upload.fence + (transition is STOP),
                worked=None,
            )
            try:
                self._uploads.transition(upload, transition, becomes=becomes, also=self._also(upload, becomes))
            except (StaleWriteError, ConditionFailedError, TransactionConflictError):
                self._lanes.wait_after_conflict(attempt)
                upload = self._uploads.get_upload(upload.batch_id, upload.id) or upload
            else:
                return True
        raise TransactionConflictError

    def _also(self, upload: Upload, becomes: Upload) -> list[Write]:
        """Return what is written with the end: what the audit trail keeps of the last attempt, and the lane."""
        if upload.status is UploadStatus.IN_PROGRESS:
            return [save(self._landed(upload)), _attempt(upload, becomes.status, CUT_SHORT, ended=self._clock.now())]
        if upload.worked is None:
            return []
        ended, error = epoch_seconds(upload.updated_at), upload.error or {}
        return [_attempt(upload, upload.status, error.get("message", ""), ended=ended, seconds=upload.worked)]

    def _landed(self, upload: Upload) -> Lane:
        lane = self._lanes.load(upload.user_id)
        if upload.id in lane.flying:
            lane = lane.landed(upload.id, now=self._clock.now(), hits=1)
        return lane.at_rest()

    def _give_slots_back(self, user_id: str, upload_ids: set[int]) -> None:
        def release(lane: Lane) -> Lane | None:
            if not upload_ids & lane.granted.keys() and lane.at_rest() == lane:
                return None
            return lane.without_grants(upload_ids).at_rest()

        self._lanes.change(user_id, release)


def _attempt(upload: Upload, outcome: UploadStatus, why: str, *, ended: float, seconds: float | None = None) -> Write:
    """Return the note of an attempt that took so long; since its claim, where nothing else is known."""
    began = epoch_seconds(upload.updated_at) if seconds is None else ended - seconds
    attempt = Attempt(upload_id=upload.id, number=upload.fence, began=began, ended=ended, outcome=str(outcome), why=why)
    return attempt_write(upload.batch_id, attempt)
