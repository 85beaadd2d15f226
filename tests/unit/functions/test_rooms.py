"""Rooms, and announcements to a room, a user and everybody: from the announcer's message to the others' sockets."""

import json
from typing import Any

from curator.foundation.errors import ForbiddenError
from curator.realtime.connections import MAX_ROOMS, RESUME_SECONDS, room_topic
from curator.realtime.errors import DeliveryFailedError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.numbers import NUMBER_OF, ZERO_ID
from functions.fetcher.announcing import MAX_TRIES, Herald
from functions.fetcher.dispatch import read
from tests.unit.functions.socket_world import ALICE, BOB, OPERATOR, Browser, SocketWorld

REQUEST = "7d9c0a52-9c1d-4d4e-8a3c-0f5d0a8a1b2c"


def deliver(world: SocketWorld, seconds: float = 2) -> None:
    """Do as the fetcher does with what waits in its queue, until nothing comes for a while."""
    herald = Herald(delivery=world.post, queue=world.fetches, chance=lambda: 0.0)
    world.clock.advance(seconds)
    while (body := world.fetches.receive()) is not None:
        _, request = read(body)
        herald.tell(request)  # type: ignore[arg-type]
        world.clock.advance(seconds)


def announced(browser: Browser) -> list[str]:
    return [message["data"]["text"] for message in browser.received if message.get("type") == "ANNOUNCEMENT"]


def unreachable(world: SocketWorld, browser: Browser, times: int) -> None:
    """Let the gateway refuse a browser's next messages."""
    post, left = world.post.post, [None] * times

    def refusing(connection_id: str, message: MessageOut) -> None:
        if connection_id == browser.connection_id and left:
            left.pop()
            raise DeliveryFailedError(connection_id)
        post(connection_id, message)

    world.post.post = refusing  # type: ignore[method-assign]


def test_what_is_announced_in_a_room_reaches_those_in_it(world: SocketWorld) -> None:
    inside, outside, olga = world.connect(ALICE), world.connect(BOB), world.connect(OPERATOR)
    (joined,) = inside.send("JOIN_ROOM", "lobby")
    assert (joined["type"], joined["data"], joined["sequence"]) == ("ROOM_JOINED", "lobby", 0)
    assert olga.send("ANNOUNCE", {"text": "Hello", "room": "lobby"}) == []
    deliver(world)
    (told,) = inside.received[1:]
    assert told["data"].pop("id")
    assert told == {
        "type": "ANNOUNCEMENT",
        "data": {"text": "Hello", "sender": "Operator", "room": "lobby"},
        "sequence": 1,
    }
    assert announced(outside) == announced(olga) == []


def test_whoever_left_a_room_is_not_told(world: SocketWorld) -> None:
    browser, olga = world.connect(ALICE), world.connect(OPERATOR)
    browser.send("JOIN_ROOM", "lobby")
    browser.send("JOIN_ROOM", "kitchen")
    assert browser.send("LEAVE_ROOM", "lobby") == []
    for room in ("lobby", "kitchen"):
        olga.send("ANNOUNCE", {"text": room, "room": room})
    deliver(world)
    assert announced(browser) == ["kitchen"]


def test_joining_and_leaving_twice_is_harmless(world: SocketWorld) -> None:
    browser = world.connect()
    for _ in range(2):
        browser.send("JOIN_ROOM", "lobby")
    assert world.connections.rooms(browser.connection_id) == ["lobby"]
    for _ in range(2):
        assert browser.send("LEAVE_ROOM", "lobby") == []
    assert world.connections.rooms(browser.connection_id) == []


def test_a_room_is_watched_beside_a_batch_and_a_list(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("JOIN_ROOM", "lobby")
    browser.send("SUBSCRIBE_BATCH", batch_id)
    browser.send("FETCH_BATCHES", {})
    browser.send("UNSUBSCRIBE_BATCH")
    assert world.connections.rooms(browser.connection_id) == ["lobby"]


def test_nobody_is_in_more_rooms_than_can_be_cleaned_up_after_them(world: SocketWorld) -> None:
    browser = world.connect()
    for number in range(MAX_ROOMS):
        browser.send("JOIN_ROOM", f"room {number}")
    (refusal,) = browser.send("JOIN_ROOM", "one more")
    assert refusal == {"type": "ERROR", "data": f"A connection can be in {MAX_ROOMS} rooms at most"}
    (again,) = browser.send("JOIN_ROOM", "room 0")
    assert again["type"] == "ROOM_JOINED"


def test_who_may_not_announce_is_refused_and_nobody_is_told(world: SocketWorld) -> None:
    browser = world.connect(ALICE)
    (refusal,) = browser.send("ANNOUNCE", {"text": "Hello"})
    assert refusal == {"type": "ERROR", "data": ForbiddenError.public_message}
    assert world.fetches.sent == []


def test_an_announcement_to_a_user_reaches_all_their_sockets_only(world: SocketWorld) -> None:
    first, other, olga = world.connect(ALICE), world.connect(BOB), world.connect(OPERATOR)
    second = world.connect_again(first)
    olga.send("ANNOUNCE", {"text": "Psst", "user_id": ALICE.user_id})
    deliver(world)
    assert announced(first) == announced(second) == ["Psst"]
    assert announced(other) == []


def test_an_announcement_to_everybody_reaches_everybody(world: SocketWorld) -> None:
    everybody = [world.connect(ALICE), world.connect(BOB), world.connect(OPERATOR)]
    everybody[2].send("ANNOUNCE", {"text": "We are back"})
    deliver(world)
    assert [announced(browser) for browser in everybody] == [["We are back"]] * 3


def test_a_socket_that_is_gone_is_pruned_and_the_others_are_told_once(world: SocketWorld) -> None:
    gone, here, olga = world.connect(ALICE), world.connect(BOB), world.connect(OPERATOR)
    world.post.gone.add(gone.connection_id)
    olga.send("ANNOUNCE", {"text": "Hello"})
    deliver(world)
    assert announced(here) == ["Hello"]
    assert world.fetches.next_due() is None


def test_a_socket_that_cannot_be_reached_now_is_told_later_and_nobody_else_again(world: SocketWorld) -> None:
    busy, here, olga = world.connect(ALICE), world.connect(BOB), world.connect(OPERATOR)
    unreachable(world, busy, times=2)
    olga.send("ANNOUNCE", {"text": "Hello"})
    deliver(world, 30)
    assert announced(busy) == announced(here) == ["Hello"]
    assert [delay for _, delay in world.fetches.sent] == [0, 2, 4]


def test_a_socket_that_stays_unreachable_is_given_up(world: SocketWorld) -> None:
    busy, olga = world.connect(ALICE), world.connect(OPERATOR)
    unreachable(world, busy, times=100)
    olga.send("ANNOUNCE", {"text": "Hello"})
    deliver(world, 300)
    assert announced(busy) == []
    assert len(world.fetches.sent) == 1 + MAX_TRIES


def test_an_announcement_that_comes_twice_has_one_id(world: SocketWorld) -> None:
    browser, olga = world.connect(ALICE), world.connect(OPERATOR)
    for _ in range(2):  # API Gateway may deliver a message again
        olga.send_text(json.dumps({"type": "ANNOUNCE", "data": {"text": "Hello"}}), message_id="m1=")
    deliver(world)
    assert len({message["data"]["id"] for message in browser.received}) == 1


def test_a_member_who_lost_their_socket_is_told_what_they_missed(world: SocketWorld) -> None:
    old, olga = world.connect(ALICE), world.connect(OPERATOR)
    (joined,) = old.send("JOIN_ROOM", "lobby")
    world.connections.remove(old.connection_id)
    olga.send("ANNOUNCE", {"text": "Hello", "room": "lobby"})
    deliver(world)
    new = world.connect_again(old)
    resumed, missed = new.send("RESUME", {"token": joined["token"]})
    assert (resumed["data"]["replayed"], missed["data"]["text"], missed["sequence"]) == (True, "Hello", 1)
    assert world.connections.rooms(new.connection_id) == ["lobby"]


def test_a_member_who_was_away_for_too_long_is_a_member_again_and_told_that_something_is_missing(
    world: SocketWorld,
) -> None:
    old = world.connect(ALICE)
    (joined,) = old.send("JOIN_ROOM", "lobby")
    world.connections.remove(old.connection_id)
    world.clock.advance(RESUME_SECONDS)
    new = world.connect_again(old)
    (resumed,) = new.send("RESUME", {"token": joined["token"]})
    assert resumed["data"] == {"topic": room_topic("lobby"), "replayed": False, "missed": 0}
    assert world.connections.rooms(new.connection_id) == ["lobby"]


def test_a_room_is_not_given_to_the_sessions_next_socket_unasked(world: SocketWorld) -> None:
    old = world.connect(ALICE)
    old.send("JOIN_ROOM", "lobby")
    world.connections.remove(old.connection_id)
    new = world.connect_again(old)
    assert world.fetches.sent == []
    assert world.connections.rooms(new.connection_id) == []


def package(name: str, data: dict[str, Any]) -> str:
    return json.dumps({"pkg_id": NUMBER_OF[name], "req_id": REQUEST, "data": data})


def test_in_packages_a_member_is_told_in_packages(world: SocketWorld) -> None:
    browser, olga = world.connect(ALICE), world.connect(OPERATOR)
    (joined,) = browser.send_text(package("JOIN_ROOM", {"room": "lobby"}))
    assert (joined["req_id"], joined["status_code"], joined["data"]["room"]) == (REQUEST, 0, "lobby")
    (done,) = olga.send_text(package("ANNOUNCE", {"text": "Hello", "room": "lobby"}))
    assert (done["status_code"], done["data"]) == (0, {})
    deliver(world)
    told = browser.received[-1]
    assert (told["pkg_id"], told["req_id"]) == (NUMBER_OF["ANNOUNCEMENT"], ZERO_ID)
    assert (told["data"]["text"], told["data"]["sequence"]) == ("Hello", 1)
