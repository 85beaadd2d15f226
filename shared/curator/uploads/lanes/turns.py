"""Keeping a lane's places filled: whoever ends an upload takes the next one, and calls others if places are free.

The pacer sends one message per upload, for the moment it expects the upload's turn. Work is never as long as expected.
A message that comes when all places are taken is dropped: the worker that ends first takes the upload. A turn that
comes sooner than its message is taken before it, and the message finds its upload done. So no place is empty while
something may start, nobody waits at the door, and a message per upload is enough.

A dropped message leaves its slot `granted`, for the worker that ends first. If the windows allow nothing more then, or
if places stay empty because workers were lost, that worker sends messages anew. Should no worker be left at all the
janitor does (see `recovery`).
"""

from collections.abc import Sequence
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.pacing import earliest_start
from curator.foundation.queues import MAX_DELAY_SECONDS, Queue
from curator.uploads.lanes.lane import Grant, Lane
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.messages import UploadMessage

SOON_SECONDS = 3.0  # a worker may wait this long for the next turn; a later one is left to its message
DELIVERED_SECONDS = 5.0  # after its slot a message has come, as a rule, and was dropped if its upload still waits
SURELY_DELIVERED_SECONDS = 60.0  # the same, where one more message would add to a crowd


class Turns:
    """Tells workers what to take."""

    def __init__(self, *, lanes: LaneStore, outages: Outages, uploads_queue: Queue, pace: Pace, clock: Clock) -> None:
        """Take the lanes, what makes all of them wait, and the queue through which other workers are called."""
        self._lanes = lanes
        self._outages = outages
        self._queue = uploads_queue
        self._pace = pace
        self._clock = clock

    def wanted(self, message: UploadMessage) -> bool:
        """Whether this message's upload may start, or must be given a later slot.

        If not, another worker will take it: one that ends an upload, or one whose message comes when the lane opens.
        """
        lane, now = self._lanes.load(message.user_id), self._clock.now()
        if message.upload_id not in lane.granted:
            return True
        opens = self._opens(lane, now)
        if opens <= now + SOON_SECONDS:
            return len(lane.flying) < self._pace.width
        coming = sum(now < grant.at <= opens + SOON_SECONDS for grant in lane.granted.values())
        return len(lane.flying) + coming < self._pace.width

    def _opens(self, lane: Lane, now: float) -> float:
        """Return when the windows allow the lane's next upload and nothing makes it wait."""
        pause = self._outages.pause_of(lane)
        lasting = [rule for rule in self._pace.rules(lane) if rule.seconds > 0]
        allowed = earliest_start(lane.running_ends(now), lasting, now=now)
        return allowed if pause is None else max(allowed, pause.until)

    def take(self, user_id: str) -> UploadMessage | None:
        """Return the upload a worker that has just ended one should take, or None where its time is not soon."""
        lane, now = self._lanes.load(user_id), self._clock.now()
        free = self._pace.width - len(lane.flying)
        turns = lane.turns()
        if free < 1 or not turns:
            return None
        opens = self._opens(lane, now)
        if opens > now + SOON_SECONDS:
            self._call(lane, _missing(turns, free, since=now - DELIVERED_SECONDS, until=opens), at=opens)
            return None
        first, *others = turns
        self._call(lane, _missing(others, free - 1, since=now - SURELY_DELIVERED_SECONDS, until=now), at=now)
        return _message(lane, *first)

    def leave(self, message: UploadMessage) -> None:
        """Call another worker for a turn that the one who took it has no time for."""
        self._queue.send(message.body())

    def _call(self, lane: Lane, upload_ids: Sequence[int], *, at: float) -> None:
        """Send these uploads' messages again, for `at`; the new slot keeps the next worker from doing so as well."""
        delay = max(0.0, at - self._clock.now())
        if not upload_ids or delay > MAX_DELAY_SECONDS:
            return

        def moved(current: Lane) -> Lane:
            for upload_id in upload_ids:
                if upload_id in current.granted:
                    current = current.with_grant(upload_id, replace(current.granted[upload_id], at=at))
            return current

        self._lanes.change(lane.user_id, moved)
        self._queue.send_many([(_message(lane, id_, lane.granted[id_]).body(), delay) for id_ in upload_ids])


def _missing(turns: Sequence[tuple[int, Grant]], places: int, *, since: float, until: float) -> list[int]:
    """Return the uploads to call for so many places: those with a slot before `since`, less the messages to come."""
    coming = sum(since < grant.at <= until + SOON_SECONDS for _, grant in turns)
    passed = [upload_id for upload_id, grant in turns if grant.at <= since]
    return passed[: max(0, places - coming)]


def _message(lane: Lane, upload_id: int, grant: Grant) -> UploadMessage:
    return UploadMessage(user_id=lane.user_id, batch_id=grant.batch_id, upload_id=upload_id)
