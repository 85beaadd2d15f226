"""Keys in a table in memory or in moto's, and those who make and show them."""

from collections.abc import Iterator

import pytest

from curator.foundation.table import Table
from curator.identity.api_keys.checking import KeyReader
from curator.identity.api_keys.keys import ApiKeys
from curator.identity.api_keys.models import NewText
from curator.identity.api_keys.store import ApiKeyStore
from curator.identity.api_keys.texts import Digests
from curator.identity.api_keys.uses import Uses
from curator.identity.principals import ADMIN, Principal
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table

ALICE = Principal(user_id="alice", username="Alice")
BOB = Principal(user_id="bob", username="Bob")
OPERATOR = Principal(user_id="1", username="Operator", roles=frozenset({ADMIN}))
DIGESTS = Digests("a secret")


class Desk:
    """Where keys are made and shown."""

    def __init__(self, table: Table, clock: VirtualClock) -> None:
        self.table = table
        self.clock = clock
        self.store = ApiKeyStore(table)
        self.keys = ApiKeys(self.store, lambda: DIGESTS, clock)
        self.uses = Uses(self.store, clock)
        self.reader = KeyReader(self.store, lambda: DIGESTS, clock, used=self.uses.count)

    def key(self, maker: Principal = ALICE, name: str = "a key") -> NewText:
        """Make a key."""
        return self.keys.create(maker, name=name)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def desk(clock: VirtualClock) -> Desk:
    """Give a desk over a table in memory."""
    return Desk(MemoryTable(clock), clock)


@pytest.fixture(params=["memory", "moto"])
def each_desk(request: pytest.FixtureRequest, clock: VirtualClock) -> Iterator[Desk]:
    """Give a desk over each kind of table."""
    if request.param == "memory":
        yield Desk(MemoryTable(clock), clock)
    else:
        with plain_table("identity", clock) as table:
            yield Desk(table, clock)
