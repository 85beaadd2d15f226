"""Audit records of what the replayer does: incidents, and replays with who asked for them.

What an operator asks for through the API has a record of its own there, with their address; these tell how it ended.
"""

from curator.foundation.clock import Clock
from curator.identity.principals import Principal
from curator.operations.audit.auditor import Auditor
from curator.operations.audit.records import Outcome
from curator.operations.incidents.models import Incident
from curator.operations.incidents.views import incident_row
from curator.operations.replays.models import LetterOutcome, Origin, Replay
from curator.operations.replays.views import replay_row

REPLAYER = Principal(user_id="replayer", username="replayer")


class ReplayAudit:
    """Writes the records."""

    def __init__(self, auditor: Auditor, clock: Clock) -> None:
        """Write through the auditor."""
        self._auditor = auditor
        self._clock = clock

    def incident(self, incident: Incident) -> None:
        """Record that an incident began, or ended."""
        self._auditor.record(
            principal=REPLAYER,
            action="INCIDENT:END" if incident.ended_at else "INCIDENT:BEGIN",
            resource=f"incidents/{incident.id}",
            outcome=Outcome.SUCCESS,
            began=self._clock.now(),
            data=incident_row(incident),
        )
        self._auditor.flush()

    def replay_ended(self, replay: Replay) -> None:
        """Record what a replay came to, under the name of whoever asked for it."""
        asker = replay.wish.asked_by
        row = replay_row(replay)
        if replay.wish.origin is not Origin.ADMIN:
            row.pop("selection")  # a list of letters that nobody wrote
        self._auditor.record(
            principal=Principal(user_id=asker.user_id, username=asker.username),
            action="REPLAY",
            resource=f"replays/{replay.id}",
            outcome=Outcome.ERROR if replay.counts.get(LetterOutcome.REFUSED) else Outcome.SUCCESS,
            began=replay.asked_at,
            data=row,
        )
        self._auditor.flush()
