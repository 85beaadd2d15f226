"""The tables of the template, in moto."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto import mock_aws

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from tests.fakes.moto_clients import dynamodb

KEYS = ("PK", "SK")


@contextmanager
def uploads_table(clock: Clock) -> Iterator[Table]:
    """Give an empty uploads table."""
    with mock_aws():
        yield indexed_table("uploads", clock, index="due", partition="due_pk", sort="due_at")


@contextmanager
def images_table(clock: Clock) -> Iterator[Table]:
    """Give an empty images table."""
    with mock_aws():
        yield indexed_table("images", clock, index="listed", partition="listed_pk", sort="listed_at")


def indexed_table(name: str, clock: Clock, *, index: str, partition: str, sort: str) -> Table:
    """Return an empty table with an index that sorts by number; moto has to be at work."""
    client = dynamodb()
    definition: Any = {
        "IndexName": index,
        "KeySchema": [
            {"AttributeName": partition, "KeyType": "HASH"},
            {"AttributeName": sort, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
    client.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "PK", "KeyType": "HASH"},
            {"AttributeName": "SK", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            *({"AttributeName": key, "AttributeType": "S"} for key in KEYS),  # type: ignore[list-item]
            {"AttributeName": partition, "AttributeType": "S"},
            {"AttributeName": sort, "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[definition],
        BillingMode="PAY_PER_REQUEST",
    )
    return Table(lambda: client, name, clock)
