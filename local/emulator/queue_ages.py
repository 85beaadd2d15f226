"""Has CloudWatch tell how old the oldest message of each queue is, which ministack 1.5.33 leaves out.

AWS has a value each minute, up to two minutes late; here there is one whenever somebody asks, stamped a minute early.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

import time
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch, sqs

LATE_SECONDS = 60
NAMESPACE, METRIC = "AWS/SQS", "ApproximateAgeOfOldestMessage"


def install() -> None:
    """Add the metric to what CloudWatch answers."""
    cloudwatch._get_metric_data = _with_ages(cloudwatch._get_metric_data)


def _with_ages(answer: Callable[..., Any]) -> Callable[..., Any]:
    def answer_with_ages(*arguments: Any, **named: Any) -> Any:
        now = time.time()
        for _, queue in list(sqs._queues.all_items()):
            name = queue["attributes"]["QueueArn"].rpartition(":")[2]
            _note(name, now, max((now - message["sent_at"] for message in list(queue["messages"])), default=0.0))
        return answer(*arguments, **named)

    return answer_with_ages


def _note(name: str, now: float, age: float) -> None:
    dimensions = {"QueueName": name}
    point = {"Timestamp": now - LATE_SECONDS, "Value": age, "Unit": "Seconds", "Dimensions": dimensions}
    cloudwatch._metric_bucket((NAMESPACE, METRIC, cloudwatch._dims_key(dimensions))).append(point)
