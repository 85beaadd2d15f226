"""Alarms as EventBridge tells of them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from curator.foundation.clock import epoch_seconds

DETAIL_TYPE = "CloudWatch Alarm State Change"
RINGING, OVER = "ALARM", "OK"
LONGEST_REASON = 500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChange:
    """An alarm that began to ring, or stopped.

    Attributes:
        alarm: its name.
        state: `RINGING`, `OVER`, or that CloudWatch does not know.
        reason: CloudWatch's own words.
        at: when its state changed, in epoch seconds.
        queue_names: the queues whose metrics it watches.
    """

    alarm: str
    state: str
    reason: str
    at: float
    queue_names: tuple[str, ...] = ()


def read_change(event: Mapping[str, Any]) -> AlarmChange:
    """Return what an event tells; raises KeyError, TypeError or ValueError for one of another shape."""
    detail = event["detail"]
    state = detail["state"]
    return AlarmChange(
        alarm=str(detail["alarmName"]),
        state=str(state["value"]),
        reason=str(state.get("reason", ""))[:LONGEST_REASON],
        at=epoch_seconds(state["timestamp"]),
        queue_names=tuple(_queue_names(detail.get("configuration", {}))),
    )


def _queue_names(configuration: Mapping[str, Any]) -> Iterator[str]:
    for metric in configuration.get("metrics", ()):
        watched = metric.get("metricStat", {}).get("metric", {})
        name = watched.get("dimensions", {}).get("QueueName")
        if watched.get("namespace") == "AWS/SQS" and name:
            yield str(name)
