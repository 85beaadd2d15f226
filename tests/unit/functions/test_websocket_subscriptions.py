"""Watching a batch and the list of batches."""

from collections.abc import Callable
from typing import Any

import pytest

from curator.realtime import frames
from curator.realtime.connections import batch_topic, list_topic
from curator.realtime.ending import PUSH_LAG_SECONDS
from curator.realtime.frames import MessageOut
from curator.realtime.showing import MAX_SECONDS, until_stable
from curator.uploads import views
from curator.uploads.models import UploadStatus
from curator.uploads.service import UploadService
from tests.fakes.clock import VirtualClock
from tests.unit.functions.socket_world import ALICE, BOB, SocketWorld


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


def watchers(world: SocketWorld, topic: str) -> list[str]:
    return [subscription.connection_id for subscription in world.connections.subscribers(topic)]


def after_each_post(world: SocketWorld, type_name: str, act: Callable[[], None]) -> None:
    """Do something each time a message of this type has been sent, as if others were at work at that moment."""
    post = world.post.post

    def posting(connection_id: str, message: MessageOut) -> None:
        post(connection_id, message)
        if message["type"] == type_name:
            act()

    world.post.post = posting  # type: ignore[method-assign]


def before_each_post(world: SocketWorld, type_name: str, act: Callable[[], None]) -> None:
    """Do something each time a message of this type is about to be sent: what it says is older than that."""
    post = world.post.post

    def posting(connection_id: str, message: MessageOut) -> None:
        if message["type"] == type_name:
            act()
        post(connection_id, message)

    world.post.post = posting  # type: ignore[method-assign]


def while_somebody_sleeps(world: SocketWorld, act: Callable[[], None]) -> None:
    sleep = world.clock.sleep

    def sleeping(seconds: float) -> None:
        sleep(seconds)
        act()

    world.clock.sleep = sleeping  # type: ignore[method-assign]


# scenario 29
def test_a_batch_is_shown_when_it_is_subscribed_to(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1000", "1001"])
    subscribed, update, progress = browser.send("SUBSCRIBE_BATCH", batch_id)
    assert subscribed.pop("token")
    assert subscribed == {"type": "SUBSCRIBED", "data": batch_id, "sequence": 0}
    assert [(row["key"], row["status"]) for row in update["data"]] == [("1000", "queued"), ("1001", "queued")]
    assert (progress["type"], progress["data"]["stats"]["total"]) == ("BATCH_PROGRESS", 2)
    assert watchers(world, batch_topic(batch_id)) == [browser.connection_id]


# scenario 111
def test_a_batch_that_has_ended_says_so_even_where_uploads_were_cancelled(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    world.complete(next(world.upload_store.list_uploads(batch_id)))
    browser.send("CANCEL_BATCH", batch_id)
    world.clock.advance(PUSH_LAG_SECONDS)
    received = browser.send("SUBSCRIBE_BATCH", batch_id)
    assert types(received) == ["SUBSCRIBED", "UPLOADS_UPDATE", "BATCH_PROGRESS", "UPLOADS_COMPLETE"]
    assert [row["status"] for row in received[1]["data"]] == ["completed", "cancelled"]


def test_a_batch_that_does_not_exist_cannot_be_watched(world: SocketWorld) -> None:
    browser = world.connect()
    assert browser.send("SUBSCRIBE_BATCH", 999) == [{"type": "ERROR", "data": "Batch 999 not found"}]
    assert watchers(world, batch_topic(999)) == []


def test_watching_another_batch_replaces_the_first(world: SocketWorld) -> None:
    browser = world.connect()
    first, second = browser.create_batch(["1"]), browser.create_batch(["2"])
    browser.send("SUBSCRIBE_BATCH", first)
    browser.send("SUBSCRIBE_BATCH", second)
    assert watchers(world, batch_topic(first)) == []
    assert watchers(world, batch_topic(second)) == [browser.connection_id]


def test_unsubscribing_is_answered_by_silence(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    assert browser.send("UNSUBSCRIBE_BATCH") == []
    assert watchers(world, batch_topic(batch_id)) == []


def test_a_subscription_served_after_its_end_does_not_begin(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("UNSUBSCRIBE_BATCH", at=20)
    browser.send("SUBSCRIBE_BATCH", batch_id, at=10)
    assert watchers(world, batch_topic(batch_id)) == []


def test_a_snapshot_never_has_the_last_word_over_a_newer_push(world: SocketWorld) -> None:
    """The upload completes, and is pushed, between the snapshot's reading and its sending."""
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    waiting = list(world.upload_store.list_uploads(batch_id))

    def complete_one() -> None:
        if waiting:
            world.complete(waiting.pop(0))

    before_each_post(world, "UPLOADS_UPDATE", complete_one)
    received = browser.send("SUBSCRIBE_BATCH", batch_id)
    state: dict[str, str] = {}
    for message in received:
        if message["type"] == "UPLOADS_UPDATE":
            state |= {row["key"]: row["status"] for row in message["data"]}
    assert state == {"1": "completed", "2": "completed"}
    assert types(received)[-1] == "UPLOADS_COMPLETE"
    progress = [message for message in received if message["type"] == "BATCH_PROGRESS"]
    assert progress[-1]["data"]["stats"]["completed"] == 2


def test_only_differences_follow_the_snapshot(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2", "3"])
    waiting = list(world.upload_store.list_uploads(batch_id))[:1]

    def begin_one() -> None:
        if waiting:
            world.begin(waiting.pop())

    after_each_post(world, "UPLOADS_UPDATE", begin_one)
    updates = [message["data"] for message in browser.send("SUBSCRIBE_BATCH", batch_id) if "UPDATE" in message["type"]]
    assert [len(rows) for rows in updates] == [3, 1]
    assert updates[1][0]["status"] == UploadStatus.IN_PROGRESS


def test_a_state_that_never_rests_is_not_read_for_ever() -> None:
    clock, numbers = VirtualClock(), iter(range(1000))

    def read() -> int:
        clock.advance(1)
        return next(numbers)

    assert len(list(until_stable(read, clock))) == MAX_SECONDS


# scenario 26
def test_the_list_of_batches_is_shown_newest_first_and_watched(world: SocketWorld) -> None:
    browser = world.connect()
    for _ in range(3):
        browser.create_batch()
    (shown,) = browser.send("FETCH_BATCHES", {})
    assert (shown["partial"], shown["data"]["total"]) == (False, 3)
    assert [item["id"] for item in shown["data"]["items"]] == [3, 2, 1]
    assert watchers(world, list_topic(None)) == [browser.connection_id]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [({"userid": "2"}, [2]), ({"userid": "", "filter": ""}, [2, 1]), ({"filter": "ALI"}, [1])],
    ids=["one-user", "empty-filters-nothing", "by-name"],
)
def test_a_list_can_be_one_users_or_filtered(world: SocketWorld, wanted: dict[str, str], ids: list[int]) -> None:
    alice = world.connect(ALICE)
    alice.create_batch()
    world.connect(BOB).create_batch()
    (shown,) = alice.send("FETCH_BATCHES", wanted)
    assert [item["id"] for item in shown["data"]["items"]] == ids
    (subscription,) = world.connections.subscribers(list_topic(wanted.get("userid")))
    assert subscription.filter_text == wanted.get("filter", "")


def test_a_later_page_is_shown_but_not_watched_and_ends_watching_the_first(world: SocketWorld) -> None:
    browser = world.connect()
    for _ in range(3):
        browser.create_batch()
    browser.send("FETCH_BATCHES", {"page": 1, "limit": 2})
    (shown,) = browser.send("FETCH_BATCHES", {"page": 2, "limit": 2})
    assert [item["id"] for item in shown["data"]["items"]] == [1]
    assert watchers(world, list_topic(None)) == []


# scenario 26
def test_the_counts_of_a_listed_batch_are_those_of_its_uploads(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2", "3", "4"])
    first, second, *_ = world.upload_store.list_uploads(batch_id)
    world.complete(first)
    world.begin(second)
    browser.send("CANCEL_BATCH", batch_id)
    (shown,) = browser.send("FETCH_BATCHES", {})
    assert shown["data"]["total"] == 1
    assert shown["data"]["items"][0]["stats"] == {
        "cancelled": 2,
        "completed": 1,
        "duplicate": 0,
        "failed": 0,
        "in_progress": 1,
        "queued": 0,
        "total": 4,
    }


# scenario 30
def test_older_clients_subscribe_to_the_list_by_another_name(world: SocketWorld) -> None:
    browser = world.connect()
    browser.create_batch()
    (shown,) = browser.send("SUBSCRIBE_BATCHES_LIST", {"userid": "1"})
    assert [item["id"] for item in shown["data"]["items"]] == [1]
    assert watchers(world, list_topic("1")) == [browser.connection_id]
    assert browser.send("UNSUBSCRIBE_BATCHES_LIST") == []
    assert watchers(world, list_topic("1")) == []


def test_a_batch_created_while_the_list_is_sent_is_added_to_it(world: SocketWorld) -> None:
    browser = world.connect()
    browser.create_batch()
    service: UploadService = world.services.uploads
    waiting = [ALICE]

    def create_one() -> None:
        if waiting:
            service.create_batch(waiting.pop())

    before_each_post(world, "BATCHES_LIST", create_one)
    whole, added = browser.send("FETCH_BATCHES", {})
    assert [item["id"] for item in whole["data"]["items"]] == [1]
    assert (added["partial"], [item["id"] for item in added["data"]["items"]], added["data"]["total"]) == (True, [2], 2)


def test_no_end_is_told_before_the_pushes_that_are_on_their_way(world: SocketWorld) -> None:
    """A push waits for its turn, and is then older than what was shown meanwhile."""
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    upload = next(world.upload_store.list_uploads(batch_id))
    begun = world.begin(upload)
    late_row = views.upload_update(begun)
    world.complete(begun)

    def push_late() -> None:
        world.post.post(browser.connection_id, next(iter(frames.uploads_update([late_row]))))

    while_somebody_sleeps(world, push_late)
    received = browser.send("SUBSCRIBE_BATCH", batch_id)
    told = types(received).index("UPLOADS_COMPLETE")
    updates = [message["data"] for message in received[:told] if message["type"] == "UPLOADS_UPDATE"]
    assert [row["status"] for rows in updates for row in rows] == ["completed", "in_progress", "completed"]
    assert types(received)[told:] == ["UPLOADS_COMPLETE"]


def test_the_end_of_a_batch_that_ended_long_ago_is_told_at_once(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    world.complete(next(world.upload_store.list_uploads(batch_id)))
    world.clock.advance(PUSH_LAG_SECONDS)
    assert types(browser.send("SUBSCRIBE_BATCH", batch_id))[-1] == "UPLOADS_COMPLETE"
    assert world.clock.sleeps == []


def test_an_end_pushed_meanwhile_is_not_told_again(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    world.complete(next(world.upload_store.list_uploads(batch_id)))

    def push_the_end() -> None:
        (subscription,) = world.connections.subscribers(batch_topic(batch_id))
        assert world.connections.claim_completion(subscription, total=1)

    while_somebody_sleeps(world, push_the_end)
    assert "UPLOADS_COMPLETE" not in types(browser.send("SUBSCRIBE_BATCH", batch_id))
