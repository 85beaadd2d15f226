"""How much waits, as SQS itself tells it; since when, as CloudWatch does."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from curator.operations.overview.ages import AGE, CloudWatchAges
from curator.operations.overview.queues import QueueStates, WorkQueue
from tests.fakes.clock import VirtualClock

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

REGION = "eu-central-1"
NAMES = ("lanes", "uploads", "images")


class KnownAges:
    """Tells these ages; `fault` is raised instead."""

    def __init__(self, ages: Mapping[str, float] | None = None, fault: Exception | None = None) -> None:
        self.ages = ages or {}
        self.fault = fault

    def oldest(self, names: Sequence[str]) -> Mapping[str, float]:
        if self.fault is not None:
            raise self.fault
        return self.ages


@pytest.fixture
def sqs() -> "Iterator[SQSClient]":
    with mock_aws():
        client = boto3.client("sqs", region_name=REGION)
        for name in NAMES:
            client.create_queue(QueueName=name)
        yield client


def queues() -> list[WorkQueue]:
    return [
        WorkQueue(name=name, function="f", url=f"https://sqs.{REGION}.amazonaws.com/123456789012/{name}")
        for name in NAMES
    ]


def test_messages_are_told_apart_by_whether_somebody_has_them(sqs: "SQSClient") -> None:
    url = queues()[1].url
    for delay in (0, 0, 0, 600):
        sqs.send_message(QueueUrl=url, MessageBody="{}", DelaySeconds=delay)
    sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)
    states = QueueStates(lambda: sqs, queues(), KnownAges({"uploads": 12.5})).look()
    assert [(one.waiting, one.in_flight, one.delayed, one.oldest, one.error) for one in states] == [
        (0, 0, 0, None, ""),
        (2, 1, 1, 12.5, ""),
        (0, 0, 0, None, ""),
    ]


def test_a_queue_that_is_gone_is_told_and_the_others_are_asked(sqs: "SQSClient") -> None:
    sqs.delete_queue(QueueUrl=queues()[0].url)
    states = QueueStates(lambda: sqs, queues(), KnownAges()).look()
    assert [(one.waiting, bool(one.error)) for one in states] == [(None, True), (0, False), (0, False)]


def test_where_sqs_cannot_be_reached_it_is_asked_once() -> None:
    asked: list[str] = []

    class Unreachable:
        def get_queue_attributes(self, QueueUrl: str, **_: Any) -> None:  # noqa: N803 (SQS names it so)
            asked.append(QueueUrl)
            raise ConnectTimeoutError(endpoint_url="https://sqs.example")

    unreachable: Any = Unreachable()
    states = QueueStates(lambda: unreachable, queues(), KnownAges()).look()
    assert [one.error for one in states] == ["ConnectTimeoutError"] * 3
    assert len(asked) == 1


def test_depths_are_told_though_nobody_knows_ages(sqs: "SQSClient") -> None:
    denied = ClientError({"Error": {"Code": "AccessDenied"}}, "GetMetricData")
    states = QueueStates(lambda: sqs, queues(), KnownAges(fault=denied)).look()
    assert [(one.waiting, one.oldest) for one in states] == [(0, None)] * 3


class FakeCloudWatch:
    """Knows two ages of the second queue it is asked about, as CloudWatch words them."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.asked: list[list[str]] = []

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        queries: Sequence[Mapping[str, Any]] = asked["MetricDataQueries"]
        metrics = [one["MetricStat"]["Metric"] for one in queries]
        assert {(one["Namespace"], one["MetricName"]) for one in metrics} == {("AWS/SQS", AGE)}
        assert asked["StartTime"] < asked["EndTime"] == datetime.fromtimestamp(self.clock.now(), UTC)
        self.asked.append([one["Dimensions"][0]["Value"] for one in metrics])
        first, second, third = (one["Id"] for one in queries)
        times = [datetime.fromtimestamp(self.clock.now() + seconds, UTC) for seconds in (-120, -60)]
        empty = [{"Id": one, "Timestamps": [], "Values": []} for one in (first, third)]
        return {"MetricDataResults": [*empty, {"Id": second, "Timestamps": times, "Values": [7.0, 42.0]}]}


def test_the_newest_age_of_each_queue_is_asked_of_cloudwatch_once_a_minute() -> None:
    clock = VirtualClock()
    cloudwatch: Any = FakeCloudWatch(clock)
    ages = CloudWatchAges(lambda: cloudwatch, clock)
    assert ages.oldest(NAMES) == ages.oldest(NAMES) == {"uploads": 42.0}
    assert cloudwatch.asked == [list(NAMES)]
    clock.advance(60)
    assert ages.oldest(NAMES) == {"uploads": 42.0}
    assert len(cloudwatch.asked) == 2
