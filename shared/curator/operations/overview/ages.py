"""How old the oldest message of a queue is, as CloudWatch tells it: SQS itself does not.

CloudWatch has a value each minute, up to two minutes late, for queues in which something happened within the last six
hours. A question costs money for each metric, so an instance asks once a minute, however many people look.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from curator.foundation.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import (
        GetMetricDataOutputTypeDef,
        MetricDataQueryTypeDef,
        MetricDataResultTypeDef,
        MetricStatTypeDef,
        MetricTypeDef,
    )

KEPT_SECONDS = 60
BACK_SECONDS = 300
AGE = "ApproximateAgeOfOldestMessage"


class CloudWatchAges:
    """Asks CloudWatch."""

    def __init__(self, client: "Callable[[], CloudWatchClient]", clock: Clock) -> None:
        """Ask this client."""
        self._client = client
        self._clock = clock
        self._asked_at = float("-inf")
        self._known: Mapping[str, float] = {}

    def oldest(self, names: Sequence[str]) -> Mapping[str, float]:
        """Return the newest value of each of these queues in seconds, as of at most a minute ago.

        Raises whatever keeps CloudWatch from answering; it is not asked again for a minute.
        """
        now = self._clock.now()
        if now < self._asked_at + KEPT_SECONDS:
            return self._known
        self._asked_at, self._known = now, {}
        reply = self._client().get_metric_data(
            MetricDataQueries=[_query(place, name) for place, name in enumerate(names)],
            StartTime=datetime.fromtimestamp(now - BACK_SECONDS, UTC),
            EndTime=datetime.fromtimestamp(now, UTC),
        )
        found = {one["Id"]: max(zip(one["Timestamps"], one["Values"], strict=True)) for one in _told(reply)}
        self._known = {name: found[_id(place)][1] for place, name in enumerate(names) if _id(place) in found}
        return self._known


def _query(place: int, name: str) -> "MetricDataQueryTypeDef":
    metric: MetricTypeDef = {
        "Namespace": "AWS/SQS",
        "MetricName": AGE,
        "Dimensions": [{"Name": "QueueName", "Value": name}],
    }
    newest: MetricStatTypeDef = {"Metric": metric, "Period": 60, "Stat": "Maximum"}
    return {"Id": _id(place), "MetricStat": newest}


def _told(reply: "GetMetricDataOutputTypeDef") -> "Iterator[MetricDataResultTypeDef]":
    """Yield the results that hold values: of a queue in which nothing happens there are none."""
    return (one for one in reply["MetricDataResults"] if one["Values"])


def _id(place: int) -> str:
    return f"age{place}"
