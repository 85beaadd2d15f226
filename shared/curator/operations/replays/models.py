"""Replays as operators see them. No I/O.

pending ──begin──▶ running ──▶ done
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from curator.operations.replays.selection import Selection

DEFAULT_BUDGET = 100  # letters
LARGEST_BUDGET = 1000


class ReplayStatus(StrEnum):
    """Where a replay stands."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"


class Origin(StrEnum):
    """Through which door a replay was asked for."""

    ADMIN = "admin"
    ALARM = "alarm"  # or the clock, for a cause that was found to be over
    INVOKE = "invoke"


class LetterOutcome(StrEnum):
    """What became of a letter."""

    REPLAYED = "replayed"
    SUPERSEDED = "superseded"
    REFUSED = "refused"  # it stays open, for an operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked for a replay."""

    user_id: str
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks to have replayed, and why."""

    queue: str
    selection: Selection
    reason: str
    asked_by: Asker
    origin: Origin
    budget: int = DEFAULT_BUDGET
    incident_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One replay.

    Attributes:
        id: sorts by when it was asked for.
        wish: what was asked.
        asked_at: when, in epoch seconds. Letters sent later are none of its own: what comes back is not sent again.
        began_at: when the replayer first took it.
        ended_at: when its last letter was done.
        counts: letters, by what became of them.
        more: whether letters of the selection are left, since the budget is spent.
        cursor: the last letter that it has done with.
        lease_until: while a replayer has it, when that counts as stopped.
        fence: how often a replayer took it.
    """

    id: str
    wish: Wish
    asked_at: float
    status: ReplayStatus = ReplayStatus.PENDING
    began_at: float | None = None
    ended_at: float | None = None
    counts: Mapping[LetterOutcome, int] = field(default_factory=dict)
    more: bool = False
    cursor: str = ""
    lease_until: float = 0.0
    fence: int = 0

    @property
    def handled(self) -> int:
        """How many letters it has done with."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedLetter:
    """What a replay did with a letter."""

    letter_id: str
    outcome: LetterOutcome
    note: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a way back came to.

    Attributes:
        outcome: replayed, superseded or refused.
        note: a sentence for operators.
    """

    outcome: LetterOutcome
    note: str
