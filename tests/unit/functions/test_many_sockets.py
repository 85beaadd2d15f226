"""Telling many sockets at once: what happens to one of them is nobody else's business."""

import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest

from curator.foundation.metrics import metrics
from curator.foundation.table import Item, Key, Update
from curator.realtime.connections import Connection, Slot, Subscription, batch_topic
from curator.realtime.delivery import Delivery
from curator.realtime.frames import MessageOut
from curator.realtime.posting import tell_each
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from functions.broadcaster.broadcast import Broadcaster
from functions.broadcaster.changes import changes_in
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.metrics import counted_in
from tests.fakes.sockets import BUSY, FORBIDDEN, FakeManagementApi
from tests.unit.functions.socket_world import SocketWorld
from tests.unit.functions.test_broadcaster import batch_record


class SharedTable(MemoryTable):
    """A table for several threads: each request happens at one moment, as DynamoDB's do."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self._one_at_a_time = threading.RLock()

    def get(self, key: Key) -> Item | None:
        with self._one_at_a_time:
            return super().get(key)

    def query(self, *arguments: Any, **more: Any) -> Iterator[Item]:
        with self._one_at_a_time:
            return iter(list(super().query(*arguments, **more)))

    def update(self, write: Update) -> Item:
        with self._one_at_a_time:
            return super().update(write)


class Audience:
    """Many watchers of one batch, behind a gateway that may refuse any of them."""

    def __init__(self, world: SocketWorld, count: int) -> None:
        clock = VirtualClock()
        table = SharedTable(clock)
        self.gateway = FakeManagementApi()
        self.connections = ConnectionStore(table, clock)
        self._record = batch_record(world, world.connect().create_batch(["1"]))
        self._broadcaster = Broadcaster(
            subscribers=self.connections,
            streams=StreamStore(table, clock),
            delivery=Delivery(lambda: cast("Any", self.gateway), self.connections, clock),
            listings=world.services.uploads,
            clock=clock,
        )
        self.sockets = [f"{number:04d}=" for number in range(count)]
        for socket in self.sockets:
            self._watch(socket)

    def _watch(self, socket: str) -> None:
        self.connections.add(
            Connection(connection_id=socket, user_id=socket, username="A", session_key="", connected_at=1)
        )
        self.connections.subscribe(Subscription(connection_id=socket, topic=batch_topic(1)), Slot.BATCH, requested_at=1)

    def broadcast(self) -> int:
        """Tell everybody once; return how many are there but were not reached."""
        return self._broadcaster.broadcast(changes_in([self._record]))

    def watching(self) -> list[str]:
        return [one.connection_id for one in self.connections.subscribers(batch_topic(1))]

    def told(self) -> list[str]:
        return [socket for socket in self.sockets if self.gateway.frames[socket]]


# scenario realtime-81
@pytest.mark.parametrize("count", [0, 1, 3], ids=["none", "one", "many"])
def test_a_broadcast_reaches_everybody_who_watches(world: SocketWorld, count: int) -> None:
    audience = Audience(world, count)
    assert audience.broadcast() == 0
    assert audience.told() == audience.sockets


# scenario realtime-85
@pytest.mark.parametrize("count", [100, 1000])
def test_a_broadcast_reaches_hundreds_each_once_and_in_order(world: SocketWorld, count: int) -> None:
    audience = Audience(world, count)
    for _ in range(2):
        assert audience.broadcast() == 0
    for socket in audience.sockets:
        assert [frame["sequence"] for frame in audience.gateway.received(socket)] == [1, 2]


# scenario realtime-82
def test_a_dead_socket_is_forgotten_and_the_others_are_told(world: SocketWorld) -> None:
    audience = Audience(world, 5)
    audience.gateway.gone = {"0001=", "0003="}
    counted_in(metrics)
    assert audience.broadcast() == 0
    assert counted_in(metrics, "ws_messages_sent_total", "ws_broadcast_errors_total") == {"ws_messages_sent_total": 3}
    assert audience.told() == audience.watching() == ["0000=", "0002=", "0004="]


# scenario realtime-83
def test_a_socket_that_fails_otherwise_is_kept_and_the_others_are_told(world: SocketWorld) -> None:
    audience = Audience(world, 3)
    audience.gateway.refusals["0000="] = [FORBIDDEN]
    audience.gateway.refusals["0001="] = [RuntimeError("a fault of ours")]
    counted_in(metrics)
    assert audience.broadcast() == 2
    assert counted_in(metrics, "ws_broadcast_errors_total") == {"ws_broadcast_errors_total": 2}
    assert audience.told() == ["0002="]
    assert audience.watching() == audience.sockets


def test_a_throttled_socket_is_told_later_in_order_and_holds_up_nobody(world: SocketWorld) -> None:
    audience = Audience(world, 3)
    audience.gateway.refusals["0001="] = [BUSY, BUSY]
    for _ in range(2):
        assert audience.broadcast() == 0
    assert [frame["sequence"] for frame in audience.gateway.received("0001=")] == [1, 2]
    assert audience.told() == audience.sockets


# scenario realtime-84
def test_broadcasts_at_the_same_time_reach_everybody_with_all_numbers(world: SocketWorld) -> None:
    audience = Audience(world, 20)
    threads = [threading.Thread(target=audience.broadcast) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for socket in audience.sockets:
        assert sorted(frame["sequence"] for frame in audience.gateway.received(socket)) == [1, 2, 3, 4]


def test_sockets_are_told_at_the_same_time() -> None:
    together = threading.Barrier(50, timeout=60)  # breaks unless fifty are told at once
    told: list[MessageOut] = []

    def tell(socket: int) -> None:
        together.wait()
        told.append({"to": socket})

    assert tell_each(range(50), tell) == []
    assert len(told) == 50
