"""The end of a socket, however it comes: in order, in the middle of a message, or unnoticed."""

import json

from curator.identity.limits.settings import LimitSettings
from curator.realtime.connections import batch_topic, list_topic, room_topic
from curator.realtime.frames import MessageOut
from functions.websocket import lifecycle, messages
from tests.unit.functions.socket_world import ALICE, Browser, SocketWorld, message_event

MOST = LimitSettings().ws_max_connections_per_user


def disconnect(world: SocketWorld, browser: Browser) -> None:
    lifecycle.disconnect(message_event(browser.connection_id, None), world.services)


# scenario realtime-3
def test_a_socket_that_ends_leaves_nothing_behind(world: SocketWorld) -> None:
    """Nothing but what its session's next socket is given, for ten minutes."""
    first = world.connect()
    sockets = [first, *(world.connect_again(first) for _ in range(MOST - 1))]
    first.send("SUBSCRIBE_BATCH", first.create_batch(["1"]))
    first.send("FETCH_BATCHES", {})
    first.send("JOIN_ROOM", "lobby")
    assert world.connections.count() == MOST
    for _ in range(2):  # API Gateway may report it twice
        disconnect(world, first)
    assert world.connections.find(first.connection_id) is None
    assert world.connections.count() == MOST - 1
    assert first.connection_id not in world.connections.of_user(ALICE.user_id)
    for topic in (batch_topic(1), list_topic(None), room_topic("lobby")):
        assert list(world.connections.subscribers(topic)) == []
    world.connect_again(sockets[1])  # the limit has a place again
    assert world.connections.count() == MOST


# scenario realtime-20
def test_a_socket_that_ends_while_its_message_is_served_ends_nothing_else(world: SocketWorld) -> None:
    browser, other = world.connect(), world.connect()
    post = world.post.post

    def leave_first(connection_id: str, message: MessageOut) -> None:
        if connection_id == browser.connection_id:
            disconnect(world, browser)
            world.post.gone.add(connection_id)
        post(connection_id, message)

    world.post.post = leave_first  # type: ignore[method-assign]
    event = message_event(browser.connection_id, json.dumps({"type": "FETCH_BATCHES", "data": {}}))
    messages.receive(event, world.services, world.router)
    assert browser.received == []
    assert other.create_batch()


# scenario realtime-20
def test_a_message_that_comes_after_the_end_of_its_socket_raises_nothing(world: SocketWorld) -> None:
    browser = world.connect()
    disconnect(world, browser)
    world.post.gone.add(browser.connection_id)
    assert browser.send("CREATE_BATCH") == []
    assert list(world.connections.everybody()) == []
