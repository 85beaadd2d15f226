"""What the routes of dead letters, replays and incidents answer."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from curator.operations.dead_letters.models import Cause, LetterStatus
from curator.operations.replays.models import LetterOutcome, Origin, ReplayStatus
from curator.realtime.messages.shape import Count, Shape
from functions.api.documents.described import Route, Visitor, ok, problem

Queue = Literal["lanes", "uploads", "fetches", "images", "scans", "broadcaster", "janitor", "replays"]


class LetterRow(Shape):
    """A dead letter: what it is about, why it died, how often, and since when."""

    id: str
    queue: Queue
    function: str
    kind: Literal["upload", "tick", "fetch", "image", "task", "stream", "run", "replay", "unreadable"]
    about: dict[str, int | str]
    status: LetterStatus
    cause: Cause
    error: str
    needs_human: bool
    receives: Count
    deaths: Annotated[int, Field(ge=1)]
    sent_at: AwareDatetime
    first_received_at: AwareDatetime | None
    found_at: AwareDatetime
    correlation_id: str | None
    replay_id: str | None
    outcome: str


class CauseRow(Shape):
    """How many of a queue's open letters have a cause, and how many of these wait for an operator."""

    cause: Cause
    open: Count
    needs_human: Count


class QueueRow(Shape):
    """A queue's letters at a glance; `not_read` are those that SQS still holds, about, null where it does not say."""

    queue: Queue
    function: str
    not_read: Count | None
    open: Count
    needs_human: Count
    oldest_at: AwareDatetime | None
    causes: list[CauseRow]


class LetterPage(Shape):
    """A page of dead letters, where the next one begins, and all queues."""

    items: list[LetterRow]
    next: str | None
    queues: list[QueueRow]


class AskedBy(Shape):
    """Who asked for a replay."""

    user_id: str
    username: str


class Counts(Shape):
    """Letters, by what became of them."""

    replayed: Count
    superseded: Count
    refused: Count


class ReplayRow(Shape):
    """A replay: what was asked, by whom, why, and how far it came; `more` is whether the budget left letters over."""

    id: str
    queue: Queue
    selection: dict[str, Any]
    reason: str
    budget: Annotated[int, Field(ge=1)]
    asked_by: AskedBy
    origin: Origin
    incident_id: str | None
    status: ReplayStatus
    asked_at: AwareDatetime
    began_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    counts: Counts
    more: bool


class ReplayPage(Shape):
    """A page of replays, and where the next one begins."""

    items: list[ReplayRow]
    next: str | None


class OutcomeRow(Shape):
    """What a replay did with a letter."""

    letter_id: str
    outcome: LetterOutcome
    note: str
    at: AwareDatetime


class ReplayWithLetters(ReplayRow):
    """A replay, and what became of its letters."""

    letters: list[OutcomeRow]
    next: str | None


class IncidentRow(Shape):
    """What an alarm rang for, and what was done about it; `found` are dead letters by cause."""

    id: str
    alarm: str
    queue: Queue | None
    reason: str
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    found: dict[str, Count]
    replay_ids: list[str]
    note: str


class IncidentPage(Shape):
    """A page of incidents, and where the next one begins."""

    items: list[IncidentRow]
    next: str | None


UNKNOWN_REPLAY = problem("there is no such replay, or there is none any more")

DEAD_LETTER_ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "/api/admin/dead-letters"): Route(
        visitor=Visitor.OPERATOR, answers={200: ok(LetterPage), 400: problem("there is no such queue")}
    ),
    ("GET", "/api/admin/incidents"): Route(visitor=Visitor.OPERATOR, answers={200: ok(IncidentPage)}),
    ("POST", "/api/admin/replays"): Route(
        visitor=Visitor.OPERATOR,
        answers={202: ok(ReplayRow), 400: problem("there is no such queue, or the selection says not which letters")},
    ),
    ("GET", "/api/admin/replays"): Route(visitor=Visitor.OPERATOR, answers={200: ok(ReplayPage)}),
    ("GET", "/api/admin/replays/{replay_id}"): Route(
        visitor=Visitor.OPERATOR, answers={200: ok(ReplayWithLetters), 404: UNKNOWN_REPLAY}
    ),
}
