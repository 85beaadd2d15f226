"""Who is connected and what they watch."""

from dataclasses import replace

import pytest

from curator.foundation.table import ConditionFailedError
from curator.realtime.connections import (
    MAX_CONNECTION_SECONDS,
    RESUME_SECONDS,
    Connection,
    Slot,
    Subscription,
    batch_topic,
    list_topic,
    room_slot,
    room_topic,
    slot_of,
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


def listeners(store: ConnectionStore, topic: str) -> list[tuple[str, bool]]:
    return [(one.connection_id, one.away) for one in store.listeners(topic)]


def watches(topic: str, *, connection: str = "a=", filter_text: str = "") -> Subscription:
    return Subscription(connection_id=connection, topic=topic, filter_text=filter_text)


def test_whoever_left_is_listened_for_ten_minutes_longer(store: ConnectionStore, clock: VirtualClock) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    store.remove("a=")
    assert watchers(store, batch_topic(1)) == []
    assert listeners(store, batch_topic(1)) == [("a=", True)]
    clock.advance(RESUME_SECONDS)
    assert listeners(store, batch_topic(1)) == []


def test_nobody_is_listened_for_who_stopped_watching(store: ConnectionStore) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    store.unsubscribe("a=", Slot.BATCH, requested_at=2)
    store.remove("a=")
    assert listeners(store, batch_topic(1)) == []


def test_a_watch_is_unbroken_while_its_socket_is_there_and_ten_minutes_longer(
    store: ConnectionStore, clock: VirtualClock
) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    assert store.watched_until_now(watches(batch_topic(1)), since=1, user_id="1")
    store.remove("a=")
    assert store.watched_until_now(watches(batch_topic(1)), since=1, user_id="1")
    clock.advance(RESUME_SECONDS)
    assert not store.watched_until_now(watches(batch_topic(1)), since=1, user_id="1")


@pytest.mark.parametrize("left", [False, True], ids=["there", "away"])
def test_nobody_continues_what_another_user_or_socket_watched(store: ConnectionStore, left: bool) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    if left:
        store.remove("a=")
    assert not store.watched_until_now(watches(batch_topic(1)), since=1, user_id="2")
    assert not store.watched_until_now(watches(batch_topic(2)), since=1, user_id="1")
    assert not store.watched_until_now(watches(batch_topic(1), connection="b="), since=1, user_id="1")
    assert not store.watched_until_now(watches(batch_topic(1), filter_text="x"), since=1, user_id="1")


def test_a_watch_that_was_begun_anew_is_not_the_one_before(store: ConnectionStore) -> None:
    store.add(ALICE)
    for at, topic in enumerate((batch_topic(1), batch_topic(2), batch_topic(1)), start=1):
        watch(store, topic, at=at)
    assert not store.watched_until_now(watches(batch_topic(1)), since=1, user_id="1")
    assert store.watched_until_now(watches(batch_topic(1)), since=3, user_id="1")
    store.remove("a=")
    assert not store.watched_until_now(watches(batch_topic(1)), since=1, user_id="1")
    assert store.watched_until_now(watches(batch_topic(1)), since=3, user_id="1")


def test_only_who_is_away_can_be_forgotten(store: ConnectionStore) -> None:
    store.add(ALICE)
    watch(store, batch_topic(1))
    store.forget_away(watches(batch_topic(1)))
    assert watchers(store, batch_topic(1)) == ["a="]
    store.remove("a=")
    for _ in range(2):
        store.forget_away(watches(batch_topic(1)))
        assert listeners(store, batch_topic(1)) == []


def test_the_form_a_client_speaks_in_is_kept_with_the_wish(store: ConnectionStore) -> None:
    store.add(ALICE)
    wish = Subscription(connection_id="a=", topic=batch_topic(1), envelope="package")
    store.subscribe(wish, Slot.BATCH, requested_at=1, session_key="hash")
    assert list(store.subscribers(batch_topic(1))) == [wish]
    store.remove("a=")
    store.add(replace(ALICE, connection_id="b="))
    (resumed,) = store.resume(replace(ALICE, connection_id="b="))
    assert (resumed.connection_id, resumed.envelope) == ("b=", "package")


@pytest.mark.parametrize(
    ("topic", "slot"),
    [
        (batch_topic(7), Slot.BATCH),
        (list_topic(None), Slot.LIST),
        (list_topic("7"), Slot.LIST),
        (room_topic("lobby"), room_slot("lobby")),
    ],
)
def test_each_topic_has_its_slot(topic: str, slot: str) -> None:
    assert slot_of(topic) == slot
