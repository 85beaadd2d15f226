"""The pacer turns a lane's backlog into delayed upload messages, one tick at a time.

A tick grants slots up to a horizon, sends one message per granted upload with the delay to its slot, and sends the
next tick with the delay to the first slot beyond. What it decided is stored before anything is sent. If it dies in
between, its message comes back: a tick that finds its own decision stored sends everything again, and the workers
drop what they had already. The next tick gets a new sequence then. A queue may deliver a message twice, and two ticks
of one sequence would each be followed by two: the chain would stay doubled to its end, and so every message of it.
A tick that is neither the live one nor the one that decided on it is a stray and is dropped.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from curator.commons.errors import AuthorisationLostError, CommonsError
from curator.commons.limits import LimitsReader
from curator.foundation.clock import Clock
from curator.foundation.pacing import Window, earliest_start, slots
from curator.foundation.queues import MAX_DELAY_SECONDS, Queue
from curator.uploads.lanes.forecast import finish_times
from curator.uploads.lanes.lane import LIMITS_FRESH_SECONDS, Grant, Lane, Pause, log_in_again
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Upload, UploadStatus, UploadText
from curator.uploads.store import UploadStore

GRANTS_PER_TICK = 50  # each is some thirty bytes of the lane, which is written twice with every upload
TICK_LEAD_SECONDS = 2.0  # a tick comes this much before the slot it is for, so that its own work delays nothing
# Of the time to a slot that may come sooner, since work that waits for a place can be done early: a few long uploads
# make the expected duration three times what the next ones take, and no place may be empty until then.
TICK_LEAD_SHARE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    lane: Lane
    finish_at: dict[int, float]
    pause: Pause | None


class Pacer:
    """Handles tick messages."""

    def __init__(
        self,
        *,
        lanes: LaneStore,
        uploads: UploadStore,
        outages: Outages,
        lanes_queue: Queue,
        uploads_queue: Queue,
        read_limits: LimitsReader,
        pace: Pace,
        clock: Clock,
    ) -> None:
        """Take everything the pacer reads, writes and sends to."""
        self._lanes = lanes
        self._uploads = uploads
        self._outages = outages
        self._lanes_queue = lanes_queue
        self._uploads_queue = uploads_queue
        self._read_limits = read_limits
        self._pace = pace
        self._clock = clock

    def tick(self, message: TickMessage) -> None:
        """Handle one tick; raises LaneBusyError or an AWS error when the message should come again."""
        plan: _Plan | None = None
        before: Lane | None = None

        def decide(lane: Lane) -> Lane | None:
            nonlocal before, plan
            plan, before = None, lane
            if lane.tick is None:
                return None
            if lane.tick.after == message.sequence:
                return lane.with_next_tick(lane.tick.due, after=message.sequence)
            if lane.tick.sequence != message.sequence:
                return None
            plan = self._plan(self._with_fresh_limits(lane))
            return plan.lane

        lane = self._lanes.change(message.user_id, decide)
        granted_before = before.granted.keys() if plan is not None and before is not None else ()
        if lane.last_sequence == message.sequence and lane.tick is None:
            self._send(lane, skip=granted_before)  # the chain's last tick
        elif lane.tick is not None and lane.tick.after == message.sequence:
            self._send(lane, skip=granted_before)
            self._send_tick(lane)
        if plan is not None:
            self._uploads.note_outlook(lane.batch_ids - lane.held, finish_at=plan.finish_at, pause=plan.pause)

    def _with_fresh_limits(self, lane: Lane) -> Lane:
        now = self._clock.now()
        if lane.encrypted_token is None or now < lane.limits_stale_at:
            return lane
        try:
            limits = self._read_limits(lane.encrypted_token)
        except AuthorisationLostError:
            return replace(lane, pause=log_in_again(now))
        except CommonsError:
            return lane  # the limits known so far go on until the wiki answers
        return replace(lane, limits=limits, limits_at=now)

    def _plan(self, lane: Lane) -> _Plan:
        now = self._clock.now()
        rules = self._pace.rules(lane)
        lane = lane.pruned(rules, now=now)
        if lane.waits_for_login:  # the chain ends here; the login starts another
            return _Plan(lane=lane.without_tick(), finish_at={}, pause=lane.pause)
        pause = self._outages.pause_of(lane)
        start = pause.until if pause is not None else now
        following = self._uploads.texts_after(lane.user_id, lane.cursor, GRANTS_PER_TICK + 1)
        queued = self._queued([text for text in following if text.batch_id not in lane.held])
        lane, next_slot = self._grant(lane, following, queued, rules=rules, start=start)
        lane = replace(lane, waiting=_still_waiting(lane, following))
        finish_at = finish_times(lane, rules, start=start, now=now)
        if next_slot is None:
            lane = lane.without_tick().at_rest()
        else:
            lane = lane.with_next_tick(_tick_due(lane, rules, next_slot, now=now), after=lane.last_sequence)
        return _Plan(lane=lane, finish_at=finish_at, pause=pause)

    def _queued(self, texts: Sequence[UploadText]) -> dict[int, Upload]:
        found = self._uploads.get_uploads([(text.batch_id, text.upload_id) for text in texts])
        return {id_: upload for id_, upload in found.items() if upload.status is UploadStatus.QUEUED}

    def _grant(
        self,
        lane: Lane,
        following: Sequence[UploadText],
        queued: dict[int, Upload],
        *,
        rules: tuple[Window, ...],
        start: float,
    ) -> tuple[Lane, float | None]:
        """Return the lane with the slots within the horizon granted, and the first slot beyond if any upload waits."""
        now = self._clock.now()
        coming = slots(lane.expected_ends(rules, now), rules, duration=lane.duration, now=start)
        for position, text in enumerate(following):
            if text.upload_id in queued and text.upload_id not in lane.granted:
                slot = next(coming)
                if slot > now + self._pace.horizon or position >= GRANTS_PER_TICK:
                    return lane, slot
                lane = lane.with_grant(text.upload_id, Grant(batch_id=text.batch_id, at=slot))
            lane = replace(lane, cursor=text.upload_id)
        # None of many had to be granted (after a login the cursor goes back, over what is done): more may follow.
        return lane, start if len(following) > GRANTS_PER_TICK else None

    def _send(self, lane: Lane, *, skip: Collection[int]) -> None:
        """Send a message for each upload granted by this tick (a repeated tick cannot tell, and sends them all)."""
        now = self._clock.now()
        self._uploads_queue.send_many(
            [
                (
                    UploadMessage(user_id=lane.user_id, batch_id=grant.batch_id, upload_id=upload_id).body(),
                    min(max(0.0, grant.at - now), MAX_DELAY_SECONDS),
                )
                for upload_id, grant in lane.granted.items()
                if upload_id not in skip
            ]
        )

    def _send_tick(self, lane: Lane) -> None:
        if lane.tick is not None:
            message = TickMessage(user_id=lane.user_id, sequence=lane.tick.sequence)
            self._lanes_queue.send(message.body(), max(0.0, lane.tick.due - self._clock.now()))


def _tick_due(lane: Lane, rules: Sequence[Window], next_slot: float, *, now: float) -> float:
    """Return when the next tick should come: before the slot can come, and before the limits known are stale."""
    lasting = [rule for rule in rules if rule.seconds > 0]
    at_soonest = earliest_start(lane.expected_ends(rules, now), lasting, now=now)
    lead = TICK_LEAD_SECONDS if at_soonest >= next_slot else TICK_LEAD_SHARE * (next_slot - now)
    fresh_until = lane.limits_stale_at if lane.limits_stale_at > now else now + LIMITS_FRESH_SECONDS
    return min(max(now, next_slot - max(TICK_LEAD_SECONDS, lead)), fresh_until)


def _still_waiting(lane: Lane, following: Sequence[UploadText]) -> dict[int, int]:
    """Return the waiting counts without what has just been granted or passed over."""
    waiting = dict(lane.waiting)
    for text in takewhile(lambda text: text.upload_id <= lane.cursor, following):
        left = waiting.get(text.batch_id, 0) - 1
        waiting[text.batch_id] = max(0, left)
    if len(following) <= GRANTS_PER_TICK:  # the whole backlog was seen: count it instead of trusting the estimate
        waiting = {}
        for text in following:
            if text.upload_id > lane.cursor and text.batch_id not in lane.held:
                waiting[text.batch_id] = waiting.get(text.batch_id, 0) + 1
    return {batch_id: count for batch_id, count in waiting.items() if count}
