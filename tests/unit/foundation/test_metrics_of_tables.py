"""What is asked of tables is timed and counted, whatever comes of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from curator.foundation import table as gateway
from curator.foundation.metrics import Metrics
from curator.foundation.metrics.tallies import Series
from curator.foundation.metrics.timing import StoreTiming
from curator.foundation.table import ConditionFailedError, Delete, Put, Table, Update
from tests.fakes.clock import VirtualClock
from tests.fakes.metrics import told
from tests.fakes.plain_tables import plain_table

KEY = {"PK": "a", "SK": "b"}
ONLY_NEW = "attribute_not_exists(PK)"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def metrics(monkeypatch: pytest.MonkeyPatch, clock: VirtualClock) -> Metrics:
    """Give metrics that tables tell, by the clock."""
    metrics = Metrics(strict=True)
    monkeypatch.setattr(gateway, "timing", StoreTiming(metrics, clock.now))
    return metrics


@pytest.fixture
def table(clock: VirtualClock) -> Iterator[Table]:
    with plain_table("uploads", clock) as table:
        yield table


def test_each_request_counts_once_under_its_kind(table: Table, metrics: Metrics) -> None:
    table.put(Put(item=KEY))
    table.update(Update(key=KEY, expression="SET n = :n", values={":n": 1}))
    table.transact([Put(item={"PK": "a", "SK": "c"})])
    table.get(KEY)
    table.get_many([KEY])
    assert len(list(table.query("PK = :pk", {":pk": "a"}))) == 2
    table.delete(Delete(key=KEY))
    kinds = ("put", "update", "transact", "get", "get_many", "query", "delete")
    assert told(metrics.take_said()) == {
        "db_connections_active": 1,
        **{f"db_query_duration_seconds{{operation={kind}}}": 1 for kind in kinds},
    }


def test_a_refused_condition_is_no_error(table: Table, metrics: Metrics) -> None:
    table.put(Put(item=KEY))
    with pytest.raises(ConditionFailedError):
        table.put(Put(item=KEY, condition=ONLY_NEW))
    with pytest.raises(ConditionFailedError):
        table.transact([Put(item=KEY, condition=ONLY_NEW)])
    assert not [name for name in told(metrics.take_said()) if name.startswith("db_query_errors_total")]


def test_an_error_is_counted_by_its_code_or_its_class(clock: VirtualClock, metrics: Metrics, table: Table) -> None:
    class Unreachable:
        def get_item(self, **_: Any) -> None:
            raise ConnectTimeoutError(endpoint_url="https://dynamodb.example")

    silent: Any = Unreachable()
    with pytest.raises(ConnectTimeoutError):
        Table(lambda: silent, "uploads", clock).get(KEY)
    absent = Table(table._client, "no-such-table", clock)
    with pytest.raises(table._client().exceptions.ResourceNotFoundException):
        absent.get(KEY)
    counted = told(metrics.take_said())
    assert counted["db_query_errors_total{operation=get,error_type=ConnectTimeoutError}"] == 1
    assert counted["db_query_errors_total{operation=get,error_type=ResourceNotFoundException}"] == 1
    assert counted["db_query_duration_seconds{operation=get}"] == 2
    assert metrics.now() == {Series("db_connections_active"): 0}, "a failed request is over, too"


@pytest.mark.parametrize(("seconds", "slow"), [(1.0, 0), (1.25, 1)])
def test_a_slow_request_is_counted_as_such(clock: VirtualClock, metrics: Metrics, seconds: float, slow: int) -> None:
    class Slow:
        def get_item(self, **_: Any) -> dict[str, Any]:
            clock.advance(seconds)
            return {}

    client: Any = Slow()
    assert Table(lambda: client, "uploads", clock).get(KEY) is None
    said = metrics.take_said()
    assert told(said).get("db_slow_queries_total{operation=get}", 0) == slow
    assert said.of(Series("db_query_duration_seconds", ("get",))).value == seconds
