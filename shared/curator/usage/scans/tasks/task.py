"""A task as a value.

waiting ──slot──▶ at work ──▶ done: its row is gone
▲                 │
├─ not all done ──┤  with a checkpoint
├─ refused ───────┤  by the provider; not the task's fault, and not counted
└─ failed ────────┴──▶ after `ATTEMPTS`: dead, kept for whoever looks into it
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Priority(StrEnum):
    """Whose turn comes first; the values sort."""

    HIGH = "0"  # somebody waits for it
    NORMAL = "1"
    LOW = "2"


class Kind(StrEnum):
    """What a task does; `work` has a module for each."""

    SCRAPE = "scrape"
    SURVEY = "survey"
    RECHECK = "recheck"
    MEET = "meet"
    DISCOVER = "discover"
    PARSE = "parse"
    ROLL_CALL = "roll-call"
    ENRICH = "enrich"
    DESCRIBE = "describe"
    RESTATE = "restate"
    CLEANUP = "cleanup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One small piece of work.

    Attributes:
        lane: whose calls it makes.
        subject: what it is about; there is one task of a kind, subject and priority in a lane.
        question: what else it has to know.
        units: how many calls it should be given.
        also: resources of the same token from which it takes a call beside those, so that it waits for them, too.
        checkpoint: where it goes on.
        job_id: for whom; empty for nobody.
        attempts: that failed, or of which the worker was lost.
        not_before: epoch seconds.
        fence: how often it was begun.
        lease_until: until when a worker has it, in epoch seconds.
        dead: whether it has used up its attempts.
    """

    lane: str
    kind: Kind
    subject: str
    priority: Priority = Priority.NORMAL
    question: Mapping[str, Any] = field(default_factory=dict)
    units: int = 1
    also: tuple[str, ...] = ()
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    job_id: str = ""
    attempts: int = 0
    not_before: float = 0.0
    fence: int = 0
    lease_until: float = 0.0
    dead: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        """What it is called within its lane."""
        return f"{self.priority}#{self.kind}:{self.subject}"
