"""What the API asks of tables that are not its own: whether they answer, and how large they are."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from curator.foundation.table import PARTITION, SORT, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

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
