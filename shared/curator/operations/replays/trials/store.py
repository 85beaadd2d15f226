"""Trials in the operations table.

PK TRIALS   SK <queue>#<cause>     how often the cause came back, and when it may be tried next; goes after a day
"""

from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Put, Table
from curator.operations.dead_letters.models import Cause

FORGOTTEN_SECONDS = 24 * 3600  # without a try; a cause that comes back later begins anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How replays of one cause in one queue went.

    Attributes:
        queue: which queue.
        cause: which cause.
        strikes: how often letters of the cause were found after a replay of it.
        tried_at: when the last replay was asked for, in epoch seconds; None before the first.
        next_at: when the next one may be.
        version: grows with every change.
    """

    queue: str
    cause: Cause
    next_at: float
    strikes: int = 0
    tried_at: float | None = None
    version: int = 0


class TrialStore:
    """Reads and writes trials."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the operations table."""
        self._table = table
        self._clock = clock

    def get(self, queue: str, cause: Cause) -> Trial | None:
        """Return the trial of a cause, if there is one."""
        item = self._table.get({PARTITION: "TRIALS", SORT: f"{queue}#{cause}"})
        if item is None:
            return None
        return Trial(
            queue=queue,
            cause=cause,
            next_at=float(item["next_at"]),
            strikes=int(item["strikes"]),
            tried_at=item.get("tried_at"),
            version=int(item["version"]),
        )

    def save(self, trial: Trial) -> bool:
        """Store a trial that was changed; return False where somebody else was faster."""
        item = {
            PARTITION: "TRIALS",
            SORT: f"{trial.queue}#{trial.cause}",
            "next_at": trial.next_at,
            "strikes": trial.strikes,
            "tried_at": trial.tried_at,
            "version": trial.version + 1,
            TTL: int(max(self._clock.now(), trial.next_at)) + FORGOTTEN_SECONDS,
        }
        now = self._clock.now()
        try:
            if trial.version == 0:
                condition = "attribute_not_exists(PK) OR expires_at <= :now"
                self._table.put(Put(item=item, condition=condition, values={":now": now}))
            else:
                self._table.put(Put(item=item, condition="version = :known", values={":known": trial.version}))
        except ConditionFailedError:
            return False
        return True
