"""What the tests of the realtime room share."""

from collections.abc import Iterator

import pytest

from curator.realtime.store import ConnectionStore
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def store(clock: VirtualClock) -> Iterator[ConnectionStore]:
    with plain_table("realtime", clock) as table:
        yield ConnectionStore(table, clock)
