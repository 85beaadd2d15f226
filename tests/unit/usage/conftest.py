"""What the tests of the usage room share."""

from collections.abc import Iterator

import pytest

from tests.fakes.clock import VirtualClock
from tests.fakes.usage_tables import usage_table
from tests.unit.usage.stores import Stores, stores_in_memory


@pytest.fixture
def stores() -> Stores:
    """Give stores over an empty table in memory."""
    return stores_in_memory()


@pytest.fixture(params=["memory", "moto"])
def both_stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """Give stores over an empty table, once in memory and once in moto, which is slow and knows more rules."""
    if request.param == "memory":
        yield stores_in_memory()
        return
    clock = VirtualClock()
    with usage_table(clock) as table:
        yield Stores(table, clock)
