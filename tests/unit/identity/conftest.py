"""What the tests of the identity room share."""

from collections.abc import Iterator

import pytest

from curator.foundation.table import Table
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def table(clock: VirtualClock) -> Iterator[Table]:
    with plain_table("identity", clock) as table:
        yield table


@pytest.fixture
def sessions(table: Table, clock: VirtualClock) -> Sessions:
    return Sessions(SessionStore(table), clock, admin_names=("Operator",))
