"""Limiters of each kind, and a table that can be taken away."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.exceptions import EndpointConnectionError

from curator.foundation.clock import Clock
from curator.foundation.table import Delete, Item, Key, Table, Update
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.memory import MemoryLimiter
from curator.identity.limits.store import CallStore
from curator.identity.limits.table import TableLimiter
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table


class BreakableTable(MemoryTable):
    """Does not answer while it is down."""

    is_down = False

    def update(self, write: Update) -> Item:
        self._fail()
        return super().update(write)

    def delete(self, write: Delete) -> None:
        self._fail()
        super().delete(write)

    def get(self, key: Key) -> Item | None:
        self._fail()
        return super().get(key)

    def _fail(self) -> None:
        if self.is_down:
            self.operations.requests["failed"] += 1
            raise EndpointConnectionError(endpoint_url="https://dynamodb.example")


@contextmanager
def limiter_of(kind: str, clock: Clock) -> Iterator[RateLimiter]:
    """Give a limiter that counts in this process, in a table in memory, or in moto's."""
    if kind == "process":
        yield MemoryLimiter(clock)
    elif kind == "table":
        yield TableLimiter(CallStore(MemoryTable(clock)), clock)
    else:
        with plain_table("identity", clock) as table:
            yield TableLimiter(CallStore(table), clock)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(params=["process", "table", "moto"])
def limiter(request: pytest.FixtureRequest, clock: VirtualClock) -> Iterator[RateLimiter]:
    with limiter_of(request.param, clock) as made:
        yield made


@pytest.fixture
def breakable(clock: VirtualClock) -> BreakableTable:
    return BreakableTable(clock)


@pytest.fixture(params=["memory", "moto"])
def table(request: pytest.FixtureRequest, clock: VirtualClock) -> Iterator[Table]:
    if request.param == "memory":
        yield MemoryTable(clock)
    else:
        with plain_table("identity", clock) as made:
            yield made
