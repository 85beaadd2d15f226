"""Prometheus' text, read back by the rules of its format."""

import re

import pytest

from curator.foundation.metrics import Metrics
from curator.foundation.metrics.catalogue import CATALOGUE, Kind
from curator.foundation.metrics.tallies import Series, Tallies
from curator.operations.metrics import exposition

SAMPLE = re.compile(r'[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? \S+')

# The reference, section 10: "Seed 17" and app_info.
SEED = {
    "http_requests_total": "counter",
    "http_request_duration_seconds": "histogram",
    "http_requests_in_progress": "gauge",
    "ws_connections_active": "gauge",
    "ws_connections_total": "counter",
    "ws_messages_received_total": "counter",
    "ws_messages_sent_total": "counter",
    "ws_message_processing_duration_seconds": "histogram",
    "db_query_duration_seconds": "histogram",
    "db_connections_active": "gauge",
    "db_query_errors_total": "counter",
    "redis_operations_total": "counter",
    "redis_operation_duration_seconds": "histogram",
    "rate_limit_hits_total": "counter",
    "auth_attempts_total": "counter",
    "auth_token_validations_total": "counter",
    "app_errors_total": "counter",
    "app_info": "gauge",
}


def lines_of(metrics: Metrics) -> list[str]:
    return list(exposition.lines(metrics.take_said()))


# scenario realtime-92
def test_all_metrics_are_exported_with_their_types_before_anything_has_happened() -> None:
    told = list(exposition.lines(Tallies()))
    types = dict(line.split(" ")[2:] for line in told if line.startswith("# TYPE "))
    assert types == {name: str(metric.kind) for name, metric in CATALOGUE.items()}
    assert types.items() >= SEED.items()
    assert "ws_messages_sent_total 0" in told
    assert "ws_connections_total" not in "".join(line for line in told if not line.startswith("#")), (
        "nobody knows its labels yet"
    )


# scenario realtime-88
def test_a_histograms_buckets_count_everything_up_to_their_bound() -> None:
    metrics = Metrics(strict=True)
    for seconds in (0.001, 0.005, 0.3, 99.0):
        metrics.observe("redis_operation_duration_seconds", seconds, operation="check")
    mine = [line for line in lines_of(metrics) if line.startswith("redis_operation_duration_seconds")]
    assert mine == [
        'redis_operation_duration_seconds_bucket{operation="check",le="0.001"} 1',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.005"} 2',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.01"} 2',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.025"} 2',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.05"} 2',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.1"} 2',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.25"} 2',
        'redis_operation_duration_seconds_bucket{operation="check",le="0.5"} 3',
        'redis_operation_duration_seconds_bucket{operation="check",le="+Inf"} 4',
        'redis_operation_duration_seconds_sum{operation="check"} 99.306',
        'redis_operation_duration_seconds_count{operation="check"} 4',
    ]


def test_everything_told_is_a_sample_of_its_family() -> None:
    metrics, looked_up = Metrics(strict=True), Tallies()
    for name, metric in CATALOGUE.items():
        labels = dict.fromkeys(metric.labels, 'a "quoted" \\ and a\nnew line')
        match metric.kind:
            case Kind.COUNTER:
                metrics.count(name, value=1, **labels)
            case Kind.GAUGE:
                looked_up.of(Series.named(name, **labels)).value = 0.5
            case Kind.HISTOGRAM:
                metrics.observe(name, 0.1, **labels)
    looked_up.merge(metrics.take_said())
    family = ""
    for line in exposition.lines(looked_up):
        if line.startswith("# TYPE "):
            family = line.split(" ")[2]
        elif not line.startswith("# HELP "):
            assert SAMPLE.fullmatch(line), line
            assert re.split("[{ ]", line)[0] in {family, f"{family}_bucket", f"{family}_sum", f"{family}_count"}


@pytest.mark.parametrize(("value", "written"), [(0, "0"), (3.0, "3"), (0.1 + 0.2, "0.3"), (1e15, "1000000000000000")])
def test_numbers_are_written_as_prometheus_reads_them(value: float, written: str) -> None:
    assert exposition.sample("x", {}, value) == f"x {written}"
