"""Which retry is under way, in the uploads table.

    PK RETRIES#<user>   SK <digest of what is copied>    the batch the copies go to, expires_at

The note is there from the batch's creation until its last copy is stored. Who asks for the same again meanwhile, after
a crash or with a second click, goes on with that batch.
"""

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Key, Put, Table

REMEMBERED_SECONDS = 24 * 3600


class RetryNotes:
    """Keeps the notes."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def find(self, user_id: str, digest: str) -> int | None:
        """Return the batch of a retry under way, or None."""
        item = self._table.get(_key(user_id, digest))
        return int(item["batch_id"]) if item else None

    def begin(self, user_id: str, digest: str, batch_id: int) -> int:
        """Note a retry; return its batch, which is another one where the same retry began at this moment."""
        now = self._clock.now()
        try:
            self._table.put(
                Put(
                    item={**_key(user_id, digest), "batch_id": batch_id, TTL: int(now) + REMEMBERED_SECONDS},
                    condition="attribute_not_exists(PK) OR expires_at <= :now",
                    values={":now": now},
                )
            )
        except ConditionFailedError as error:
            return int(error.item["batch_id"]) if error.item else batch_id
        return batch_id

    def end(self, user_id: str, digest: str) -> None:
        """Forget a retry: every copy is stored."""
        self._table.delete(Delete(key=_key(user_id, digest)))


def _key(user_id: str, digest: str) -> Key:
    return {PARTITION: f"RETRIES#{user_id}", SORT: digest}
