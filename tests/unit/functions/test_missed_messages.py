"""RESUME: a client shows where it lost its socket, and is sent what it missed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from curator.foundation.table import Delete
from curator.realtime.connections import (
    RESUME_SECONDS,
    Subscription,
    batch_topic,
    list_topic,
)
from curator.realtime.ending import PUSH_LAG_SECONDS
from curator.realtime.errors import InvalidResumeTokenError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.numbers import NUMBER_OF, ZERO_ID
from curator.realtime.streams.store import LIFE_SECONDS
from curator.realtime.streams.stream import Place, Stream
from curator.realtime.streams.tokens import Token, write_token
from functions.websocket.handlers import subscriptions
from tests.unit.functions.socket_world import ALICE, BOB, Browser, SocketWorld
from tests.unit.functions.test_broadcaster import batch_record, broadcast, upload_record, uploads_of

REQUEST = "7d9c0a52-9c1d-4d4e-8a3c-0f5d0a8a1b2c"


def types(messages: list[MessageOut]) -> list[str]:
    return [message["type"] for message in messages]


def numbers(messages: list[MessageOut]) -> list[int]:
    return [message["sequence"] for message in messages if message["type"] != "RESUMED" and "sequence" in message]


def publish_next(world: SocketWorld, batch_id: int) -> None:
    """Publish one upload more, and push that."""
    upload = next(upload for upload in uploads_of(world, batch_id) if upload.status == "queued")
    broadcast(world, upload_record(world, world.complete(upload)), batch_record(world, batch_id))


def watching(world: SocketWorld, keys: str = "123456") -> tuple[Browser, int, str]:
    """Return a browser that watches a batch of its own, the batch, and the token."""
    browser = world.connect()
    batch_id = browser.create_batch(list(keys))
    subscribed, *_ = browser.send("SUBSCRIBE_BATCH", batch_id)
    return browser, batch_id, subscribed["token"]


def lose(world: SocketWorld, browser: Browser) -> None:
    world.connections.remove(browser.connection_id)
    world.post.gone.add(browser.connection_id)


def at_the_next(world: SocketWorld, type_name: str, act: Callable[[], None]) -> None:
    """Do something just before a message of this type is sent, once."""
    post, waiting = world.post.post, [act]

    def posting(connection_id: str, message: MessageOut) -> None:
        if message.get("type") == type_name and waiting:
            waiting.pop()()
        post(connection_id, message)

    world.post.post = posting  # type: ignore[method-assign]


def test_what_was_missed_comes_message_for_message_with_its_number(world: SocketWorld) -> None:
    old, batch_id, token = watching(world)
    publish_next(world, batch_id)
    lose(world, old)
    publish_next(world, batch_id)
    publish_next(world, batch_id)
    new = world.connect_again(old)
    resumed, *missed = new.send("RESUME", {"token": token, "sequence": 2})
    assert resumed["data"] == {"topic": batch_topic(batch_id), "replayed": True, "missed": 4}
    assert resumed["sequence"] == 6
    assert types(missed) == ["UPLOADS_UPDATE", "BATCH_PROGRESS"] * 2
    assert numbers(missed) == [3, 4, 5, 6]
    assert [row["key"] for message in missed[::2] for row in message["data"]] == ["2", "3"]


def test_without_a_number_all_since_the_subscription_comes(world: SocketWorld) -> None:
    old, batch_id, token = watching(world)
    publish_next(world, batch_id)
    lose(world, old)
    publish_next(world, batch_id)
    _, *missed = world.connect_again(old).send("RESUME", {"token": token})
    assert numbers(missed) == [1, 2, 3, 4]


def test_the_stream_goes_on_without_a_gap(world: SocketWorld) -> None:
    old, batch_id, token = watching(world)
    lose(world, old)
    publish_next(world, batch_id)
    new = world.connect_again(old)
    new.send("RESUME", {"token": token})
    publish_next(world, batch_id)
    assert numbers(new.received) == [1, 2, 3, 4]


def test_the_answer_brings_the_token_for_the_next_time(world: SocketWorld) -> None:
    browser, batch_id, token = watching(world)
    for number in range(3):
        lose(world, browser)
        publish_next(world, batch_id)
        browser = world.connect_again(browser)
        resumed, *missed = browser.send("RESUME", {"token": token})
        token = resumed["token"]
        assert numbers(missed) == [2 * number + 1, 2 * number + 2]


def test_a_client_that_missed_nothing_is_sent_nothing(world: SocketWorld) -> None:
    old, _, token = watching(world)
    lose(world, old)
    resumed, *missed = world.connect_again(old).send("RESUME", {"token": token})
    assert (resumed["data"]["replayed"], resumed["data"]["missed"], missed) == (True, 0, [])


def test_a_socket_whose_end_nobody_noticed_is_resumed_as_well(world: SocketWorld) -> None:
    old, batch_id, token = watching(world)
    publish_next(world, batch_id)
    resumed, *missed = world.connect_again(old).send("RESUME", {"token": token})
    assert resumed["data"]["replayed"]
    assert numbers(missed) == [1, 2]


def test_a_gap_on_the_same_socket_is_filled(world: SocketWorld) -> None:
    browser, batch_id, token = watching(world)
    publish_next(world, batch_id)
    publish_next(world, batch_id)
    resumed, *missed = browser.send("RESUME", {"token": token, "sequence": 3})
    assert (resumed["data"]["replayed"], numbers(missed)) == (True, [4])


# What cannot be replayed is shown anew


def shown_anew(world: SocketWorld, browser: Browser, token: str, **place: Any) -> bool:
    resumed, *shown = browser.send("RESUME", {"token": token, **place})
    assert resumed["data"]["missed"] == 0
    return not resumed["data"]["replayed"] and types(shown)[:2] == ["UPLOADS_UPDATE", "BATCH_PROGRESS"]


def test_after_ten_minutes_all_is_shown_anew(world: SocketWorld) -> None:
    """Nobody listened in the meantime: that no number was given since does not mean that nothing happened."""
    old, batch_id, token = watching(world)
    lose(world, old)
    world.clock.advance(RESUME_SECONDS)
    publish_next(world, batch_id)
    assert world.streams.last_number(Stream(topic=batch_topic(batch_id))) == 0
    assert shown_anew(world, world.connect_again(old), token)


def test_after_unsubscribing_all_is_shown_anew(world: SocketWorld) -> None:
    browser, batch_id, token = watching(world)
    browser.send("UNSUBSCRIBE_BATCH")
    publish_next(world, batch_id)
    assert shown_anew(world, browser, token)


def test_a_token_from_before_a_break_is_not_believed_though_the_same_is_watched_again(world: SocketWorld) -> None:
    """In the break nobody listened, and no number was given."""
    browser, batch_id, token = watching(world)
    browser.send("UNSUBSCRIBE_BATCH")
    publish_next(world, batch_id)
    browser.send("SUBSCRIBE_BATCH", batch_id)
    lose(world, browser)
    assert shown_anew(world, world.connect_again(browser), token)


def test_a_push_that_was_never_logged_is_not_passed_over(world: SocketWorld) -> None:
    old, batch_id, token = watching(world)
    lose(world, old)
    world.streams.take_turn(Stream(topic=batch_topic(batch_id)), messages=1)  # and its function was killed
    publish_next(world, batch_id)
    assert shown_anew(world, world.connect_again(old), token)


def test_a_number_that_was_never_given_is_not_believed(world: SocketWorld) -> None:
    old, _, token = watching(world)
    lose(world, old)
    assert shown_anew(world, world.connect_again(old), token, sequence=99)


def test_a_token_whose_numbers_have_begun_again_is_not_believed(world: SocketWorld) -> None:
    """A stream is forgotten after hours without a push; the next one is number 1, whatever a client has read before."""
    early, batch_id, _ = watching(world)
    publish_next(world, batch_id)
    world.clock.advance(LIFE_SECONDS - 60)
    old = world.connect_again(early)
    subscribed, *_ = old.send("SUBSCRIBE_BATCH", batch_id)
    assert subscribed["sequence"] == 2
    world.clock.advance(60)
    world.connections._table.delete(Delete(key={"PK": f"TOPIC#{batch_topic(batch_id)}", "SK": "STREAM#"}))
    publish_next(world, batch_id)
    publish_next(world, batch_id)
    assert world.streams.last_number(Stream(topic=batch_topic(batch_id))) == 4  # and the client has missed 1 and 2
    assert shown_anew(world, world.connect_again(old), subscribed["token"])


def test_the_token_of_another_user_is_worth_what_asking_is_worth(world: SocketWorld) -> None:
    alice, batch_id, token = watching(world)
    lose(world, alice)
    publish_next(world, batch_id)
    bob = world.connect(BOB)
    assert shown_anew(world, bob, token)
    _, *missed = world.connect_again(alice).send("RESUME", {"token": token})
    assert numbers(missed) == [1, 2]  # and took nothing away from its owner


def test_a_large_batch_is_shown_anew_by_the_fetcher(world: SocketWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    old, _, token = watching(world)
    old.send("UNSUBSCRIBE_BATCH")
    monkeypatch.setattr(subscriptions, "UPLOADS_SHOWN_HERE", 1)
    (resumed,) = old.send("RESUME", {"token": token})
    assert not resumed["data"]["replayed"]
    assert world.fetches.sent[-1][0]["kind"] == "watched"


# Nothing falls in between


def test_a_push_that_overtakes_the_missed_messages_is_sent_again_after_them(world: SocketWorld) -> None:
    """Otherwise the older rows, sent later, would take the newer ones back."""
    old, batch_id, token = watching(world)
    lose(world, old)
    publish_next(world, batch_id)
    new = world.connect_again(old)
    at_the_next(world, "UPLOADS_UPDATE", lambda: publish_next(world, batch_id))
    _, *received = new.send("RESUME", {"token": token})
    assert numbers(received) == [3, 4, 1, 2, 3, 4]


def test_a_push_between_the_lost_socket_and_the_new_one_is_never_lost(world: SocketWorld) -> None:
    """Whatever the moment at which a push comes, it is replayed, or pushed to the new socket."""
    old, batch_id, token = watching(world)
    lose(world, old)
    new = world.connect_again(old)
    at_the_next(world, "RESUMED", lambda: publish_next(world, batch_id))
    new.send("RESUME", {"token": token})
    assert set(numbers(new.received)) == {1, 2}


# The end of a batch


def test_the_end_that_came_meanwhile_is_told_after_what_was_missed(world: SocketWorld) -> None:
    old, batch_id, token = watching(world, "1")
    lose(world, old)
    publish_next(world, batch_id)
    new = world.connect_again(old)
    _, *received = new.send("RESUME", {"token": token})
    assert types(received) == ["UPLOADS_UPDATE", "BATCH_PROGRESS", "UPLOADS_COMPLETE"]


def test_an_end_whose_last_pushes_are_on_their_way_waits_for_them(world: SocketWorld) -> None:
    old, batch_id, token = watching(world, "1")
    lose(world, old)
    ended = world.complete(uploads_of(world, batch_id)[0])
    new = world.connect_again(old)
    sleep = world.clock.sleep

    def push_meanwhile(seconds: float) -> None:
        sleep(seconds)
        broadcast(world, upload_record(world, ended))

    world.clock.sleep = push_meanwhile  # type: ignore[method-assign]
    _, *received = new.send("RESUME", {"token": token})
    assert types(received)[-1] == "UPLOADS_COMPLETE"
    assert "UPLOADS_UPDATE" in types(received)
    assert types(received).count("UPLOADS_COMPLETE") == 1


def test_an_end_long_ago_is_told_at_once(world: SocketWorld) -> None:
    old, batch_id, token = watching(world, "1")
    lose(world, old)
    publish_next(world, batch_id)
    world.clock.advance(PUSH_LAG_SECONDS)
    before = list(world.clock.sleeps)
    assert types(world.connect_again(old).send("RESUME", {"token": token}))[-1] == "UPLOADS_COMPLETE"
    assert world.clock.sleeps == before


# Lists, and what is no token


def test_a_list_is_resumed_with_its_filter(world: SocketWorld) -> None:
    old = world.connect(ALICE)
    (shown,) = old.send("FETCH_BATCHES", {"filter": "ali", "limit": 5})
    lose(world, old)
    for owner in (ALICE, BOB, ALICE):
        broadcast(world, batch_record(world, world.services.uploads.create_batch(owner).id))
    new = world.connect_again(old)
    resumed, *missed = new.send("RESUME", {"token": shown["token"]})
    assert (resumed["data"]["topic"], resumed["data"]["missed"]) == (list_topic(None), 2)
    assert [item["id"] for message in missed for item in message["data"]["items"]] == [1, 3]
    (subscription,) = world.connections.subscribers(list_topic(None))
    assert (subscription.connection_id, subscription.filter_text) == (new.connection_id, "ali")


def test_a_list_that_cannot_be_replayed_replaces_what_is_shown(world: SocketWorld) -> None:
    old = world.connect(ALICE)
    (shown,) = old.send("FETCH_BATCHES", {"limit": 1})
    lose(world, old)
    world.clock.advance(RESUME_SECONDS)
    for _ in range(2):
        world.services.uploads.create_batch(ALICE)
    resumed, anew = world.connect_again(old).send("RESUME", {"token": shown["token"]})
    assert not resumed["data"]["replayed"]
    assert (anew["partial"], [item["id"] for item in anew["data"]["items"]]) == (False, [2])


def test_a_later_page_has_no_token(world: SocketWorld) -> None:
    (shown,) = world.connect().send("FETCH_BATCHES", {"page": 2})
    assert "token" not in shown


def test_a_list_whose_filter_is_too_long_for_a_token_has_none(world: SocketWorld) -> None:
    (shown,) = world.connect().send("FETCH_BATCHES", {"filter": "😀" * 200})
    assert "token" not in shown


@pytest.mark.parametrize("token", ["x", "bm90IGEgdG9rZW4"], ids=["nonsense", "another-text"])
def test_what_is_no_token_is_refused(world: SocketWorld, token: str) -> None:
    (refusal,) = world.connect().send("RESUME", {"token": token})
    assert refusal == {"type": "ERROR", "data": InvalidResumeTokenError.public_message}


def test_a_token_of_a_batch_that_is_not_there_is_refused(world: SocketWorld) -> None:
    watched = Subscription(connection_id="a=", topic=batch_topic(999))
    token = write_token(Token(subscription=watched, since=1, place=Place(number=0, good_until=2**40)))
    (refusal,) = world.connect().send("RESUME", {"token": token})
    assert refusal == {"type": "ERROR", "data": "Batch 999 not found"}
    assert list(world.connections.subscribers(batch_topic(999))) == []


def test_in_packages_the_answer_has_the_requests_id_and_the_missed_ones_follow_it(world: SocketWorld) -> None:
    old, batch_id, token = watching(world)
    lose(world, old)
    publish_next(world, batch_id)
    request = {"pkg_id": NUMBER_OF["RESUME"], "req_id": REQUEST, "data": {"token": token}}
    resumed, *missed = world.connect_again(old).send_text(json.dumps(request))
    assert (resumed["pkg_id"], resumed["req_id"], resumed["status_code"]) == (NUMBER_OF["RESUME"], REQUEST, 0)
    assert (resumed["data"]["missed"], resumed["data"]["sequence"]) == (2, 2)
    assert [(one["pkg_id"], one["data"]["sequence"]) for one in missed] == [
        (NUMBER_OF["UPLOADS_UPDATE"], 1),
        (NUMBER_OF["BATCH_PROGRESS"], 2),
    ]
    publish_next(world, batch_id)
    assert world.post.posted[-1][1]["req_id"] == ZERO_ID
