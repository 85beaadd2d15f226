"""How replays are shown."""

from typing import Any

from curator.foundation.clock import iso_timestamp
from curator.operations.dead_letters.views import moment
from curator.operations.replays.models import LetterOutcome, Replay, ReplayedLetter

Row = dict[str, Any]


def replay_row(replay: Replay) -> Row:
    """Return a replay as operators read it."""
    wish = replay.wish
    return {
        "id": replay.id,
        "queue": wish.queue,
        "selection": wish.selection.as_asked(),
        "reason": wish.reason,
        "budget": wish.budget,
        "asked_by": {"user_id": wish.asked_by.user_id, "username": wish.asked_by.username},
        "origin": wish.origin.value,
        "incident_id": wish.incident_id,
        "status": replay.status.value,
        "asked_at": iso_timestamp(replay.asked_at),
        "began_at": moment(replay.began_at),
        "ended_at": moment(replay.ended_at),
        "counts": {outcome.value: replay.counts.get(outcome, 0) for outcome in LetterOutcome},
        "more": replay.more,
    }


def letter_outcome_row(letter: ReplayedLetter) -> Row:
    """Return what became of a letter."""
    return {
        "letter_id": letter.letter_id,
        "outcome": letter.outcome.value,
        "note": letter.note,
        "at": iso_timestamp(letter.at),
    }
