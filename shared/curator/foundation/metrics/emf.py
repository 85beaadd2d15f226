"""CloudWatch's embedded metric format: a line of the log from which CloudWatch makes metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

The only dimensions are the stage and the function: CloudWatch bills each combination of dimensions as a metric of its
own, and some labels have hundreds of values. The labels stand beside, under `samples`, where Logs Insights finds them.
"""

import json
from typing import Any

from curator.foundation.metrics.catalogue import Kind
from curator.foundation.metrics.tallies import MAX_RAW, Series, Tallies, Tally

NAMESPACE = "Curator"
DIMENSIONS = ("stage", "function")


def document(said: Tallies, *, function: str, stage: str, at: float, request_id: str = "") -> str:
    """Return the line for what one invocation said, at a time in seconds since the epoch.

    A histogram is told by its first hundred observations, which is as many values as the format allows.
    """
    values: dict[str, Any] = {}
    told = worth_telling(said)
    for series, tally in told:
        if series.metric.kind is Kind.HISTOGRAM:
            values[series.name] = (values.get(series.name, []) + tally.raw)[:MAX_RAW]
        elif series.metric.kind is Kind.COUNTER:
            values[series.name] = values.get(series.name, 0) + tally.value
        else:
            values[series.name] = max(values.get(series.name, tally.value), tally.value)
    declared = [{"Name": name, "Unit": unit_of(name)} for name in values]
    about = {"Namespace": NAMESPACE, "Dimensions": [list(DIMENSIONS)], "Metrics": declared}
    return json.dumps(
        {
            "_aws": {"Timestamp": int(at * 1000), "CloudWatchMetrics": [about]},
            **dict(zip(DIMENSIONS, (stage or "none", function), strict=True)),
            "function_request_id": request_id,  # as all other lines of the invocation say it
            **values,
            "samples": [_sample(series, tally) for series, tally in told],
        },
        separators=(",", ":"),
    )


def worth_telling(said: Tallies) -> list[tuple[Series, Tally]]:
    """Return what CloudWatch does not know by itself."""
    return [(series, tally) for series, tally in said if not series.metric.known_to_aws]


def unit_of(name: str) -> str:
    """Return CloudWatch's word for a metric's unit."""
    return "Seconds" if name.endswith("_seconds") else "Count"


def _sample(series: Series, tally: Tally) -> dict[str, Any]:
    counted = {"count": tally.count} if series.metric.kind is Kind.HISTOGRAM else {}
    return {"name": series.name, **series.named_labels(), **counted, "value": round(tally.value, 6)}
