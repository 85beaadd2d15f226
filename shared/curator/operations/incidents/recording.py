"""What happens when an alarm rings, and when it stops."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from curator.operations.dead_letters.models import Cause, Letter
from curator.operations.incidents.alarms import OVER, RINGING, AlarmChange
from curator.operations.incidents.models import Incident
from curator.operations.incidents.store import IncidentStore

log = logging.getLogger(__name__)


class Collects(Protocol):
    """What we use of `curator.operations.dead_letters.collecting.Collector`."""

    def collect(self, queue: str, *, until: float, tell: Callable[[Letter], object]) -> int:
        """Take over a queue's letters and return how many were new."""


class Replays(Protocol):
    """Asks for the replays that are due in some queues, for an incident, and returns their ids."""

    def __call__(self, queues: Sequence[str], *, incident_id: str) -> Sequence[str]:
        """Ask, and return the ids."""


class IncidentRecorder:
    """Records incidents."""

    def __init__(
        self,
        incidents: IncidentStore,
        *,
        collector: Collects,
        replays: Replays,
        queues: Mapping[str, str],
        audit: Callable[[Incident], object],
    ) -> None:
        """Take the records, and what is done about dead letters.

        Args:
            incidents: the records.
            collector: takes letters over.
            replays: asks for replays.
            queues: short names of queues, by the names their dead-letter queues have in AWS.
            audit: told of each incident that begins or ends.
        """
        self._incidents = incidents
        self._collector = collector
        self._replays = replays
        self._queues = queues
        self._audit = audit

    def record(self, change: AlarmChange, *, until: float) -> Incident | None:
        """Record what an alarm did, take over the letters it rings for until `until`, and have replayed what is due.

        Returns:
            The incident; None where an alarm stopped of which none is known, or CloudWatch knows no state of it.
        """
        if change.state == OVER:
            ended = self._incidents.end(change.alarm, change.at)
            if ended is not None:
                self._audit(ended)
            return ended
        if change.state != RINGING:
            return None
        queue = next((self._queues[name] for name in change.queue_names if name in self._queues), None)
        incident, new = self._incidents.begin(alarm=change.alarm, queue=queue, reason=change.reason, at=change.at)
        if new:
            log.error("an alarm rings", extra={"alarm": change.alarm, "queue": queue, "reason": change.reason})
            self._audit(incident)
        if queue is not None:
            found = Counter[Cause](incident.found)  # what an earlier call found, if this one is a repeat
            self._collector.collect(queue, until=until, tell=lambda letter: found.update([letter.cause]))
            replay_ids = [*incident.replay_ids, *self._replays([queue], incident_id=incident.id)]
            if found or replay_ids:
                self._incidents.note(incident.id, found=dict(found), replay_ids=replay_ids)
        return self._incidents.get(incident.id)
