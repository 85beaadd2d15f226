"""Locks on photographs in the uploads table, so that two uploads of the same bytes never publish side by side.

PK SHA1#<sha1>   SK LOCK     upload_id, fence, expires_at
"""

from curator.foundation.clock import Clock
from curator.foundation.table import (
    PARTITION,
    SORT,
    TTL,
    ConditionFailedError,
    Delete,
    Key,
    Put,
    Table,
)

OWN = "upload_id = :upload"


class PhotographLocks:
    """One lock per SHA-1, owned by one claim of one upload."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def take(self, sha1: str, *, upload_id: int, fence: int, seconds: float) -> bool:
        """Take or renew the lock for this long; return False while another upload, or a later claim, has it.

        Args:
            sha1: of the photograph's bytes.
            upload_id: whose claim takes it.
            fence: the claim's number: a worker that was replaced can neither renew nor release its successor's lock.
            seconds: from now.
        """
        now = self._clock.now()
        try:
            self._table.put(
                Put(
                    item={**_key(sha1), "upload_id": upload_id, "fence": fence, TTL: int(now + seconds) + 1},
                    condition=f"attribute_not_exists(PK) OR expires_at <= :now OR ({OWN} AND fence <= :fence)",
                    values={":upload": upload_id, ":fence": fence, ":now": now},
                )
            )
        except ConditionFailedError:
            return False
        return True

    def give_back(self, sha1: str, *, upload_id: int, fence: int) -> None:
        """Release the lock if it is still this claim's."""
        try:
            self._table.delete(
                Delete(
                    key=_key(sha1),
                    condition=f"{OWN} AND fence = :fence",
                    values={":upload": upload_id, ":fence": fence},
                )
            )
        except ConditionFailedError:
            return  # it had run out, and may be another's by now


def _key(sha1: str) -> Key:
    return {PARTITION: f"SHA1#{sha1}", SORT: "LOCK"}
