"""The limits against a server, with as many connections as callers: what no fake can promise."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import boto3
from botocore.config import Config

from curator.foundation.clock import SystemClock
from curator.foundation.table import Table
from curator.identity.limits.connections import ConnectionLimit
from curator.identity.limits.rules import Rule
from curator.identity.limits.store import CallStore, ConnectionCountStore
from curator.identity.limits.table import TableLimiter

from .conftest import SampleStack

CALLERS = 50


class BackThen(SystemClock):
    """Two minutes ago."""

    def now(self) -> float:
        return super().now() - 120


def table_of(stack: SampleStack, clock: SystemClock | None = None) -> Table:
    """Return the sample system's table, as an instance of a function has it."""
    client = boto3.session.Session("test", "test", region_name="us-east-1").client(
        "dynamodb", endpoint_url=stack.emulator_url, config=Config(max_pool_connections=CALLERS)
    )
    return Table(lambda: client, stack.outputs["TableName"], clock or SystemClock())


def limiter_of(table: Table) -> TableLimiter:
    return TableLimiter(CallStore(table), SystemClock())


# scenario realtime-74
def test_of_fifty_callers_at_once_exactly_as_many_pass_as_may(stack: SampleStack) -> None:
    table, start = table_of(stack), Barrier(CALLERS)

    def call(limiter: TableLimiter) -> bool:
        start.wait()
        return all(verdict.allowed for verdict in limiter.check_all("fifty", (Rule(20, 600), Rule(30, 60))))

    with ThreadPoolExecutor(CALLERS) as pool:
        for passing in (20, 0):
            assert sum(pool.map(call, [limiter_of(table) for _ in range(CALLERS)])) == passing
        limiter_of(table).reset("fifty")
        assert sum(pool.map(call, [limiter_of(table) for _ in range(CALLERS)])) == 20


# scenario realtime-74
def test_so_it_is_when_the_window_has_just_moved_on(stack: SampleStack) -> None:
    table, start = table_of(stack), Barrier(CALLERS)

    def call(limiter: TableLimiter) -> bool:
        start.wait()
        return limiter.check("moved", 20).allowed

    earlier = TableLimiter(CallStore(table_of(stack, BackThen())), BackThen())
    for _ in range(20):
        assert earlier.check("moved", 20).allowed
    with ThreadPoolExecutor(CALLERS) as pool:
        assert sum(pool.map(call, [limiter_of(table) for _ in range(CALLERS)])) == 20


def test_of_fifty_sockets_that_open_at_once_five_are_let_in(stack: SampleStack) -> None:
    limit = ConnectionLimit(ConnectionCountStore(table_of(stack)), limit=5, clock=SystemClock())
    with ThreadPoolExecutor(CALLERS) as pool:
        allowed = list(pool.map(partial(limit.take, "alice"), [f"{number}=" for number in range(CALLERS)]))
        assert sum(allowed) == limit.count("alice") == 5
        list(pool.map(partial(limit.give_back, "alice"), [f"{number}=" for number in range(CALLERS)]))
    assert limit.count("alice") == 0
