"""One user's lane as operators read it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.commons.limits import Limit
from curator.foundation.pacing import Window, earliest_start
from curator.uploads.lanes import pacing
from curator.uploads.lanes.lane import Lane, Pause
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.store import attention_at


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """One of the wiki's limits, and how much of it the lane has used.

    Attributes:
        action: upload or edit.
        limit: as the wiki tells it.
        uploads: how many uploads we allow within the window, the reserve for the user's own edits left out.
        used: how many of these the window holds now.
    """

    action: str
    limit: Limit
    uploads: int
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """A lane, and what follows from it at this moment.

    Attributes:
        lane: the lane.
        width: how many of its uploads may run at once.
        limits: none where the wiki has not told them yet, or sets none.
        pause: what makes it wait longest, its own pause or everybody's.
        next_slot: when its next upload may start, in epoch seconds; None where nothing waits or a login is needed.
        finish_at: when all of it is expected to be done, in epoch seconds; None in the same cases.
        late: by how many seconds something of it is overdue; 0 while everything is on its way.
    """

    lane: Lane
    width: int
    limits: Sequence[LimitUse]
    pause: Pause | None
    next_slot: float | None
    finish_at: float | None
    late: float

    @property
    def waiting(self) -> int:
        """How many uploads wait without a slot; an estimate."""
        return sum(self.lane.waiting.values())


def view_of(lane: Lane, *, pace: Pace, outage: Pause | None, now: float) -> LaneView:
    """Return the lane as it stands now; `outage` is the pause that every lane is under."""
    rules = pace.rules(lane)
    pauses = [pause for pause in (lane.pause, outage) if pause is not None and pause.until > now]
    pause = max(pauses, key=lambda one: one.until, default=None)
    start = pause.until if pause is not None else now
    attention = attention_at(lane)
    return LaneView(
        lane=lane,
        width=pace.width,
        limits=_uses(lane, rules, now),
        pause=pause,
        next_slot=None if lane.waits_for_login else _next_slot(lane, rules, start=start, now=now),
        finish_at=None if lane.waits_for_login else _finish_at(lane, rules, start=start, now=now),
        late=0.0 if attention is None else max(0.0, now - attention),
    )


def _uses(lane: Lane, rules: Sequence[Window], now: float) -> list[LimitUse]:
    if lane.limits is None:
        return []
    told = [("upload", lane.limits.upload), ("edit", lane.limits.edit)]
    limits = [(action, limit) for action, limit in told if limit is not None]
    windows = [rule for rule in rules if rule.seconds > 0]  # one for each limit, in the same order
    return [
        LimitUse(
            action=action,
            limit=limit,
            uploads=window.units,
            used=sum(end > now - window.seconds for end in lane.used) + len(lane.flying),
        )
        for (action, limit), window in zip(limits, windows, strict=True)
    ]


def _next_slot(lane: Lane, rules: Sequence[Window], *, start: float, now: float) -> float | None:
    turns = lane.turns()
    if turns:
        return max(start, turns[0][1].at)
    return earliest_start(lane.expected_ends(rules, now), rules, now=start) if any(lane.waiting.values()) else None


def _finish_at(lane: Lane, rules: Sequence[Window], *, start: float, now: float) -> float | None:
    waiting = sum(lane.waiting.values())
    if not (waiting or lane.granted or lane.flying):
        return None
    ends = lane.expected_ends(rules, now)
    return pacing.finish_time(ends, rules, count=waiting, duration=lane.duration, now=start)
