"""Attempts that did not end their upload, in the uploads table beside it. The last one is in the upload itself.

PK BATCH#<batch>   SK ATTEMPT#<upload>#<number>
"""

from collections import defaultdict
from dataclasses import asdict

from curator.foundation.table import PARTITION, SORT, Put, Table
from curator.uploads.audit.attempts import Attempt

PREFIX = "ATTEMPT#"


class AttemptStore:
    """Reads what workers noted."""

    def __init__(self, table: Table) -> None:
        """Use the uploads table."""
        self._table = table

    def of_uploads(self, batch_id: int, *, first: int, last: int) -> dict[int, list[Attempt]]:
        """Return the attempts at the batch's uploads with ids from `first` to `last`, by upload, in their order."""
        items = self._table.query(
            "PK = :batch AND SK BETWEEN :first AND :last",
            {
                ":batch": f"BATCH#{batch_id}",
                ":first": f"{PREFIX}{first:012d}#",
                ":last": f"{PREFIX}{last:012d}#~",
            },
        )
        found: defaultdict[int, list[Attempt]] = defaultdict(list)
        for item in items:
            found[item["upload_id"]].append(
                Attempt(
                    upload_id=item["upload_id"],
                    number=item["number"],
                    began=item["began"],
                    ended=item["ended"],
                    outcome=item["outcome"],
                    why=item.get("why", ""),
                )
            )
        return found


def attempt_write(batch_id: int, attempt: Attempt) -> Put:
    """Return the write that notes an attempt."""
    key = {PARTITION: f"BATCH#{batch_id}", SORT: f"{PREFIX}{attempt.upload_id:012d}#{attempt.number:06d}"}
    return Put(item={**key, **asdict(attempt)})
