"""What users have uploaded in an hour, in the images table. The only place that knows these keys.

    PK QUOTA#<user>   SK <hour>     the count, in the attribute by which the index `listed` sorts
    index listed      QUOTA#<hour>  all users of an hour by their count

The count is one number that is only ever added to, under a condition: however many ask at once, no more than the limit
get through, and no lock is held.
"""

from collections.abc import Iterator

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, ConditionFailedError, Key, Table, Update
from curator.images.conflicts import until_alone
from curator.images.quota.windows import expiry, window_name
from curator.images.records import LISTED, LISTED_AT, LISTED_PARTITION

PREFIX = "QUOTA#"


class QuotaStore:
    """Counts uploads."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the images table."""
        self._table = table
        self._clock = clock

    def add(self, user_id: str, window: int, limit: int) -> int | None:
        """Count one more upload and return how many there are now, or None where the limit is reached."""
        write = Update(
            key=_key(user_id, window),
            expression=f"SET {LISTED_PARTITION} = :hour, expires_at = :expiry ADD {LISTED_AT} :one",
            condition=f"attribute_not_exists({LISTED_AT}) OR {LISTED_AT} < :limit",
            values={
                ":hour": f"{PREFIX}{window_name(window)}",
                ":expiry": expiry(window),
                ":one": 1,
                ":limit": limit,
            },
        )
        try:
            item = until_alone(lambda: self._table.update(write), self._clock)
        except ConditionFailedError:
            return None
        return int(item[LISTED_AT])

    def used(self, user_id: str, window: int) -> int:
        """Return how many uploads count in this hour."""
        item = self._table.get(_key(user_id, window))
        return int(item[LISTED_AT]) if item else 0

    def users(self, window: int, *, at_least: int) -> Iterator[tuple[str, int]]:
        """Yield the users who have used so much of this hour, the most first."""
        items = self._table.query(
            f"{LISTED_PARTITION} = :hour AND {LISTED_AT} >= :least",
            {":hour": f"{PREFIX}{window_name(window)}", ":least": at_least},
            index=LISTED,
            newest_first=True,
        )
        return ((item[PARTITION].removeprefix(PREFIX), int(item[LISTED_AT])) for item in items)

    def take_back(self, user_id: str, window: int) -> None:
        """Count one upload less, at once."""
        if (write := self.return_write(user_id, window)) is not None:
            until_alone(lambda: self._table.update(write), self._clock)

    def return_write(self, user_id: str, window: int) -> Update | None:
        """Return the write that counts one upload less, for the transaction it belongs to.

        None where the hour is long over and its count may be gone: then there is nothing to give back.
        """
        if expiry(window) <= self._clock.now():
            return None
        return Update(key=_key(user_id, window), expression=f"ADD {LISTED_AT} :less", values={":less": -1})


def _key(user_id: str, window: int) -> Key:
    return {PARTITION: f"{PREFIX}{user_id}", SORT: window_name(window)}
