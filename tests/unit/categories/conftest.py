"""What the tests of the categories room share."""

from collections.abc import Iterator

import pytest

from curator.foundation.table import Table
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def table(clock: VirtualClock) -> Iterator[Table]:
    """Give an empty categories table."""
    with plain_table("categories", clock) as table:
        yield table
