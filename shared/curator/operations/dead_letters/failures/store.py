"""Notes on failed messages in the operations table.

PK FAILED#<message>   SK FAILURE     the last failure of one message, and how many there were; goes after 15 days

SQS keeps a message for four days in its queue and for 14 in all: a note outlives its letter.
"""

from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, Key, Table, Update
from curator.operations.dead_letters.models import Cause

KEPT_SECONDS = 15 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How a message failed for the last time.

    Attributes:
        cause: why.
        error: as a sentence.
        times: how often it failed with somebody left to tell.
        at: when, in epoch seconds.
    """

    cause: Cause
    error: str
    times: int
    at: float


class FailureStore:
    """Notes failures, and finds them."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the operations table."""
        self._table = table
        self._clock = clock

    def note(self, message_id: str, *, function: str, cause: Cause, error: str) -> None:
        """Note that a function failed at a message."""
        now = self._clock.now()
        self._table.update(
            Update(
                key=_key(message_id),
                expression=(
                    "SET failed_by = :function, failure_cause = :cause, error_text = :error, failed_at = :now, "
                    "expires_at = :until ADD failures :one"
                ),
                values={
                    ":function": function,
                    ":cause": cause.value,
                    ":error": error,
                    ":now": now,
                    ":until": int(now) + KEPT_SECONDS,
                    ":one": 1,
                },
            )
        )

    def find(self, message_id: str) -> Failure | None:
        """Return what was noted of a message."""
        item = self._table.get(_key(message_id))
        if item is None or TTL not in item:
            return None
        return Failure(
            cause=Cause(item["failure_cause"]),
            error=item["error_text"],
            times=int(item["failures"]),
            at=float(item["failed_at"]),
        )


def _key(message_id: str) -> Key:
    return {PARTITION: f"FAILED#{message_id}", SORT: "FAILURE"}
