"""How dead letters are shown. A body never is: ids say what it is about, and it may hold what is nobody's business."""

from typing import Any

from curator.foundation.clock import iso_timestamp
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.dead_letters.models import Letter, QueueSummary

Row = dict[str, Any]


def letter_row(letter: Letter) -> Row:
    """Return a letter as operators read it."""
    return {
        "id": letter.id,
        "queue": letter.queue,
        "function": QUEUES[letter.queue].function,
        "kind": letter.reading.kind,
        "about": dict(letter.reading.about),
        "status": letter.status.value,
        "cause": letter.cause.value,
        "error": letter.error,
        "needs_human": letter.needs_human,
        "receives": letter.receives,
        "deaths": letter.deaths,
        "sent_at": iso_timestamp(letter.sent_at),
        "first_received_at": moment(letter.first_received_at),
        "found_at": iso_timestamp(letter.found_at),
        "correlation_id": letter.correlation_id,
        "replay_id": letter.replay_id,
        "outcome": letter.outcome,
    }


def queue_row(summary: QueueSummary) -> Row:
    """Return a queue as operators read it."""
    return {
        "queue": summary.queue,
        "function": summary.function,
        "not_read": summary.not_read,
        "open": summary.open,
        "needs_human": summary.needs_human,
        "oldest_at": moment(summary.oldest_at),
        "causes": [
            {"cause": one.cause.value, "open": one.open, "needs_human": one.needs_human} for one in summary.causes
        ],
    }


def moment(epoch_seconds: float | None) -> str | None:
    """Return a moment as messages carry it, None where there is none."""
    return None if epoch_seconds is None else iso_timestamp(epoch_seconds)
