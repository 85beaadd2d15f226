"""The way back into a lane for what fell out of it: an upload, or a tick, whose message became a dead letter.

    the upload is     what happens
    ────────────────  ─────────────────────────────────────────────────────────────────────────────
    over, or unknown  nothing: there is nothing left to do
    queued            its slot goes back and the lane's cursor before it: a tick gives it another slot
    in progress, its  it gets a slot anew, as the janitor gives it: whoever works in the lane takes it over, asks the
    worker lost       wiki first, and publishes only what is not there yet

No message is sent to the workers: slots are the pacer's to give, so a thousand uploads that come back at once keep the
wiki's limits as new ones do. Doing any of this twice changes nothing that matters: a claim is a conditional write.
"""

from dataclasses import replace
from enum import StrEnum

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.uploads.lanes.lane import Grant, Lane
from curator.uploads.lanes.store import LaneStore
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.lifecycle import TERMINAL
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.store import UploadStore


class Returned(StrEnum):
    """What became of a return, as a sentence for operators."""

    IN_LANE = "it waits in its lane for a slot"
    TICKS = "the lane's chain of ticks runs again"
    OVER = "the upload has ended"
    UNKNOWN = "there is no such upload"
    HELD = "its owner has paused the batch, and ends the pause"
    IN_HANDS = "a worker has it"
    WAITS_FOR_LOGIN = "it waits in its lane until its owner logs in again"
    ASLEEP = "the lane is at rest and has no token: try the upload again as an operator, or ask its owner to log in"
    NO_WORK = "nothing waits in the lane"
    CHAIN_RUNS = "a later tick has gone on with the lane"


class LaneReturn:
    """Brings uploads and ticks back."""

    def __init__(
        self, *, lanes: LaneStore, uploads: UploadStore, waker: LaneWaker, lanes_queue: Queue, clock: Clock
    ) -> None:
        """Take the lanes, what waits in them, and what sends their ticks."""
        self._lanes = lanes
        self._uploads = uploads
        self._waker = waker
        self._lanes_queue = lanes_queue
        self._clock = clock

    def upload(self, message: UploadMessage) -> Returned:
        """Let the upload wait for its turn again; raises LaneBusyError where others keep changing the lane."""
        upload = self._uploads.get_upload(message.batch_id, message.upload_id)
        if upload is None:
            return Returned.UNKNOWN
        if upload.status in TERMINAL:
            return Returned.OVER
        outcome = Returned.IN_LANE

        def back(lane: Lane) -> Lane | None:
            nonlocal outcome
            outcome, changed = _with_upload(lane, upload, self._clock.now())
            return changed if changed is None or lane.waits_for_login else self._awake(changed)

        lane = self._lanes.load(upload.user_id)
        if lane.waits_for_login:  # to wake it would try the token that the wiki no longer takes
            self._lanes.change(upload.user_id, back)
            return Returned.WAITS_FOR_LOGIN if outcome is Returned.IN_LANE else outcome
        self._waker.wake(upload.user_id, back)
        return outcome

    def _awake(self, lane: Lane) -> Lane:
        """Return the lane ready for a tick at once: its next one may be minutes away, or dead as well."""
        return lane.without_tick() if lane.tick is not None and lane.tick.due > self._clock.now() else lane

    def tick(self, message: TickMessage) -> Returned:
        """Go on with the chain that stopped at this tick; raises LaneBusyError."""
        outcome = Returned.TICKS

        def again(lane: Lane) -> Lane | None:
            nonlocal outcome
            if lane.tick is None:
                outcome = Returned.NO_WORK
                return None
            if lane.tick.sequence > message.sequence:
                outcome = Returned.CHAIN_RUNS
                return None
            outcome = Returned.TICKS
            return lane.with_next_tick(self._clock.now())

        lane = self._lanes.change(message.user_id, again)
        if outcome is Returned.TICKS and lane.tick is not None:
            self._lanes_queue.send(TickMessage(user_id=lane.user_id, sequence=lane.tick.sequence).body())
        return outcome


def _with_upload(lane: Lane, upload: Upload, now: float) -> tuple[Returned, Lane | None]:
    """Return what becomes of the upload, and the lane with it waiting; None where the lane stays as it is."""
    flight = lane.flying.get(upload.id)
    if upload.batch_id in lane.held:
        return Returned.HELD, None
    if flight is not None and flight.lease_until > now:
        return Returned.IN_HANDS, None
    if lane.encrypted_token is None:
        return Returned.ASLEEP, None
    if flight is not None:  # the wiki may have counted what the lost worker did
        lane = lane.landed(upload.id, now=flight.lease_until, hits=1)
    if upload.status is UploadStatus.IN_PROGRESS:
        return Returned.IN_LANE, lane.with_grant(upload.id, Grant(batch_id=upload.batch_id, at=now))
    waiting = {**lane.waiting, upload.batch_id: lane.waiting.get(upload.batch_id, 0) + 1}
    lane = replace(lane.without_grant(upload.id), waiting=waiting, cursor=min(lane.cursor, upload.id - 1))
    return Returned.IN_LANE, lane
