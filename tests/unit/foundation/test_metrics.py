"""Counting, and the line that an invocation writes about it."""

import json
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from curator.foundation.errors import NotFoundError
from curator.foundation.metrics import Metrics, UndeclaredMetricError, emf
from curator.foundation.metrics import metrics as shared
from curator.foundation.metrics.catalogue import CATALOGUE, HTTP_SECONDS, Kind, Metric, Truth, by_name
from curator.foundation.metrics.errors import ErrorCounting
from curator.foundation.metrics.tallies import MAX_RAW, Series, Tallies, Tally
from curator.foundation.metrics.timing import StoreTiming
from tests.fakes.clock import VirtualClock
from tests.fakes.metrics import told

DURATION = "http_request_duration_seconds"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(strict=True)


def test_counts_add_up_by_their_labels(metrics: Metrics) -> None:
    metrics.count("ws_connections_total", status="accepted")
    metrics.count("ws_connections_total", value=2, status="accepted")
    metrics.count("ws_connections_total", status="rejected_auth")
    assert told(metrics.take_said()) == {
        "ws_connections_total{status=accepted}": 3,
        "ws_connections_total{status=rejected_auth}": 1,
    }
    assert told(metrics.take_said()) == {}, "what was taken is not told again"


@pytest.mark.parametrize(
    ("seconds", "place"),
    [(0.0, 0), (0.005, 0), (0.0051, 1), (10.0, len(HTTP_SECONDS) - 1), (10.1, len(HTTP_SECONDS))],
    ids=["nothing", "on the bound", "above it", "on the last bound", "above all"],
)
def test_an_observation_falls_into_the_bucket_whose_bound_it_does_not_pass(
    metrics: Metrics, seconds: float, place: int
) -> None:
    metrics.observe(DURATION, seconds, method="GET", endpoint="/")
    ((_, tally),) = metrics.take_said()
    assert (tally.buckets, tally.count, tally.value) == ({place: 1}, 1, seconds)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda metrics: metrics.count("no_such_metric"),
        lambda metrics: metrics.count("ws_connections_total"),
        lambda metrics: metrics.count("ws_connections_total", state="accepted"),
        lambda metrics: metrics.count("ws_messages_sent_total", status="sent"),
        lambda metrics: metrics.observe("ws_messages_sent_total", 1.0),
        lambda metrics: metrics.gauge("ws_messages_sent_total", 1.0),
        lambda metrics: metrics.step("ws_messages_sent_total", 1),
        lambda metrics: metrics.gauge("ws_connections_active", 1),
    ],
    ids=[
        "unknown",
        "no label",
        "another label",
        "one label more",
        "no histogram",
        "no gauge",
        "no gauge to move",
        "looked up",
    ],
)
def test_a_mistake_is_an_error_in_tests_and_a_line_of_the_log_in_production(
    mistake: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(mistake)
    with pytest.raises(UndeclaredMetricError):
        mistake(Metrics(strict=True))
    lenient = Metrics()
    mistake(lenient)
    assert len(lenient.take_said()) == 0
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_tests_allow_no_mistake() -> None:
    assert shared.strict


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_no_count_is_lost_between_threads_of_which_one_takes_what_the_others_count(metrics: Metrics) -> None:
    start, together = Barrier(5), Tallies()

    def work() -> None:
        start.wait()
        for _ in range(2000):
            metrics.count("ws_messages_sent_total")
            metrics.observe(DURATION, 0.2, method="GET", endpoint="/")

    def take() -> None:
        start.wait()
        for _ in range(2000):
            together.merge(metrics.take_owed())

    with ThreadPoolExecutor(5) as pool:
        for done in [pool.submit(take), *(pool.submit(work) for _ in range(4))]:
            done.result()
    together.merge(metrics.take_owed())
    assert set(told(together).values()) == {8000}


def test_what_could_not_be_told_is_told_with_what_came_since(metrics: Metrics) -> None:
    for _ in range(2):
        metrics.count("ws_messages_sent_total")
        metrics.observe(DURATION, 0.2, method="GET", endpoint="/")
    owed = metrics.take_owed()
    metrics.count("ws_messages_sent_total")
    metrics.owe(owed)
    now = metrics.take_owed()
    assert told(now) == {
        "ws_messages_sent_total": 3,
        DURATION + "{method=GET,endpoint=/}": 2,
    }


def test_a_gauge_of_one_instance_is_nothing_to_tell_the_others(metrics: Metrics) -> None:
    metrics.step("db_connections_active", 1)
    metrics.step("db_connections_active", 1)
    assert metrics.now() == {Series("db_connections_active"): 2}
    metrics.step("db_connections_active", -2)
    assert metrics.now() == {Series("db_connections_active"): 0}
    assert told(metrics.take_said()) == {"db_connections_active": 2}, "the line tells the most at once"
    assert len(metrics.take_owed()) == 0


def test_the_line_is_what_cloudwatch_reads(metrics: Metrics) -> None:
    metrics.count("ws_connections_total", status="accepted")
    metrics.count("ws_connections_total", status="rejected_auth")
    for seconds in (0.25, 0.5):
        metrics.observe("db_query_duration_seconds", seconds, operation="get")
    metrics.gauge("http_requests_in_progress", 2, method="GET", endpoint="/")
    line = emf.document(metrics.take_said(), function="api", stage="dev", at=1_800_000_000.25, request_id="r-1")
    document = json.loads(line)
    assert "\n" not in line
    assert document["_aws"] == {
        "Timestamp": 1_800_000_000_250,
        "CloudWatchMetrics": [
            {
                "Namespace": "Curator",
                "Dimensions": [["stage", "function"]],
                "Metrics": [
                    {"Name": "ws_connections_total", "Unit": "Count"},
                    {"Name": "db_query_duration_seconds", "Unit": "Seconds"},
                    {"Name": "http_requests_in_progress", "Unit": "Count"},
                ],
            }
        ],
    }
    assert (document["stage"], document["function"], document["function_request_id"]) == ("dev", "api", "r-1")
    assert document["ws_connections_total"] == 2
    assert document["db_query_duration_seconds"] == [0.25, 0.5]
    assert document["http_requests_in_progress"] == 2
    assert {"name": "ws_connections_total", "status": "accepted", "value": 1} in document["samples"]
    assert {
        "name": "db_query_duration_seconds",
        "operation": "get",
        "count": 2,
        "value": 0.75,
    } in document["samples"]


def test_the_line_keeps_to_the_formats_limits(metrics: Metrics) -> None:
    """A hundred values a metric; every declared metric at once is below a hundred metrics a document."""
    kept = {name: metric for name, metric in CATALOGUE.items() if metric.truth is Truth.INSTANCE}
    for name, metric in kept.items():
        labels = {label: label for label in metric.labels}
        match metric.kind:
            case Kind.COUNTER:
                metrics.count(name, value=1, **labels)
            case Kind.GAUGE:
                metrics.gauge(name, 1, **labels)
            case Kind.HISTOGRAM:
                for _ in range(3 * MAX_RAW):
                    metrics.observe(name, 0.1, **labels)
    document = json.loads(emf.document(metrics.take_said(), function="api", stage="", at=0))
    told = [name for name, metric in kept.items() if not metric.known_to_aws]
    assert len(document["_aws"]["CloudWatchMetrics"][0]["Metrics"]) == len(told) <= 100
    assert len(document[DURATION]) == 100
    assert document["stage"] == "none", "CloudWatch takes no empty dimension"
    assert len(json.dumps(document)) < 256 * 1024


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_a_metric_is_declared_as_prometheus_wants_it(metric: Metric) -> None:
    assert metric.text
    assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
    assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM)
    assert list(metric.buckets) == sorted(set(metric.buckets))
    assert metric.apart in {"", *metric.labels}
    assert not {"le", "stage", "function"} & set(metric.labels)


def test_a_name_is_declared_once() -> None:
    metric = CATALOGUE["app_info"]
    with pytest.raises(ValueError, match="app_info is declared twice"):
        by_name([metric, metric])


def test_a_question_to_a_cache_is_timed_and_counted(metrics: Metrics) -> None:
    clock = VirtualClock()
    timing = StoreTiming(metrics, clock.now)
    with timing.cache("check"):
        clock.advance(0.25)
    with pytest.raises(TimeoutError), timing.cache("check"):
        raise TimeoutError
    said = metrics.take_said()
    assert told(said) == {
        "redis_operations_total{operation=check,status=success}": 1,
        "redis_operations_total{operation=check,status=error}": 1,
        "redis_operation_duration_seconds{operation=check}": 2,
    }
    assert said.of(Series.named("redis_operation_duration_seconds", operation="check")).value == 0.25


def test_only_errors_that_nobody_foresaw_are_counted(metrics: Metrics) -> None:
    unforeseen = ErrorCounting(metrics)
    with pytest.raises(NotFoundError), unforeseen("pacer"):
        raise NotFoundError
    with pytest.raises(ZeroDivisionError), unforeseen("pacer"):
        raise ZeroDivisionError
    assert told(metrics.take_said()) == {"app_errors_total{error_type=ZeroDivisionError,handler=pacer}": 1}


def test_tallies_of_several_instances_add_up() -> None:
    series = Series.named(DURATION, method="GET", endpoint="/")
    together = Tallies()
    for _ in range(3):
        together.merge([(series, Tally(value=0.5, count=2, buckets={1: 1, 5: 1}))])
    ((_, tally),) = together
    assert (tally.value, tally.count, tally.buckets) == (1.5, 6, {1: 3, 5: 3})


def test_what_cloudwatch_knows_by_itself_is_not_told_again(metrics: Metrics) -> None:
    metrics.count("function_invocations_total", handler="api", outcome="ok")
    metrics.count("ws_messages_received_total")
    said = metrics.take_said()
    document = json.loads(emf.document(said, function="api", stage="", at=0))
    assert "function_invocations_total" not in json.dumps(document)
    assert [one["Name"] for one in document["_aws"]["CloudWatchMetrics"][0]["Metrics"]] == [
        "ws_messages_received_total"
    ]
