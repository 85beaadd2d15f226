"""Finds what got lost and sets it going again. The janitor runs it every minute; running it twice is harmless.

Three things can be lost: a tick (its chain stands still), a granted upload's message (its turn never comes), a worker
(its upload stays in progress). Each lane says in its `due_at` when the first of these would show.
A lane whose chain has ended, all being granted, gets a tick as well when its limits are no longer fresh.
"""

from dataclasses import dataclass, replace

from curator.foundation.clock import Clock
from curator.foundation.queues import MAX_DELAY_SECONDS, Queue
from curator.uploads.lanes.lane import Grant, Lane
from curator.uploads.lanes.store import GRANT_GRACE, LaneStore, chain_due
from curator.uploads.messages import TickMessage, UploadMessage

LANES_PER_RUN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What one run set going again."""

    lanes: int = 0
    ticks: int = 0
    uploads: int = 0


class Recovery:
    """Restarts lanes."""

    def __init__(self, *, lanes: LaneStore, lanes_queue: Queue, uploads_queue: Queue, clock: Clock) -> None:
        """Take the lanes and the queues that feed them."""
        self._lanes = lanes
        self._lanes_queue = lanes_queue
        self._uploads_queue = uploads_queue
        self._clock = clock

    def run(self) -> Recovered:
        """Restart every lane that should have moved by now."""
        total = Recovered()
        for user_id in list(self._lanes.due(self._clock.now(), LANES_PER_RUN)):
            ticks, uploads = self._restart(user_id)
            total = Recovered(lanes=total.lanes + 1, ticks=total.ticks + ticks, uploads=total.uploads + uploads)
        return total

    def _restart(self, user_id: str) -> tuple[int, int]:
        lost: dict[int, Grant] = {}
        chain_lost = False

        def mend(lane: Lane) -> Lane | None:
            nonlocal chain_lost
            now = self._clock.now()
            lost.clear()
            lost.update(_lost_uploads(lane, now))
            due = chain_due(lane)
            chain_lost = due is not None and due <= now
            for upload_id, grant in lost.items():
                if upload_id in lane.flying:
                    lane = lane.landed(upload_id, now=lane.flying[upload_id].lease_until, hits=1)
                lane = lane.with_grant(upload_id, replace(grant, at=now))
            if chain_lost:
                lane = lane.with_next_tick(now)
            return lane if lost or chain_lost else None

        lane = self._lanes.change(user_id, mend)
        self._uploads_queue.send_many(
            [
                (UploadMessage(user_id=user_id, batch_id=grant.batch_id, upload_id=upload_id).body(), 0.0)
                for upload_id, grant in lost.items()
            ]
        )
        if chain_lost and lane.tick is not None:
            delay = min(max(0.0, lane.tick.due - self._clock.now()), MAX_DELAY_SECONDS)
            self._lanes_queue.send(TickMessage(user_id=user_id, sequence=lane.tick.sequence).body(), delay)
        return int(chain_lost), len(lost)


def _lost_uploads(lane: Lane, now: float) -> dict[int, Grant]:
    """Return the uploads whose worker or message is lost. A lost worker's hits are taken to count."""
    abandoned = {
        upload_id: Grant(batch_id=flight.batch_id, at=now)
        for upload_id, flight in lane.flying.items()
        if flight.lease_until <= now
    }
    if len(lane.flying) > len(abandoned):
        return abandoned  # a living worker takes what is granted, whether its message came or not
    if any(grant.at + GRANT_GRACE > now for grant in lane.granted.values()):
        return abandoned  # and so does the worker that a message to come will start
    unheard = dict(lane.granted)
    return abandoned | unheard
