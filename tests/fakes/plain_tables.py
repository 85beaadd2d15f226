"""Tables without indexes, in moto."""

from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from tests.fakes.moto_clients import dynamodb


@contextmanager
def plain_table(name: str, clock: Clock) -> Iterator[Table]:
    """Give an empty table with the keys all of ours have."""
    with mock_aws():
        client = dynamodb()
        client.create_table(
            TableName=name,
            KeySchema=[
                {"AttributeName": "PK", "KeyType": "HASH"},
                {"AttributeName": "SK", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "PK", "AttributeType": "S"},
                {"AttributeName": "SK", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        yield Table(lambda: client, name, clock)
