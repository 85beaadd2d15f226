"""Dead letters as operators see them. No I/O.

open ──claim──▶ replaying ──▶ replayed | superseded
  ▲                 │
  └──give back──────┘     (it was refused, or the replay that had it was stopped)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class LetterStatus(StrEnum):
    """Where a letter stands."""

    OPEN = "open"
    REPLAYING = "replaying"
    REPLAYED = "replayed"
    SUPERSEDED = "superseded"  # there was nothing left to do for it


ENDED = frozenset({LetterStatus.REPLAYED, LetterStatus.SUPERSEDED})


class Cause(StrEnum):
    """Why a message failed for the last time."""

    THROTTLED = "throttled"  # AWS asked us to slow down
    AWS_TIMEOUT = "aws_timeout"
    AWS_UNAVAILABLE = "aws_unavailable"
    WIKI_TIMEOUT = "wiki_timeout"
    WIKI_UNAVAILABLE = "wiki_unavailable"
    OUTSIDE = "outside"  # another service of others did not answer, or asked us to come later
    BUSY = "busy"  # others changed the same item each time
    LOST_WORKER = "lost_worker"  # the worker was stopped and could not say why
    GIVEN_UP = "given_up"  # its function has tried it as often as it may
    UNREADABLE = "unreadable"  # the message is of no shape its function knows
    DEFECT = "defect"  # it would fail again: our own fault, or a permission that is missing
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a message's body is about.

    Attributes:
        kind: upload, tick, fetch, image, task, stream, run, replay or unreadable.
        about: ids that name the work; nothing else may be in here, since operators see it.
        subject: what two messages about the same work have in common.
        cause: why it failed, where the body itself tells.
        error: the same as a sentence.
        noted_as: under what its failure was noted, where that is not the message's own id.
    """

    kind: str
    about: Mapping[str, Any]
    subject: str
    cause: Cause | None = None
    error: str = ""
    noted_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One dead letter.

    Attributes:
        id: sorts by when its message was sent.
        queue: the short name of the queue that gave up.
        message_id: as SQS called it.
        body: as it was sent. Never shown.
        reading: what it is about.
        cause: why it failed for the last time.
        error: the same as a sentence; empty where nobody knows.
        needs_human: whether nobody but an operator will replay it.
        receives: how often SQS had handed the message out when it was found, which SQS counts approximately.
        deaths: how often a letter about the same work was found within a month, this one included.
        sent_at: when the message was sent, in epoch seconds; a dead letter keeps that moment.
        first_received_at: when SQS first handed it out; None where SQS did not tell.
        found_at: when it was taken over.
        correlation_id: of the request that sent it.
        replay_id: the replay that has or had it.
        lease_until: while a replay has it, when that counts as stopped, in epoch seconds.
        outcome: what became of it, as a sentence.
    """

    id: str
    queue: str
    message_id: str
    body: str
    reading: Reading
    status: LetterStatus
    cause: Cause
    error: str
    needs_human: bool
    receives: int
    deaths: int
    sent_at: float
    found_at: float
    first_received_at: float | None = None
    correlation_id: str | None = None
    replay_id: str | None = None
    lease_until: float = 0.0
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseCount:
    """How many open letters of a queue have a cause."""

    cause: Cause
    open: int
    needs_human: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSummary:
    """A queue's dead letters at a glance.

    Attributes:
        queue: its short name.
        function: who works on it.
        not_read: how many letters SQS still holds, approximately; None where SQS did not answer.
        oldest_at: when the oldest open letter was sent, in epoch seconds.
        causes: of the open letters, the most frequent first.
    """

    queue: str
    function: str
    not_read: int | None
    oldest_at: float | None
    causes: tuple[CauseCount, ...] = field(default_factory=tuple)

    @property
    def open(self) -> int:
        """How many letters wait for a replay."""
        return sum(one.open for one in self.causes)

    @property
    def needs_human(self) -> int:
        """How many of them wait for an operator."""
        return sum(one.needs_human for one in self.causes)


def letter_id(sent_at: float, message_id: str) -> str:
    """Return the id of a message's letter; the same message always has the same."""
    return f"{round(sent_at * 1000):013d}-{message_id}"
