"""What becomes of a call when the table does not answer."""

import pytest
from botocore.exceptions import ClientError

from curator.foundation.metrics import metrics
from curator.foundation.table import Item, Update
from curator.identity.limits.connections import ConnectionLimit
from curator.identity.limits.failing import FailOpen, FailOpenConnections
from curator.identity.limits.rules import Rule, Verdict
from curator.identity.limits.store import CallStore, ConnectionCountStore
from curator.identity.limits.table import TableLimiter
from tests.fakes.clock import VirtualClock
from tests.fakes.metrics import counted_in
from tests.unit.identity.limits.conftest import BreakableTable


def failing(table: BreakableTable, clock: VirtualClock, *, is_open: bool = True) -> FailOpen:
    return FailOpen(TableLimiter(CallStore(table), clock), limit_type="http", clock=clock, is_open=is_open)


# scenario realtime-71 realtime-141
@pytest.mark.parametrize(
    ("is_open", "verdict"),
    [
        pytest.param(True, Verdict(allowed=True, limit=3, remaining=3, reset_seconds=60), id="open"),
        pytest.param(False, Verdict(allowed=False, limit=3, remaining=0, reset_seconds=60), id="closed"),
    ],
)
def test_while_the_table_is_down_the_setting_decides_and_the_metric_counts(
    breakable: BreakableTable, clock: VirtualClock, *, is_open: bool, verdict: Verdict
) -> None:
    limiter = failing(breakable, clock, is_open=is_open)
    breakable.is_down = True
    counted_in(metrics)
    assert [limiter.check("k", 3) for _ in range(5)] == [verdict] * 5
    assert counted_in(metrics, "rate_limit_errors_total") == {"rate_limit_errors_total{limit_type=http}": 5}


# scenario realtime-141
def test_limits_hold_again_soon_after_the_table_answers(breakable: BreakableTable, clock: VirtualClock) -> None:
    limiter = failing(breakable, clock)
    assert limiter.check("k", 1).allowed
    breakable.is_down = True
    assert limiter.check("k", 1).allowed
    breakable.is_down = False
    clock.advance(5)
    assert not limiter.check("k", 1).allowed


def test_an_outage_slows_down_one_call_in_five_seconds(breakable: BreakableTable, clock: VirtualClock) -> None:
    limiter = failing(breakable, clock)
    breakable.is_down = True
    for _ in range(100):
        clock.advance(0.1)
        limiter.check("k", 3)
    assert breakable.operations.requests["failed"] == 2


def test_a_table_that_throttles_is_one_that_does_not_answer(clock: VirtualClock) -> None:
    class Throttled(BreakableTable):
        def update(self, write: Update) -> Item:
            raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "UpdateItem")

    assert failing(Throttled(clock), clock).check("k", 3).remaining == 3


@pytest.mark.parametrize(("limit", "window"), [(0, 60), (3, 0)])
def test_our_own_mistakes_refuse(
    breakable: BreakableTable, clock: VirtualClock, caplog: pytest.LogCaptureFixture, limit: int, window: float
) -> None:
    assert not failing(breakable, clock).check("k", limit, window).allowed
    assert "refuses" in caplog.text


# scenario realtime-72
def test_a_reset_that_cannot_be_done_is_silent(breakable: BreakableTable, clock: VirtualClock) -> None:
    breakable.is_down = True
    failing(breakable, clock).reset("k")
    assert breakable.operations.requests["failed"] == 1


def test_each_rule_has_its_own_verdict_where_nobody_was_asked(breakable: BreakableTable, clock: VirtualClock) -> None:
    breakable.is_down = True
    verdicts = failing(breakable, clock).check_all("k", (Rule(60, 60), Rule(10, 1)))
    assert [(one.remaining, one.reset_seconds) for one in verdicts] == [(60, 60), (10, 1)]


# scenario realtime-77 realtime-141
@pytest.mark.parametrize("is_open", [True, False])
def test_a_socket_is_had_by_the_same_setting(breakable: BreakableTable, clock: VirtualClock, *, is_open: bool) -> None:
    limit = ConnectionLimit(ConnectionCountStore(breakable), limit=1, clock=clock)
    connections = FailOpenConnections(limit, clock=clock, is_open=is_open)
    breakable.is_down = True
    counted_in(metrics)
    assert connections.take("alice", "a") is is_open
    connections.give_back("alice", "a")
    assert connections.count("alice") == 0
    assert counted_in(metrics, "rate_limit_errors_total") == {"rate_limit_errors_total{limit_type=ws_connection}": 3}
    breakable.is_down = False
    clock.advance(5)
    assert [connections.take("alice", one) for one in "ab"] == [True, False]
    assert connections.count("alice") == 1
    connections.give_back("alice", "a")
    assert connections.count("alice") == 0
