"""The lanes in the usage table: one item each, replaced as a whole if nobody was faster.

PK LANE#<id>   SK LANE
PK LANES       SK <id>      which lanes there are; a few dozen at the most
"""

from collections.abc import Callable
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, ConditionFailedError, Item, Put, Table
from curator.usage.scans.lanes.lane import Grant, Lane, Pause, Tick
from curator.usage.scans.tasks.rows import partition

SORT_KEY = "LANE"
LIST = "LANES"
CHANGE_ATTEMPTS = 20  # a lane has its workers and its pacer for writers
CONFLICT_PAUSE = 0.02  # seconds, growing with each attempt


class LaneBusyError(Exception):
    """Others changed the lane each time we tried; the message may be tried again."""


class LaneStore:
    """Loads and saves lanes."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the usage table."""
        self._table = table
        self._clock = clock

    def load(self, lane_id: str) -> Lane:
        """Return the lane; one that nobody has used is empty."""
        item = self._table.get({PARTITION: partition(lane_id), SORT: SORT_KEY})
        return decode(item) if item else Lane(id=lane_id)

    def ids(self) -> list[str]:
        """Return all lanes that were ever used."""
        return [item[SORT] for item in self._table.query("PK = :lanes", {":lanes": LIST})]

    def change(self, lane_id: str, change: Callable[[Lane], Lane | None]) -> Lane:
        """Apply `change` to the lane as it is now, store the result and return it.

        Args:
            lane_id: which lane.
            change: returns the lane as it should be, or None to leave it alone; called again after a lost race.

        Raises:
            LaneBusyError: every attempt lost its race.
        """
        for attempt in range(CHANGE_ATTEMPTS):
            lane = self.load(lane_id)
            changed = change(lane)
            if changed is None:
                return lane
            try:
                self._save(changed)
            except ConditionFailedError:
                self._clock.sleep(CONFLICT_PAUSE * (attempt + 1))
            else:
                return replace(changed, version=changed.version + 1)
        raise LaneBusyError(lane_id)

    def _save(self, lane: Lane) -> None:
        if lane.version:
            self._table.put(Put(item=encode(lane), condition="version = :known", values={":known": lane.version}))
            return
        self._table.put(Put(item={PARTITION: LIST, SORT: lane.id}))  # first: what is not listed nobody looks after
        self._table.put(Put(item=encode(lane), condition="attribute_not_exists(PK)"))


def encode(lane: Lane) -> Item:
    """Return the lane as it is stored, one version on."""
    return {
        PARTITION: partition(lane.id),
        SORT: SORT_KEY,
        "id": lane.id,
        "version": lane.version + 1,
        "granted": {task_id: [grant.at, grant.units] for task_id, grant in lane.granted.items()},
        "used": [[moment, units] for moment, units in lane.used],
        "limit": lane.limit,
        "pause": [lane.pause.until, lane.pause.reason] if lane.pause else None,
        "refusals": lane.refusals,
        "cursors": dict(lane.cursors),
        "duration": lane.duration,
        "last_sequence": lane.last_sequence,
        "tick": [lane.tick.sequence, lane.tick.due] if lane.tick else None,
        "tick_after": lane.tick.after if lane.tick else None,
    }


def decode(item: Item) -> Lane:
    """Return the lane an item holds."""
    pause, tick = item.get("pause"), item.get("tick")
    return Lane(
        id=item["id"],
        version=item["version"],
        granted={task_id: Grant(at=at, units=units) for task_id, (at, units) in item["granted"].items()},
        used=tuple((moment, units) for moment, units in item["used"]),
        limit=item.get("limit"),
        pause=Pause(until=pause[0], reason=pause[1]) if pause else None,
        refusals=item["refusals"],
        cursors=item["cursors"],
        duration=item["duration"],
        last_sequence=item["last_sequence"],
        tick=Tick(sequence=tick[0], due=tick[1], after=item.get("tick_after")) if tick else None,
    )
