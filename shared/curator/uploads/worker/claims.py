"""Whose upload it is, when it may begin, and how it ends in the tables.

A worker claims an upload by one transaction: the upload becomes `in_progress` under a new fencing number, and the lane
notes the flight with its lease. Nothing starts unless the lane's windows allow it at that very moment, so a message
that comes too early or too often can break no limit. Every later write carries the fencing number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from curator.foundation.clock import Clock, epoch_seconds
from curator.foundation.pacing import earliest_start
from curator.foundation.queues import MAX_DELAY_SECONDS, Queue
from curator.foundation.table import ConditionFailedError, TransactionConflictError, Write
from curator.uploads.audit.attempts import LOST, PUT_BACK, Attempt
from curator.uploads.audit.store import attempt_write
from curator.uploads.lanes.forecast import finish_times
from curator.uploads.lanes.lane import Flight, Grant, Lane, Pause
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.store import LaneBusyError, LaneStore, Outages, save
from curator.uploads.lifecycle import CLAIM, REQUEUE, SETTLE, TERMINAL, Transition
from curator.uploads.messages import UploadMessage
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.store import StaleWriteError, UploadStore

PATIENCE_SECONDS = 3.0  # a wait up to this long is slept through; a longer one goes back to the queue
ATTEMPTS = 20


class LostClaimError(Exception):
    """Another worker has the upload now; this one must stop and write nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's hold on an upload."""

    upload: Upload
    encrypted_token: str
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an upload ended for good."""

    status: UploadStatus
    success: str | None = None
    error: dict[str, Any] | None = None


class Claims:
    """Begins, renews and ends claims."""

    def __init__(
        self,
        *,
        uploads: UploadStore,
        lanes: LaneStore,
        outages: Outages,
        uploads_queue: Queue,
        pace: Pace,
        lease_seconds: float,
        clock: Clock,
    ) -> None:
        """Take the tables, the queue for uploads that must wait, and how long a worker may be silent."""
        self._uploads = uploads
        self._lanes = lanes
        self._outages = outages
        self._queue = uploads_queue
        self._pace = pace
        self.lease_seconds = lease_seconds
        self._clock = clock

    def begin(self, message: UploadMessage) -> Claim | None:
        """Return a claim on the message's upload.

        Returns:
            None when there is nothing to do now: the upload is unknown, over, held by its owner, in another worker's
            hands, or has to wait (then its message is on its way again).

        Raises:
            LaneBusyError: too many others changed the lane at the same time; the message should come again.
        """
        for attempt in range(ATTEMPTS):
            upload = self._uploads.get_upload(message.batch_id, message.upload_id)
            lane = self._lanes.load(message.user_id)
            if upload is None or upload.status in TERMINAL or message.batch_id in lane.held:
                self._give_slot_back(message)
                return None
            if self._in_other_hands(lane, upload) or lane.encrypted_token is None:
                return None
            wait = self._wait(lane) - self._clock.now()
            if wait > PATIENCE_SECONDS:
                self._defer(message, wait)
                return None
            if wait > 0:
                self._clock.sleep(wait)
                continue
            claim = self._try(lane, upload)
            if claim is not None:
                return claim
            self._lanes.wait_after_conflict(attempt)
        self._defer(message, PATIENCE_SECONDS)
        return None

    def _in_other_hands(self, lane: Lane, upload: Upload) -> bool:
        flight = lane.flying.get(upload.id)
        return flight is not None and flight.lease_until > self._clock.now()

    def _wait(self, lane: Lane) -> float:
        """Return until when nothing of the lane may start; a moment that has passed where it may."""
        now = self._clock.now()
        pause = self._outages.pause_of(lane)
        allowed = earliest_start(lane.running_ends(now), self._pace.rules(lane), now=now)
        return allowed if pause is None else max(allowed, pause.until)

    def _try(self, lane: Lane, upload: Upload) -> Claim | None:
        now = self._clock.now()
        becomes = replace(upload, status=UploadStatus.IN_PROGRESS, fence=upload.fence + 1)
        flight = Flight(
            batch_id=upload.batch_id,
            fence=becomes.fence,
            started=now,
            lease_until=now + self.lease_seconds,
        )
        also: list[Write] = []
        if upload.status is UploadStatus.IN_PROGRESS:
            also.append(_note(upload, began=epoch_seconds(upload.updated_at), ended=now, outcome=LOST))
        if (lost := lane.flying.get(upload.id)) is not None:  # it fell silent; the wiki may have counted what it did
            lane = lane.landed(upload.id, now=lost.lease_until, hits=1)
        try:
            claimed = self._uploads.transition(
                upload, CLAIM, becomes=becomes, also=[save(lane.started(upload.id, flight)), *also]
            )
        except (StaleWriteError, ConditionFailedError, TransactionConflictError):
            return None
        return Claim(upload=claimed, encrypted_token=lane.encrypted_token or "", started=now)

    def _give_slot_back(self, message: UploadMessage) -> None:
        def release(lane: Lane) -> Lane | None:
            if message.upload_id not in lane.granted:
                return None
            return lane.without_grant(message.upload_id).at_rest()

        self._lanes.change(message.user_id, release)

    def _defer(self, message: UploadMessage, wait: float) -> None:
        """Give the upload a later slot, and send its message again for then."""
        grant = Grant(batch_id=message.batch_id, at=self._clock.now() + wait)
        self._lanes.change(message.user_id, lambda lane: lane.with_grant(message.upload_id, grant))
        self._send(message, wait)

    def _send(self, message: UploadMessage, delay: float) -> None:
        """Send a message for a slot. For one later than a queue can wait, the janitor sends it when it is due."""
        if delay <= MAX_DELAY_SECONDS:
            self._queue.send(message.body(), delay)

    def renew(self, claim: Claim) -> None:
        """Extend the lease; raises LostClaimError when the upload is another worker's by now."""

        def extend(lane: Lane) -> Lane:
            flight = lane.flying.get(claim.upload.id)
            if flight is None or flight.fence != claim.upload.fence:
                raise LostClaimError(f"upload {claim.upload.id}")
            longer = replace(flight, lease_until=self._clock.now() + self.lease_seconds)
            return replace(lane, flying={**lane.flying, claim.upload.id: longer})

        self._lanes.change(claim.upload.user_id, extend)

    def settle(self, claim: Claim, ending: Ending, *, hits: int) -> None:
        """End the upload for good.

        Args:
            claim: the worker's hold.
            ending: the final status.
            hits: how often the wiki may have counted this attempt, in uploads.

        Raises:
            LostClaimError: the upload is another worker's by now.
        """
        now = self._clock.now()
        worked = now - claim.started
        becomes = replace(
            claim.upload,
            status=ending.status,
            success=ending.success,
            error=ending.error,
            waited=round(claim.started - epoch_seconds(claim.upload.created_at), 3),
            worked=round(worked, 3),
        )

        def land(lane: Lane) -> Lane:
            landed = lane.landed(claim.upload.id, now=now, hits=hits, worked=worked if hits else None)
            return landed.at_rest()

        self._finish(claim, SETTLE, becomes=becomes, land=land)

    def put_back(
        self,
        claim: Claim,
        *,
        delay: float,
        why: str,
        attempts: dict[str, int],
        hits: int,
        pause: Pause | None = None,
    ) -> None:
        """Return the upload to the queue, to be tried again after `delay` seconds.

        Args:
            claim: the worker's hold.
            delay: in seconds.
            why: a sentence for the audit trail.
            attempts: the tries used up so far, by kind.
            hits: how often the wiki may have counted this attempt, in uploads.
            pause: what the upload waits for, where its owner should be told.

        Raises:
            LostClaimError: the upload is another worker's by now.
        """
        now = self._clock.now()
        becomes = replace(claim.upload, status=UploadStatus.QUEUED, attempts=attempts)
        grant = Grant(batch_id=claim.upload.batch_id, at=now + delay)

        def land(lane: Lane) -> Lane:
            return lane.landed(claim.upload.id, now=now, hits=hits).with_grant(claim.upload.id, grant)

        note = _note(claim.upload, began=claim.started, ended=now, outcome=PUT_BACK, why=why)
        self._finish(claim, REQUEUE, becomes=becomes, land=land, pause=pause, also=[note])
        message = UploadMessage(user_id=claim.upload.user_id, batch_id=claim.upload.batch_id, upload_id=claim.upload.id)
        self._send(message, delay)

    def _finish(
        self,
        claim: Claim,
        transition: Transition,
        *,
        becomes: Upload,
        land: Callable[[Lane], Lane],
        pause: Pause | None = None,
        also: Sequence[Write] = (),
    ) -> None:
        """End the claim in one transaction: the upload, its batch's counters and forecast, the lane."""
        for attempt in range(ATTEMPTS):
            lane = land(self._lanes.load(claim.upload.user_id))
            try:
                self._uploads.transition(
                    claim.upload,
                    transition,
                    becomes=becomes,
                    also=[save(lane), *also],
                    finish_at=self._forecast(lane).get(claim.upload.batch_id),
                    pause=None if claim.upload.batch_id in lane.held else pause,
                )
            except StaleWriteError as error:
                raise LostClaimError(f"upload {claim.upload.id}") from error
            except (ConditionFailedError, TransactionConflictError):
                self._lanes.wait_after_conflict(attempt)
            else:
                return
        raise LaneBusyError(claim.upload.user_id)

    def _forecast(self, lane: Lane) -> dict[int, float]:
        now = self._clock.now()
        start = lane.pause.until if lane.pause is not None and lane.pause.until > now else now
        return finish_times(lane, self._pace.rules(lane), start=start, now=now)


def _note(upload: Upload, *, began: float, ended: float, outcome: str, why: str = "") -> Write:
    attempt = Attempt(upload_id=upload.id, number=upload.fence, began=began, ended=ended, outcome=outcome, why=why)
    return attempt_write(upload.batch_id, attempt)
