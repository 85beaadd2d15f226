"""Who is connected and what they watch."""

import pytest

from curator.foundation.table import ConditionFailedError
from curator.realtime.connections import (
    MAX_CONNECTION_SECONDS,
    Connection,
    Slot,
    Subscription,
    batch_topic,
    list_topic,
)
from curator.realtime.errors import DeliveryFailedError
from curator.realtime.store import ConnectionStore
from tests.fakes.clock import VirtualClock

ALICE = Connection(connection_id="a=", user_id="1", username="Alice", session_key="hash", connected_at=1_800_000_000)


def watch(store: ConnectionStore, topic: str, slot: Slot = Slot.BATCH, *, at: int = 1, connection: str = "a=") -> bool:
    return store.subscribe(Subscription(connection_id=connection, topic=topic), slot, requested_at=at)


def watchers(store: ConnectionStore, topic: str) -> list[str]:
    return [subscription.connection_id for subscription in store.subscribers(topic)]


def test_a_connection_is_remembered(store: ConnectionStore) -> None:
    store.add(ALICE)
    assert store.find("a=") == ALICE
    assert store.find("b=") is None


def test_a_connection_nobody_reported_closed_is_forgotten(store: ConnectionStore, clock: VirtualClock) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    clock.advance(MAX_CONNECTION_SECONDS)
    assert store.find("a=") is None
    assert watchers(store, batch_topic(1)) == []


def test_everybody_who_watches_a_batch_is_found(store: ConnectionStore) -> None:
    watch(store, batch_topic(1))
    watch(store, batch_topic(1), connection="b=")
    watch(store, batch_topic(2), connection="c=")
    assert watchers(store, batch_topic(1)) == ["a=", "b="]


def test_watching_another_batch_ends_watching_the_first(store: ConnectionStore) -> None:
    watch(store, batch_topic(1))
    watch(store, batch_topic(2), at=2)
    assert watchers(store, batch_topic(1)) == []
    assert watchers(store, batch_topic(2)) == ["a="]


def test_watching_the_same_batch_again_changes_nothing(store: ConnectionStore) -> None:
    watch(store, batch_topic(1))
    assert watch(store, batch_topic(1), at=2)
    assert watchers(store, batch_topic(1)) == ["a="]


def test_a_batch_and_a_list_are_watched_side_by_side(store: ConnectionStore) -> None:
    watch(store, batch_topic(1))
    watch(store, list_topic(None), Slot.LIST)
    store.unsubscribe("a=", Slot.LIST, requested_at=2)
    assert watchers(store, batch_topic(1)) == ["a="]
    assert watchers(store, list_topic(None)) == []


def test_everybodys_batches_and_one_users_are_two_lists(store: ConnectionStore) -> None:
    watch(store, list_topic("1"), Slot.LIST)
    assert watchers(store, list_topic(None)) == []
    assert watchers(store, list_topic("1")) == ["a="]


def test_a_wish_served_late_does_not_replace_a_later_one(store: ConnectionStore) -> None:
    assert watch(store, batch_topic(2), at=20)
    assert not watch(store, batch_topic(1), at=10)
    assert watchers(store, batch_topic(2)) == ["a="]
    assert watchers(store, batch_topic(1)) == []


def test_a_wish_served_after_its_end_is_not_granted(store: ConnectionStore) -> None:
    store.unsubscribe("a=", Slot.BATCH, requested_at=20)
    assert not watch(store, batch_topic(1), at=10)
    assert watchers(store, batch_topic(1)) == []


def test_the_end_of_a_connection_ends_all_it_watches_and_may_be_reported_twice(store: ConnectionStore) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    watch(store, list_topic("1"), Slot.LIST)
    watch(store, batch_topic(1), connection="b=")
    store.remove("a=")
    store.remove("a=")
    assert store.find("a=") is None
    assert watchers(store, batch_topic(1)) == ["b="]
    assert watchers(store, list_topic("1")) == []


def test_a_filter_is_kept_with_the_wish(store: ConnectionStore) -> None:
    wish = Subscription(connection_id="a=", topic=list_topic(None), filter_text="Ali")
    store.subscribe(wish, Slot.LIST, requested_at=1)
    assert list(store.subscribers(list_topic(None))) == [wish]


def test_two_messages_at_once_leave_exactly_one_wish(store: ConnectionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second wish is granted between the first one's read and its write."""
    look = store._table.get
    reads = iter([lambda: watch(store, batch_topic(2), at=5)])

    def get_and_be_overtaken(key: dict[str, str]) -> object:
        found = look(key)
        overtake = next(reads, None)
        if overtake:
            overtake()
        return found

    monkeypatch.setattr(store._table, "get", get_and_be_overtaken)
    assert watch(store, batch_topic(1), at=5)
    assert watchers(store, batch_topic(1)) == ["a="]
    assert watchers(store, batch_topic(2)) == []


def test_a_slot_that_stays_contended_is_given_up(store: ConnectionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_writes: object) -> None:
        raise ConditionFailedError(None)

    monkeypatch.setattr(store._table, "transact", refuse)
    with pytest.raises(DeliveryFailedError):
        watch(store, batch_topic(1))


@pytest.mark.parametrize(
    ("filter_text", "wanted"),
    [("", True), ("12", True), ("ALI", True), ("13", False), ("bob", False)],
    ids=["none", "part-of-the-id", "part-of-the-name", "another-id", "another-name"],
)
def test_a_filter_looks_at_the_id_and_the_user(filter_text: str, wanted: bool) -> None:
    subscription = Subscription(connection_id="a=", topic=list_topic(None), filter_text=filter_text)
    assert subscription.wants(batch_id=3124, username="Alice") is wanted
