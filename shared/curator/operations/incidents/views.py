"""How incidents are shown."""

from typing import Any

from curator.foundation.clock import iso_timestamp
from curator.operations.dead_letters.views import moment
from curator.operations.incidents.models import Incident


def incident_row(incident: Incident) -> dict[str, Any]:
    """Return an incident as operators read it."""
    return {
        "id": incident.id,
        "alarm": incident.alarm,
        "queue": incident.queue,
        "reason": incident.reason,
        "began_at": iso_timestamp(incident.began_at),
        "ended_at": moment(incident.ended_at),
        "found": {cause.value: count for cause, count in incident.found.items()},
        "replay_ids": list(incident.replay_ids),
        "note": note(incident),
    }


def note(incident: Incident) -> str:
    """Return what was done about it, as a sentence."""
    if incident.queue is None:
        return "Nothing is replayed for this alarm: docs/operations.md says what to look at"
    letters = sum(incident.found.values())
    if incident.replay_ids:
        return f"{letters} letters were found; replays of what passes by itself were asked for"
    return f"{letters} letters were found; what passes by itself is replayed after a pause, the rest is an operator's"
