"""What many instances count becomes one number each, whichever of them is asked."""

import json
import logging
import platform
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from curator import VERSION
from curator.foundation.metrics import Metrics
from curator.foundation.metrics.catalogue import CATALOGUE, Kind
from curator.foundation.metrics.tallies import Series, Tallies
from curator.foundation.table import Item, Table, Update
from curator.foundation.tracing import correlation_id, trace_id
from curator.operations.metrics.flushing import Flusher
from curator.operations.metrics.invocations import Invocations
from curator.operations.metrics.reading import MetricReader, app_info
from curator.operations.metrics.store import MAX_SERIES, MetricStore, requests_for
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.metrics import told
from tests.fakes.plain_tables import plain_table
from tests.fakes.serial_table import SerialTable

DURATION = "http_request_duration_seconds"


class Instance:
    """One instance of a function, with counts of its own."""

    def __init__(self, table: Table, clock: VirtualClock, function: str = "api", interval: float = 10.0) -> None:
        self.metrics = Metrics(strict=True)
        self.store = MetricStore(table)
        self.flusher = Flusher(self.metrics, self.store, clock, function=function, interval=interval)
        self.written: list[str] = []
        self.invocations = Invocations(
            self.metrics,
            clock,
            function=function,
            stage="test",
            flusher=lambda: self.flusher,
            write=self.written.append,
        )
        self.reader = MetricReader(self.metrics, flusher=lambda: self.flusher, store=lambda: self.store, looks={})

    def serve(self, endpoint: str = "/", seconds: float = 0.2) -> None:
        """Count a request, as an invocation does that ends."""
        self.metrics.count("http_requests_total", method="GET", endpoint=endpoint, status_code="200")
        self.metrics.observe(DURATION, seconds, method="GET", endpoint=endpoint)
        self.invocations.end()


class SilentTable(MemoryTable):
    """A table that answers only while `is_up`."""

    is_up = True

    def update(self, write: Update) -> Item:
        if not self.is_up:
            raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
        return super().update(write)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def table(clock: VirtualClock) -> SilentTable:
    return SilentTable(clock)


def test_whichever_instance_is_asked_it_tells_what_all_have_counted(clock: VirtualClock) -> None:
    with plain_table("operations", clock) as table:
        instances = [Instance(table, clock) for _ in range(3)]
        instances.append(Instance(table, clock, "websocket"))
        for instance in instances:
            instance.serve(seconds=0.2)
            instance.metrics.count("ws_connections_total", status="accepted")
            instance.flusher.flush()
        for asked in instances:
            counted = asked.reader.collect()
            assert told(counted) == {
                "http_requests_total{method=GET,endpoint=/,status_code=200}": 4,
                DURATION + "{method=GET,endpoint=/}": 4,
                "ws_connections_total{status=accepted}": 4,
            }
            tally = counted.of(Series.named(DURATION, method="GET", endpoint="/"))
            assert (round(tally.value, 6), tally.buckets) == (0.8, {6: 4})


def test_every_metric_comes_back_as_it_was_counted(clock: VirtualClock) -> None:
    with plain_table("operations", clock) as table:
        instance = Instance(table, clock)
        for name, metric in CATALOGUE.items():
            labels = {label: f"{label} | of 'everything'" for label in metric.labels}
            match metric.kind:
                case Kind.COUNTER:
                    instance.metrics.count(name, value=7, **labels)
                case Kind.HISTOGRAM:
                    for bound in (*metric.buckets, 1000.0):
                        instance.metrics.observe(name, bound, **labels)
        owed = instance.metrics.take_owed()
        instance.metrics.owe(owed)
        instance.flusher.flush()
        stored = Tallies()
        stored.merge(instance.store.read())
        assert told(stored) == told(owed)
        assert {one: tally.buckets for one, tally in stored} == {one: tally.buckets for one, tally in owed}


def test_nothing_is_lost_where_instances_tell_at_the_same_moment(clock: VirtualClock) -> None:
    table = SerialTable(clock)  # moto would lose additions itself: it reads and writes back without a lock
    instances = [Instance(table, clock, interval=0) for _ in range(8)]

    def work(instance: Instance) -> None:
        for _ in range(10):
            instance.serve()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, instances))
    assert set(told(instances[0].reader.collect()).values()) == {80}


def test_a_busy_instance_writes_every_ten_seconds(table: SilentTable, clock: VirtualClock) -> None:
    instance = Instance(table, clock)
    for _ in range(300):  # half a minute at ten requests a second
        instance.serve()
        clock.advance(0.1)
    assert table.operations.write_requests == 3
    instance.flusher.flush()
    assert set(told(instance.reader.collect()).values()) == {300}


def test_the_instance_that_is_asked_tells_first_what_it_alone_knows(table: SilentTable, clock: VirtualClock) -> None:
    instance = Instance(table, clock)
    for _ in range(3):
        instance.serve()
    assert set(told(instance.reader.collect()).values()) == {3}


def test_with_no_interval_each_invocation_writes_once_and_nothing_waits(
    table: SilentTable, clock: VirtualClock
) -> None:
    instance = Instance(table, clock, interval=0)
    for served in range(1, 6):
        instance.serve()
        assert table.operations.write_requests == served
        assert len(instance.metrics.take_owed()) == 0


def test_an_invocation_that_counted_nothing_asks_for_nothing_and_writes_nothing(
    table: SilentTable, clock: VirtualClock
) -> None:
    instance = Instance(table, clock)
    instance.invocations.end()
    assert (table.operations.requests.total(), instance.written) == (0, [])


def test_routes_have_items_of_their_own_so_that_each_stays_small(table: SilentTable, clock: VirtualClock) -> None:
    instance = Instance(table, clock, interval=0)
    for endpoint in ("/a", "/b"):
        for method in ("GET", "PUT"):
            instance.metrics.count("http_requests_total", method=method, endpoint=endpoint, status_code="200")
    for operation in ("get", "put", "update"):
        instance.metrics.observe("db_query_duration_seconds", 0.004, operation=operation)
    instance.invocations.end()
    keys = {(item["PK"], item["SK"]) for item in table.query("PK = :metrics", {":metrics": "METRICS"})}
    assert keys == {("METRICS", "api#/a"), ("METRICS", "api#/b"), ("METRICS", "api#")}
    assert table.operations.write_requests == 3


def test_a_request_stays_below_what_dynamodb_takes_in_one_expression(clock: VirtualClock) -> None:
    instance = Instance(MemoryTable(clock), clock)
    for number in range(2 * MAX_SERIES + 1):
        for seconds in (*CATALOGUE["keycloak_operation_duration_seconds"].buckets, 100.0):
            instance.metrics.observe("keycloak_operation_duration_seconds", seconds, operation=str(number))
    requests = requests_for(instance.metrics.take_owed())
    assert [len(entries) for entries in requests] == [MAX_SERIES, MAX_SERIES, 1]
    table = _Expressions(clock)
    MetricStore(table).add("api", requests[0])
    assert len(table.expression) < 4096
    assert table.expression.count(":") < 300


class _Expressions(MemoryTable):
    expression = ""

    def update(self, write: Update) -> Item:
        self.expression = write.expression
        return super().update(write)


# scenario usage-52
# Nothing is closed here: Lambda ends instances without a word. What each invocation does last never raises
def test_a_table_that_is_silent_fails_no_invocation_and_loses_no_count(
    table: SilentTable, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    instance = Instance(table, clock)
    table.is_up = False
    instance.serve()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    clock.advance(5)
    instance.serve()
    assert len(caplog.records) == 1, "a silent table is not asked with every invocation"
    table.is_up = True
    clock.advance(6)
    instance.serve()
    assert set(told(instance.reader.collect()).values()) == {3}


def test_what_the_table_holds_of_metrics_that_are_no_more_is_left_out(table: SilentTable, clock: VirtualClock) -> None:
    instance = Instance(table, clock)
    instance.serve()
    forgotten = {"#a": "no_such_metric|a|c", "#b": "ws_connections_total|a\x1fb|c", "#c": "ws_connections_total||c"}
    table.update(
        Update(
            key={"PK": "METRICS", "SK": "api#"},
            expression="SET #a = :one, #b = :one, #c = :one",
            names=forgotten,
            values={":one": 1},
        )
    )
    assert told(instance.reader.collect()).keys() == {
        "http_requests_total{method=GET,endpoint=/,status_code=200}",
        DURATION + "{method=GET,endpoint=/}",
    }


def test_every_invocation_ends_with_its_line_whatever_became_of_it(table: SilentTable, clock: VirtualClock) -> None:
    instance = Instance(table, clock)

    @instance.invocations
    def handler(event: dict[str, Any], _context: Any) -> str:
        instance.metrics.count("ws_messages_sent_total")
        assert (trace_id(), correlation_id()) == ("r-1", "r-1")
        if event:
            raise ZeroDivisionError
        return "done"

    class Context:
        aws_request_id = "r-1"

    assert handler({}, Context()) == "done"
    with pytest.raises(ZeroDivisionError):
        handler({"broken": True}, Context())
    fine, broken = (json.loads(line) for line in instance.written)
    assert (fine["ws_messages_sent_total"], fine["function_request_id"]) == (1, "r-1")
    assert "app_errors_total" not in fine
    assert broken["app_errors_total"] == 1
    assert {
        "name": "app_errors_total",
        "error_type": "ZeroDivisionError",
        "handler": "api",
        "value": 1,
    } in broken["samples"]


def test_the_line_goes_to_lambdas_own_output(
    table: SilentTable, clock: VirtualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = Metrics(strict=True)
    metrics.count("ws_messages_sent_total")
    Invocations(metrics, clock, function="api", stage="test", flusher=lambda: None).end()
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["ws_messages_sent_total"] == 1


def test_a_look_that_fails_leaves_its_metric_out(table: SilentTable, clock: VirtualClock) -> None:
    def broken() -> float:
        raise TimeoutError

    sockets, info = Series("ws_connections_active"), app_info("test")
    metrics = Metrics(strict=True)
    for look, value in ((lambda: 3.0, {"ws_connections_active": 3}), (broken, {})):
        reader = MetricReader(
            metrics,
            flusher=lambda: None,
            store=lambda: MetricStore(table),
            looks={sockets: look, info: lambda: 1.0},
        )
        version = f"version={VERSION},python_version={platform.python_version()},environment=test"
        assert told(reader.collect()) == {**value, "app_info{" + version + "}": 1}


def test_the_version_is_the_packages() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
