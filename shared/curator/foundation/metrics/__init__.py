"""Counting what happens.

    from curator.foundation.metrics import metrics

    metrics.count("ws_connections_total", status="accepted")
    metrics.observe("db_query_duration_seconds", 0.004, operation="get")
    with timing.cache("check"): ...
    with unforeseen("pacer"): ...

The names and labels are those of `catalogue`. What an instance counts becomes one line of CloudWatch's embedded metric
format at the end of each invocation, and is added to a table from which `GET /metrics` is told (`invocations`).
"""

from curator.foundation.metrics.errors import ErrorCounting
from curator.foundation.metrics.recorder import Metrics, UndeclaredMetricError
from curator.foundation.metrics.timing import StoreTiming

metrics = Metrics()
timing = StoreTiming(metrics)
unforeseen = ErrorCounting(metrics)

__all__ = ["Metrics", "UndeclaredMetricError", "metrics", "timing", "unforeseen"]
