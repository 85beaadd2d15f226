"""The usage table with its indexes, in memory and in moto."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from moto import mock_aws

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, Table
from curator.usage.records.orders import BY_REPOSITORY, FACTS, INDEXES
from tests.fakes.memory_table import Index, MemoryTable
from tests.fakes.moto_clients import dynamodb

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import GlobalSecondaryIndexTypeDef

ORDERS = {index: Index(f"{index}_pk", f"{index}_sk", included=(FACTS,)) for index in INDEXES.values()}
USAGE_INDEXES = {BY_REPOSITORY: Index(f"{BY_REPOSITORY}_pk", f"{BY_REPOSITORY}_sk"), **ORDERS}


def usage_memory_table(clock: Clock) -> MemoryTable:
    """Return an empty usage table in memory."""
    return MemoryTable(clock, name="usage", indexes=USAGE_INDEXES)


@contextmanager
def usage_table(clock: Clock) -> Iterator[Table]:
    """Give an empty usage table in moto."""
    with mock_aws():
        client = dynamodb()
        keys = [PARTITION, SORT, *(key for index in USAGE_INDEXES.values() for key in (index.partition, index.sort))]
        client.create_table(
            TableName="usage",
            KeySchema=[
                {"AttributeName": PARTITION, "KeyType": "HASH"},
                {"AttributeName": SORT, "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            GlobalSecondaryIndexes=[_definition(name, index) for name, index in USAGE_INDEXES.items()],
            BillingMode="PAY_PER_REQUEST",
        )
        yield Table(lambda: client, "usage", clock)


def _definition(name: str, index: Index) -> "GlobalSecondaryIndexTypeDef":
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": index.partition, "KeyType": "HASH"},
            {"AttributeName": index.sort, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(index.included)}
        if index.included
        else {"ProjectionType": "KEYS_ONLY"},
    }
