"""What providers keep in the usage table."""

import secrets
from collections.abc import Iterator

import pytest
from botocore.exceptions import EndpointConnectionError

from curator.foundation.table import Item, Key, Put, Table
from curator.identity.authorisation.breaker import LostRaceError, Record, State
from curator.identity.errors import StoreUnreachableError
from curator.usage.providers.limits import REMEMBERED_SECONDS
from curator.usage.providers.remembering import Remembered
from curator.usage.providers.store import KNOWN_SECONDS, BreakerStore, StoredReplies
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import usage_table

REPLY = Remembered(etag='W/"1"', link='<https://service.example?page=2>; rel="next"', body=b'{"id": 1}' * 1000)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest, clock: VirtualClock) -> Iterator[Table]:
    if request.param == "memory":
        yield MemoryTable(clock)
        return
    with usage_table(clock) as real:
        yield real


class DeadTable(MemoryTable):
    """A table that does not answer."""

    def get(self, key: Key) -> Item | None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")

    def put(self, write: Put) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")


def test_a_reply_is_remembered_for_a_fortnight(table: Table, clock: VirtualClock) -> None:
    replies = StoredReplies(table, clock)
    assert replies.find("key") is None
    replies.keep("key", REPLY)
    assert replies.find("key") == REPLY
    assert replies.find("other") is None
    clock.advance(REMEMBERED_SECONDS)
    assert replies.find("key") is None


def test_a_reply_that_is_too_long_for_an_item_is_not_kept(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    noise = secrets.token_bytes(301 * 1024)  # nothing packs it
    StoredReplies(table, clock).keep("key", Remembered(etag='"1"', link="", body=noise))
    assert table.operations.write_requests == 0


def test_a_table_that_does_not_answer_has_forgotten_everything(clock: VirtualClock) -> None:
    replies = StoredReplies(DeadTable(clock), clock)
    replies.keep("key", REPLY)
    assert replies.find("key") is None


def test_a_breakers_state_is_one_item_that_only_one_may_change(table: Table, clock: VirtualClock) -> None:
    one, other = BreakerStore(table, clock, "github"), BreakerStore(table, clock, "github")
    seen, seen_too = one.load(), other.load()
    opened = Record(state=State.OPEN, failures=5, opened_at=clock.now(), version=seen.version)
    one.save(opened, expires_at=clock.now() + 120)
    with pytest.raises(LostRaceError):
        other.save(seen_too, expires_at=clock.now() + 120)
    assert other.load().state is State.OPEN
    assert BreakerStore(table, clock, "ecosystems").load() == Record()
    clock.advance(120)
    assert one.load() == Record()


def test_a_breaker_costs_a_read_every_few_seconds_not_one_for_each_request(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    store = BreakerStore(table, clock, "github")
    for _ in range(100):
        store.load()
    assert table.operations.requests == {"get": 1}
    clock.advance(KNOWN_SECONDS)
    store.load()
    assert table.operations.requests == {"get": 2}


def test_a_breaker_whose_table_does_not_answer_says_so_to_who_can_do_without(clock: VirtualClock) -> None:
    store = BreakerStore(DeadTable(clock), clock, "github")
    with pytest.raises(StoreUnreachableError):
        store.load()
    with pytest.raises(StoreUnreachableError):
        store.save(Record(), expires_at=0)
