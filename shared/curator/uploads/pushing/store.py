"""Rows of the uploads table that are to be pushed to their watchers again, as they are now.

A mark on the row is a change of the row, and so goes through the table's stream, in its place among all others: what is
pushed is never older than what was pushed before, which a repeat of the old change would be. The next transition of an
upload writes its row anew, without the mark.
"""

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, ConditionFailedError, Table, Update
from curator.uploads.store import is_batch_key, is_upload_key

BATCH_PARTITION = "BATCH#"


class PushStore:
    """Marks rows."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def push_again(self, partition: str, sort: str) -> bool:
        """Have a batch or an upload pushed again; return False for anything else, and for what is gone."""
        if not partition.startswith(BATCH_PARTITION) or not (is_upload_key(sort) or is_batch_key(sort)):
            return False
        try:
            self._table.update(
                Update(
                    key={PARTITION: partition, SORT: sort},
                    expression="SET pushed_again_at = :now",
                    condition="attribute_exists(PK)",
                    values={":now": self._clock.now()},
                )
            )
        except ConditionFailedError:
            return False
        return True
