"""What was counted, as tests read it."""

from curator.foundation.metrics import Metrics
from curator.foundation.metrics.catalogue import Kind
from curator.foundation.metrics.tallies import Tallies


def told(counted: Tallies) -> dict[str, float]:
    """Return each series with its value, as in `ws_connections_total{status=accepted}`; of a histogram, its count."""
    return {
        series.name + _written(series.named_labels()): tally.count
        if series.metric.kind is Kind.HISTOGRAM
        else tally.value
        for series, tally in counted
    }


def counted_in(metrics: Metrics, *names: str) -> dict[str, float]:
    """Return what these metrics have come to since this was asked last, and forget it."""
    found = told(metrics.take_said())
    return {series: value for series, value in found.items() if series.partition("{")[0] in names or not names}


def _written(labels: dict[str, str]) -> str:
    return "{" + ",".join(f"{name}={value}" for name, value in labels.items()) + "}" if labels else ""
