"""What the API asks of tables that are not its own: whether they answer, and how large they are."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SIZES_KEPT_SECONDS = 300  # DynamoDB itself counts every six hours

log = logging.getLogger(__name__)


def answers(table: Table) -> bool:
    """Return whether the table can be read; no item has this key."""
    try:
        table.get({PARTITION: "HEALTH", SORT: "HEALTH"})
    except Exception:  # whatever keeps it from answering, it does not answer
        log.exception("a table does not answer", extra={"table": table.name})
        return False
    return True


class TableFacts:
    """What DynamoDB itself tells of a table."""

    def __init__(self, client: "Callable[[], DynamoDBClient]", name: str) -> None:
        """Ask about this table."""
        self._client = client
        self.name = name

    def size(self) -> int:
        """Return the table's size in bytes, as it was some six hours ago."""
        return self._client().describe_table(TableName=self.name)["Table"].get("TableSizeBytes", 0)


class TableSizes:
    """The sizes of several tables, asked for once in a while."""

    def __init__(self, tables: Mapping[str, TableFacts], clock: Clock) -> None:
        """Ask about these tables, by the names their rooms have."""
        self._tables = tables
        self._clock = clock
        self._asked_at = float("-inf")
        self._sizes: Mapping[str, int] = {}

    def sizes(self) -> Mapping[str, int]:
        """Return the sizes in bytes, as they were some six hours ago, by table."""
        now = self._clock.now()
        if now >= self._asked_at + SIZES_KEPT_SECONDS:
            self._sizes = {name: facts.size() for name, facts in self._tables.items()}
            self._asked_at = now
        return self._sizes
