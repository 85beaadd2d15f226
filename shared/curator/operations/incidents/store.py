"""Incidents in the operations table. The only place that knows their keys.

    PK INCIDENTS      SK <incident>    an incident; goes after a year
    PK RINGING        SK <alarm>       the incident of an alarm that rings

An incident's id follows from its alarm and moment: told of twice, as EventBridge may, it is still one.
"""

import hashlib
from collections.abc import Sequence

from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Item, Key, Put, Table, Update
from curator.operations.audit.records import id_floor
from curator.operations.dead_letters.models import Cause
from curator.operations.incidents.models import Incident

KEPT_SECONDS = 365 * 24 * 3600


class IncidentStore:
    """Reads and writes incidents."""

    def __init__(self, table: Table) -> None:
        """Use the operations table."""
        self._table = table

    def begin(self, *, alarm: str, queue: str | None, reason: str, at: float) -> tuple[Incident, bool]:
        """Return the incident of an alarm that began to ring at a moment, and whether it is a new one."""
        digest = hashlib.sha256(alarm.encode()).hexdigest()[:12]
        incident = Incident(id=f"{id_floor(at)}-{digest}", alarm=alarm, queue=queue, reason=reason, began_at=at)
        item: Item = {
            **_key(incident.id),
            "id": incident.id,
            "alarm": alarm,
            "queue_name": queue,
            "reason": reason,
            "began_at": at,
            "letters": {},
            "replay_ids": [],
            TTL: int(at) + KEPT_SECONDS,
        }
        rings = Put(item={PARTITION: "RINGING", SORT: alarm, "incident_id": incident.id})
        try:
            self._table.transact([Put(item=item, condition="attribute_not_exists(PK)"), rings])
        except ConditionFailedError:
            return self.get(incident.id) or incident, False
        return incident, True

    def note(self, incident_id: str, *, found: dict[Cause, int], replay_ids: Sequence[str]) -> None:
        """Note what was found and asked for when it began."""
        self._table.update(
            Update(
                key=_key(incident_id),
                expression="SET letters = :found, replay_ids = :replays",
                values={
                    ":found": {cause.value: count for cause, count in found.items()},
                    ":replays": list(replay_ids),
                },
            )
        )

    def end(self, alarm: str, at: float) -> Incident | None:
        """End the incident of an alarm that stopped at a moment; None where none is known that began before it."""
        ringing = self._table.get({PARTITION: "RINGING", SORT: alarm})
        if ringing is None:
            return None
        ended = Update(
            key=_key(ringing["incident_id"]),
            expression="SET ended_at = :at",
            condition="began_at <= :at",
            values={":at": at},
        )
        try:
            item = self._table.update(ended)
        except ConditionFailedError:
            return None
        self._table.delete(Delete(key={PARTITION: "RINGING", SORT: alarm}))
        return _decode(item)

    def get(self, incident_id: str) -> Incident | None:
        """Return an incident."""
        item = self._table.get(_key(incident_id))
        return _decode(item) if item else None

    def newest(self, *, before: str = "", limit: int) -> tuple[list[Incident], str | None]:
        """Return some incidents, the newest first, and where the next page goes on."""
        values = {":all": "INCIDENTS", ":before": before or "~"}
        items = self._table.query(f"PK = :all AND {SORT} < :before", values, limit=limit + 1, newest_first=True)
        found = [_decode(item) for item in items]
        return found[:limit], found[limit - 1].id if len(found) > limit else None


def _decode(item: Item) -> Incident:
    return Incident(
        id=item["id"],
        alarm=item["alarm"],
        queue=item.get("queue_name"),
        reason=item["reason"],
        began_at=float(item["began_at"]),
        ended_at=item.get("ended_at"),
        found={Cause(cause): int(count) for cause, count in item["letters"].items()},
        replay_ids=tuple(item["replay_ids"]),
    )


def _key(incident_id: str) -> Key:
    return {PARTITION: "INCIDENTS", SORT: incident_id}
