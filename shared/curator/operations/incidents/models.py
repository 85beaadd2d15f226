"""Incidents as operators see them. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from curator.operations.dead_letters.models import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An alarm that rang.

    Attributes:
        id: sorts by when it began.
        alarm: the alarm's name.
        queue: short name of the queue whose dead letters it rang for; None for any other alarm.
        reason: CloudWatch's own words.
        began_at: in epoch seconds.
        ended_at: when the alarm stopped; None while it rings.
        found: dead letters that were found then, by cause.
        replay_ids: the replays that were asked for at once.
    """

    id: str
    alarm: str
    queue: str | None
    reason: str
    began_at: float
    ended_at: float | None = None
    found: Mapping[Cause, int] = field(default_factory=dict)
    replay_ids: tuple[str, ...] = ()
