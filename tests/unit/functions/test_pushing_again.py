"""Changes that nobody could be told of, over moto's streams."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from curator.foundation.table import Put, Table
from curator.operations.dead_letters.kinds import read_body
from curator.operations.dead_letters.models import Cause, Letter, LetterStatus
from curator.operations.replays.models import LetterOutcome
from curator.uploads.pushing.store import PushStore
from functions.replayer.ways_of_others import LONGEST_SOCKET_SECONDS
from functions.replayer.ways_of_pushes import WayOfPushes
from tests.fakes.clock import VirtualClock

UPLOAD, OTHER_UPLOAD, BATCH = "UPLOAD#000000000001", "UPLOAD#000000000002", "BATCH"


@dataclass
class Streamed:
    """A table with a stream, and the way back for what the stream has."""

    clock: VirtualClock
    table: Table
    streams: Any
    stream_arn: str
    way: WayOfPushes

    def change(self, sort: str, status: str) -> None:
        """Change a row of batch 1."""
        self.table.put(Put(item={"PK": "BATCH#000000000001", "SK": sort, "status": status}))

    def records(self) -> list[dict[str, Any]]:
        """Return what is in the stream."""
        (shard,) = self.streams.describe_stream(StreamArn=self.stream_arn)["StreamDescription"]["Shards"]
        iterator = self.streams.get_shard_iterator(
            StreamArn=self.stream_arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        found: list[dict[str, Any]] = self.streams.get_records(ShardIterator=iterator)["Records"]
        return found

    def letter(self, first: int, last: int) -> Letter:
        """Return what Lambda writes when it gives up on records of the stream, by their places there."""
        (shard,) = self.streams.describe_stream(StreamArn=self.stream_arn)["StreamDescription"]["Shards"]
        numbers = [record["dynamodb"]["SequenceNumber"] for record in self.records()]
        body = {
            "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": 4},
            "DDBStreamBatchInfo": {
                "shardId": shard["ShardId"],
                "startSequenceNumber": numbers[first],
                "endSequenceNumber": numbers[last],
                "batchSize": last - first + 1,
                "streamArn": self.stream_arn,
            },
        }
        text = json.dumps(body)
        now = self.clock.now()
        return Letter(
            id="1",
            queue="broadcaster",
            message_id="1",
            body=text,
            reading=read_body("broadcaster", text),
            status=LetterStatus.REPLAYING,
            cause=Cause.UNKNOWN,
            error="",
            needs_human=True,
            receives=1,
            deaths=1,
            sent_at=now,
            found_at=now,
        )


@pytest.fixture
def streamed() -> Iterator[Streamed]:
    clock = VirtualClock()
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")
        made = client.create_table(
            TableName="uploads",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "PK", "AttributeType": "S"},
                {"AttributeName": "SK", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
        streams = boto3.client("dynamodbstreams", region_name="eu-central-1")
        table = Table(lambda: client, "uploads", clock)
        yield Streamed(
            clock=clock,
            table=table,
            streams=streams,
            stream_arn=made["TableDescription"]["LatestStreamArn"],
            way=WayOfPushes(lambda: streams, PushStore(table, clock), clock.now),
        )


def test_a_row_is_pushed_as_it_is_now_and_not_as_it_was(streamed: Streamed) -> None:
    streamed.change(UPLOAD, "queued")
    streamed.change(UPLOAD, "in_progress")
    letter = streamed.letter(0, 1)
    streamed.change(UPLOAD, "completed")
    result = streamed.way(letter)
    assert (result.outcome, result.note) == (
        LetterOutcome.REPLAYED,
        "1 rows are pushed again, as they are now",
    )
    pushed = streamed.records()[3]["dynamodb"]["NewImage"]
    assert pushed["status"]["S"] == "completed"


def test_only_what_the_letter_is_about_is_pushed(streamed: Streamed) -> None:
    for sort in (UPLOAD, "LANE", BATCH, OTHER_UPLOAD):
        streamed.change(sort, "queued")
    streamed.way(streamed.letter(0, 2))
    again = [record["dynamodb"]["Keys"]["SK"]["S"] for record in streamed.records()[4:]]
    assert again == [UPLOAD, BATCH]


def test_two_hours_later_nobody_is_left_to_tell(streamed: Streamed) -> None:
    streamed.change(UPLOAD, "queued")
    letter = streamed.letter(0, 0)
    streamed.clock.advance(LONGEST_SOCKET_SECONDS + 1)
    assert streamed.way(letter).outcome is LetterOutcome.SUPERSEDED
    assert len(streamed.records()) == 1


@pytest.mark.parametrize("code", ["TrimmedDataAccessException", "ResourceNotFoundException"])
def test_what_the_stream_no_longer_has_is_superseded(streamed: Streamed, code: str) -> None:
    streamed.change(UPLOAD, "queued")
    letter = streamed.letter(0, 0)
    with Stubber(streamed.streams) as stub:
        stub.add_client_error("get_shard_iterator", code)
        assert streamed.way(letter).outcome is LetterOutcome.SUPERSEDED


def test_a_stream_that_does_not_answer_is_no_reason_to_forget_its_changes(streamed: Streamed) -> None:
    streamed.change(UPLOAD, "queued")
    letter = streamed.letter(0, 0)
    with Stubber(streamed.streams) as stub:
        stub.add_client_error("get_shard_iterator", "InternalServerError")
        with pytest.raises(ClientError):
            streamed.way(letter)


def test_a_row_that_is_gone_is_not_made_anew(streamed: Streamed) -> None:
    streamed.change("LANE", "x")
    letter = streamed.letter(0, 0)
    assert streamed.way(letter).outcome is LetterOutcome.SUPERSEDED
    assert not PushStore(streamed.table, streamed.clock).push_again("BATCH#000000000009", BATCH)
    assert len(streamed.records()) == 1
