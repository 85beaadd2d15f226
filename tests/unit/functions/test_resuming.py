"""A client loses its socket, opens another one and does not ask again."""

import json

import pytest

from curator.realtime.connections import (
    MAX_CONNECTION_SECONDS,
    MAX_RESUMED_BATCHES,
    RESUME_SECONDS,
    batch_topic,
    list_topic,
)
from curator.realtime.ending import PUSH_LAG_SECONDS
from curator.realtime.packages.numbers import NUMBER_OF, ZERO_ID
from functions.fetcher.requests import ResumeRequest, WatchedRequest
from functions.fetcher.resuming import Resumer
from functions.websocket import lifecycle
from functions.websocket.handlers import subscriptions
from tests.unit.functions.socket_world import ALICE, BOB, Browser, SocketWorld, message_event

REQUEST = "7d9c0a52-9c1d-4d4e-8a3c-0f5d0a8a1b2c"


def disconnect(world: SocketWorld, browser: Browser) -> None:
    lifecycle.disconnect(message_event(browser.connection_id, None), world.services)


def resumer_of(world: SocketWorld) -> Resumer:
    return Resumer(
        connections=world.connections,
        streams=world.streams,
        reader=world.services.uploads,
        delivery=world.post,
        clock=world.clock,
    )


def resume(world: SocketWorld) -> None:
    """Do as the fetcher does with what the websocket function has asked for."""
    world.clock.advance(2)
    resumer = resumer_of(world)
    while (body := world.fetches.receive()) is not None:
        assert body.pop("kind") == "resume"
        resumer.resume(ResumeRequest(**body))


def types(browser: Browser) -> list[str]:
    return [message["type"] for message in browser.received]


def watched_by(world: SocketWorld, browser: Browser, *topics: str) -> list[str]:
    return [
        topic
        for topic in topics
        if browser.connection_id in [one.connection_id for one in world.connections.subscribers(topic)]
    ]


def test_a_new_socket_gets_what_the_old_one_watched_and_missed(world: SocketWorld) -> None:
    old = world.connect()
    batch_id = old.create_batch(["1", "2"])
    old.send("SUBSCRIBE_BATCH", batch_id)
    disconnect(world, old)
    world.complete(next(world.upload_store.list_uploads(batch_id)))
    new = world.connect_again(old)
    assert new.received == []
    resume(world)
    assert types(new) == ["SUBSCRIBED", "UPLOADS_UPDATE", "BATCH_PROGRESS"]
    assert [row["status"] for row in new.received[1]["data"]] == ["completed", "queued"]
    assert watched_by(world, new, batch_topic(batch_id)) == [batch_topic(batch_id)]


def test_a_socket_whose_end_nobody_reported_is_followed_like_any_other(world: SocketWorld) -> None:
    old = world.connect()
    batch_id = old.create_batch(["1"])
    old.send("SUBSCRIBE_BATCH", batch_id)
    new = world.connect_again(old)
    resume(world)
    assert types(new) == ["SUBSCRIBED", "UPLOADS_UPDATE", "BATCH_PROGRESS"]
    world.post.gone.add(old.connection_id)
    assert len(list(world.connections.subscribers(batch_topic(batch_id)))) == 2  # until the next push finds it gone


def test_a_batch_that_ended_meanwhile_is_told_to_be_complete_once(world: SocketWorld) -> None:
    old = world.connect()
    batch_id = old.create_batch(["1"])
    old.send("SUBSCRIBE_BATCH", batch_id)
    disconnect(world, old)
    world.complete(next(world.upload_store.list_uploads(batch_id)))
    new = world.connect_again(old)
    resume(world)
    resume(world)
    assert types(new).count("UPLOADS_COMPLETE") == 1


def test_a_list_goes_on_with_its_filter_and_is_merged_into_what_is_shown(world: SocketWorld) -> None:
    old = world.connect()
    old.send("FETCH_BATCHES", {"filter": "ali", "limit": 1})
    disconnect(world, old)
    for owner in (ALICE, ALICE, BOB):
        world.services.uploads.create_batch(owner)
    new = world.connect_again(old)
    resume(world)
    (shown,) = new.received
    assert (shown["type"], shown["partial"], shown["data"]["total"]) == ("BATCHES_LIST", True, 2)
    assert [item["id"] for item in shown["data"]["items"]] == [2]
    (subscription,) = world.connections.subscribers(list_topic(None))
    assert (subscription.connection_id, subscription.filter_text) == (new.connection_id, "ali")


def test_what_the_client_asks_for_itself_has_precedence(world: SocketWorld) -> None:
    old = world.connect()
    first, second = old.create_batch(["1"]), old.create_batch(["2"])
    old.send("SUBSCRIBE_BATCH", first)
    disconnect(world, old)
    new = world.connect_again(old)
    new.send("SUBSCRIBE_BATCH", second)
    before = len(new.received)
    resume(world)
    assert new.received[before:] == []
    assert watched_by(world, new, batch_topic(first), batch_topic(second)) == [batch_topic(second)]


def test_a_wish_after_the_resumption_replaces_all_that_was_resumed(world: SocketWorld) -> None:
    tabs = [world.connect()]
    tabs.append(world.connect_again(tabs[0]))
    batches = [tab.create_batch(["1"]) for tab in tabs]
    for tab, batch_id in zip(tabs, batches, strict=True):
        tab.send("SUBSCRIBE_BATCH", batch_id)
        disconnect(world, tab)
    new = world.connect_again(tabs[0])
    resume(world)
    topics = [batch_topic(batch_id) for batch_id in batches]
    assert watched_by(world, new, *topics) == topics  # nobody can tell which of the two tabs this is
    new.send("UNSUBSCRIBE_BATCH")
    assert watched_by(world, new, *topics) == []


def test_only_the_batches_watched_last_are_resumed(world: SocketWorld) -> None:
    tab = first = world.connect()
    batches = [first.create_batch([str(number)]) for number in range(MAX_RESUMED_BATCHES + 1)]
    for batch_id in batches:
        tab.send("SUBSCRIBE_BATCH", batch_id)
        disconnect(world, tab)
        tab = world.connect_again(first)
    new = tab
    resume(world)
    topics = [batch_topic(batch_id) for batch_id in batches]
    assert watched_by(world, new, *topics) == topics[1:]


def test_what_was_unsubscribed_is_not_resumed(world: SocketWorld) -> None:
    old = world.connect()
    batch_id = old.create_batch(["1"])
    old.send("SUBSCRIBE_BATCH", batch_id)
    old.send("UNSUBSCRIBE_BATCH")
    disconnect(world, old)
    new = world.connect_again(old)
    assert world.fetches.sent == []
    resume(world)
    assert new.received == []


def test_after_ten_minutes_nothing_is_resumed(world: SocketWorld) -> None:
    old = world.connect()
    old.send("SUBSCRIBE_BATCH", old.create_batch(["1"]))
    disconnect(world, old)
    world.clock.advance(RESUME_SECONDS)
    world.connect_again(old)
    assert world.fetches.sent == []


def test_a_socket_that_lived_its_two_hours_is_resumed(world: SocketWorld) -> None:
    old = world.connect()
    batch_id = old.create_batch(["1"])
    old.send("SUBSCRIBE_BATCH", batch_id)
    world.clock.advance(MAX_CONNECTION_SECONDS)  # and nobody reported its end
    new = world.connect_again(old)
    resume(world)
    assert "UPLOADS_UPDATE" in types(new)


def test_nothing_is_resumed_for_another_session_of_the_same_user(world: SocketWorld) -> None:
    old = world.connect(ALICE)
    old.send("SUBSCRIBE_BATCH", old.create_batch(["1"]))
    disconnect(world, old)
    world.connect(ALICE)
    assert world.fetches.sent == []


def test_a_socket_that_is_gone_before_it_is_resumed_is_left_alone(world: SocketWorld) -> None:
    old = world.connect()
    old.send("SUBSCRIBE_BATCH", old.create_batch(["1"]))
    disconnect(world, old)
    new = world.connect_again(old)
    world.post.gone.add(new.connection_id)
    resume(world)
    assert new.received == []


def test_the_next_socket_resumes_what_the_one_before_it_resumed(world: SocketWorld) -> None:
    browser = world.connect()
    browser.send("SUBSCRIBE_BATCH", browser.create_batch(["1"]))
    for _ in range(3):
        disconnect(world, browser)
        browser = world.connect_again(browser)
        resume(world)
        assert "UPLOADS_UPDATE" in types(browser)


def test_a_batch_of_thousands_is_shown_by_the_fetcher_and_watched_meanwhile(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "UPLOADS_SHOWN_HERE", 1)
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    for upload in list(world.upload_store.list_uploads(batch_id)):
        world.complete(upload)
    world.clock.advance(PUSH_LAG_SECONDS)
    assert [message["type"] for message in browser.send("SUBSCRIBE_BATCH", batch_id)] == ["SUBSCRIBED"]
    assert watched_by(world, browser, batch_topic(batch_id)) == [batch_topic(batch_id)]
    body = world.fetches.receive()
    assert body is not None
    assert body.pop("kind") == "watched"
    for _ in range(2):  # SQS may deliver it twice
        resumer_of(world).show_watched(WatchedRequest(**body))
    assert types(browser)[-5:] == [
        "UPLOADS_UPDATE",
        "BATCH_PROGRESS",
        "UPLOADS_COMPLETE",
        "UPLOADS_UPDATE",
        "BATCH_PROGRESS",
    ]


def test_a_client_that_spoke_in_packages_is_shown_what_it_watched_in_packages(world: SocketWorld) -> None:
    old = world.connect()
    batch_id = old.create_batch(["1"])
    subscribe = {"pkg_id": NUMBER_OF["SUBSCRIBE_BATCH"], "req_id": REQUEST, "data": {"batch_id": batch_id}}
    old.send_text(json.dumps(subscribe))
    disconnect(world, old)
    new = world.connect_again(old)
    resume(world)
    names = ["SUBSCRIBED", "UPLOADS_UPDATE", "BATCH_PROGRESS"]
    assert [(one["pkg_id"], one["req_id"]) for one in new.received] == [(NUMBER_OF[name], ZERO_ID) for name in names]


def test_what_was_resumed_unasked_has_a_token_for_the_next_time(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    browser.send("FETCH_BATCHES", {})
    disconnect(world, browser)
    browser = world.connect_again(browser)
    resume(world)
    tokens = [message["token"] for message in browser.received if "token" in message]
    assert len(tokens) == 2  # of the batch and of the list
    disconnect(world, browser)
    browser = world.connect_again(browser)
    for token in tokens:
        resumed, *_ = browser.send("RESUME", {"token": token})
        assert resumed["data"]["replayed"]


def test_a_large_batch_asked_for_in_packages_follows_its_answer(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "UPLOADS_SHOWN_HERE", 1)
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    subscribe = {"pkg_id": NUMBER_OF["SUBSCRIBE_BATCH"], "req_id": REQUEST, "data": {"batch_id": batch_id}}
    (answer,) = browser.send_text(json.dumps(subscribe))
    assert (answer["status_code"], answer["data"]["batch_id"]) == (0, batch_id)
    body = world.fetches.receive()
    assert body is not None
    assert body.pop("kind") == "watched"
    resumer_of(world).show_watched(WatchedRequest(**body))
    shown = browser.received[-2:]
    assert [(one["pkg_id"], one["req_id"]) for one in shown] == [
        (NUMBER_OF["UPLOADS_UPDATE"], REQUEST),
        (NUMBER_OF["BATCH_PROGRESS"], REQUEST),
    ]
