"""An audit log on moto's table, as the template has it, and somebody to write about."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from moto import mock_aws

from curator.foundation.pagination.cursors import Cursors
from curator.foundation.table import Put, Table
from curator.identity.principals import Principal
from curator.operations.audit.auditor import Auditor
from curator.operations.audit.log import AuditLog
from curator.operations.audit.records import AuditRecord, Outcome
from curator.operations.audit.store import BY_USER, USER, AuditStore
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import AUDITED, MemoryTable
from tests.fakes.moto_clients import dynamodb

ALICE = Principal(user_id="42", username="Alice", roles=frozenset({"uploader", "admin"}))
BOB = Principal(user_id="43", username="Bob")


class FailingTable(MemoryTable):
    """A table that is down at will."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock, indexes=AUDITED)
        self.is_up = True
        self.refused_id = ""  # a record that it never takes
        self.seconds = 0.0  # that a write takes
        self._turns = clock

    def put(self, write: Put) -> None:
        self._turns.advance(self.seconds)
        if not self.is_up or (self.refused_id and write.item["SK"] == self.refused_id):
            raise ConnectionError("the table is down")
        super().put(write)


class LogWorld:
    """An auditor, its log and the table between them."""

    def __init__(self, clock: VirtualClock, table: Table) -> None:
        self.clock = clock
        self.table = table
        numbers = count(1)
        self.store = AuditStore(table)
        self._chance = lambda _: f"{next(numbers):012x}"
        self.auditor = self.new_auditor()
        self.log = AuditLog(self.store, clock, Cursors("secret"))

    def new_auditor(self, **sizes: int) -> Auditor:
        """Return an auditor that writes into the same table."""
        return Auditor(self.store, self.clock, chance=self._chance, **sizes)

    def do(self, principal: Principal | None = ALICE, auditor: Auditor | None = None, **what: Any) -> None:
        """Have something recorded that begins now and takes a second."""
        began = self.clock.now()
        self.clock.advance(1)
        told: dict[str, Any] = {"action": "POST", "resource": "/api/things", "outcome": Outcome.SUCCESS, "status": 200}
        (auditor or self.auditor).record(principal=principal, began=began, **told | what)

    def written(self) -> list[AuditRecord]:
        """Return what is in the log, the newest first."""
        everything = self.store.everybodys(self.clock.now() - 86400, self.clock.now())
        found = [item for month in everything.partitions for item in everything.items(month, None, None)]
        return [record for item in found if (record := self.store.get(item["SK"])) is not None]


def memory_world(clock: VirtualClock | None = None) -> LogWorld:
    """Return a world in memory, with a table that can fail."""
    clock = clock or VirtualClock()
    return LogWorld(clock, FailingTable(clock))


@contextmanager
def moto_world() -> Iterator[LogWorld]:
    """Give a world on a table with the index."""
    clock = VirtualClock()
    with mock_aws():
        yield LogWorld(clock, operations_table(clock))


def operations_table(clock: VirtualClock) -> Table:
    """Return an empty operations table; moto has to be at work."""
    client = dynamodb()
    client.create_table(
        TableName="operations",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "PK", "AttributeType": "S"},
            {"AttributeName": "SK", "AttributeType": "S"},
            {"AttributeName": USER, "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": BY_USER,
                "KeySchema": [{"AttributeName": USER, "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return Table(lambda: client, "operations", clock)
