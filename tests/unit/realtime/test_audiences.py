"""Who is there to be told something, and having them told."""

from collections.abc import Iterator

import pytest

from curator.foundation.table import Table
from curator.realtime.audiences.announcing import MAX_WAIT_SECONDS, PAGE_SOCKETS, Announcer, Words
from curator.realtime.connections import MAX_CONNECTION_SECONDS, Connection, Subscription, room_slot, room_topic
from curator.realtime.errors import BusyRoomError
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.realtime.streams.stream import Stream
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table
from tests.fakes.queues import FakeQueue

WORDS = Words(id="a1", text="We are back", sender="Olga", sender_id="9")


class People:
    """A realtime table, and an announcer over it."""

    def __init__(self, table: Table, clock: VirtualClock) -> None:
        self.clock = clock
        self.store = ConnectionStore(table, clock)
        self.streams = StreamStore(table, clock)
        self.queue = FakeQueue(clock)
        self.announcer = Announcer(connections=self.store, streams=self.streams, queue=self.queue, clock=clock)

    def connect(self, *connection_ids: str, user_id: str = "1") -> None:
        for connection_id in connection_ids:
            self.store.add(
                Connection(
                    connection_id=connection_id,
                    user_id=user_id,
                    username=f"user {user_id}",
                    session_key="k",
                    connected_at=int(self.clock.now()),
                )
            )

    def join(self, connection_id: str, room: str = "lobby", *, envelope: str = "type") -> None:
        joined = Subscription(connection_id=connection_id, topic=room_topic(room), envelope=envelope)
        self.store.subscribe(joined, room_slot(room), requested_at=1)

    def everybody(self) -> list[str]:
        return sorted(self.store.everybody())

    def told(self) -> list[str]:
        return sorted(socket for body, _ in self.queue.sent for socket in body["sockets"])


@pytest.fixture
def people(clock: VirtualClock) -> Iterator[People]:
    with plain_table("realtime", clock) as table:
        yield People(table, clock)


# scenario realtime-78
def test_at_first_nobody_is_there(people: People) -> None:
    assert people.everybody() == []
    assert people.store.count() == 0
    assert list(people.store.of_user("1")) == []


# scenario realtime-79
def test_who_connects_is_there_one_or_many(people: People) -> None:
    people.connect("a=")
    assert people.everybody() == ["a="]
    people.connect("b=", "c=", user_id="2")
    assert people.everybody() == ["a=", "b=", "c="]
    assert sorted(people.store.of_user("2")) == ["b=", "c="]
    assert people.store.count() == 3


# scenario realtime-19
def test_a_connection_that_is_reported_twice_counts_once(people: People) -> None:
    people.connect("a=", "a=")
    assert people.store.count() == 1
    assert list(people.store.of_user("1")) == ["a="]


# scenario realtime-19
# scenario realtime-80
def test_who_leaves_is_not_there_and_leaving_unknown_or_twice_is_harmless(people: People) -> None:
    people.connect("a=", "b=")
    for connection_id in ("a=", "a=", "unknown="):
        people.store.remove(connection_id)
    assert people.everybody() == ["b="]
    assert list(people.store.of_user("1")) == ["b="]


def test_a_socket_whose_end_nobody_reported_is_not_counted_for_ever(people: People, clock: VirtualClock) -> None:
    people.connect("a=")
    clock.advance(MAX_CONNECTION_SECONDS)
    assert people.store.count() == 0
    assert list(people.store.of_user("1")) == []


def test_everybody_is_spread_over_partitions(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    People(table, clock).connect(*(f"{number}=" for number in range(200)))
    shards = {partition for partition, _ in table._items if partition.startswith("AUDIENCE#everybody#")}
    assert len(shards) == 16


# scenario realtime-81
@pytest.mark.parametrize("count", [0, 1, 3, 2 * PAGE_SOCKETS + 1], ids=["none", "one", "some", "three-pages"])
def test_an_announcement_goes_to_everybody_who_is_there(clock: VirtualClock, count: int) -> None:
    people = People(MemoryTable(clock), clock)
    sockets = [f"{number:03d}=" for number in range(count)]
    people.connect(*sockets)
    assert people.announcer.to_everybody(WORDS) == count
    assert people.told() == sockets
    assert all(len(body["sockets"]) <= PAGE_SOCKETS for body, _ in people.queue.sent)


def test_an_announcement_to_a_user_goes_to_all_their_sockets_and_to_no_other(people: People) -> None:
    people.connect("a=", "b=")
    people.connect("c=", user_id="2")
    assert people.announcer.to_user("1", WORDS) == 2
    assert people.told() == ["a=", "b="]


def test_an_announcement_to_a_room_goes_to_those_in_it_each_in_their_form(people: People) -> None:
    people.connect("a=", "b=", "c=")
    people.join("a=")
    people.join("b=", envelope="package")
    people.join("c=", "other")
    assert people.announcer.to_room("lobby", WORDS) == 2
    ((body, delay),) = people.queue.sent
    assert (body["sockets"], body["package_sockets"], delay) == (["a="], ["b="], 0)
    assert (body["room"], body["sequence"], body["announcement_id"]) == ("lobby", 1, "a1")


def test_nobody_writes_for_an_empty_room(clock: VirtualClock) -> None:
    table = MemoryTable(clock)
    people = People(table, clock)
    assert people.announcer.to_room("lobby", WORDS) == 0
    assert (people.queue.sent, table.operations.write_requests) == ([], 0)


def test_announcements_in_a_room_are_numbered_and_come_once_a_second(people: People) -> None:
    people.connect("a=")
    people.join("a=")
    for _ in range(3):
        people.announcer.to_room("lobby", WORDS)
    assert [(body["sequence"], delay) for body, delay in people.queue.sent] == [(1, 0), (2, 1), (3, 2)]


def test_a_room_in_which_a_minute_of_announcements_waits_takes_no_more(people: People) -> None:
    people.connect("a=")
    people.join("a=")
    for _ in range(int(MAX_WAIT_SECONDS) + 1):
        people.announcer.to_room("lobby", WORDS)
    with pytest.raises(BusyRoomError):
        people.announcer.to_room("lobby", WORDS)


def test_what_was_announced_while_a_member_was_away_is_kept_for_them(people: People) -> None:
    people.connect("a=")
    people.join("a=")
    people.store.remove("a=")
    assert people.announcer.to_room("lobby", WORDS) == 0
    (missed,) = people.streams.missed(Stream(topic=room_topic("lobby")), after=0, until=1) or []
    assert (missed["data"]["text"], missed["sequence"]) == ("We are back", 1)


def test_a_connection_leaves_all_its_rooms_with_its_end(people: People) -> None:
    people.connect("a=")
    people.join("a=")
    people.join("a=", "other")
    assert people.store.rooms("a=") == ["lobby", "other"]
    people.store.unsubscribe("a=", room_slot("other"), requested_at=2)
    assert people.store.rooms("a=") == ["lobby"]
    people.store.remove("a=")
    assert people.store.rooms("a=") == []
    assert list(people.store.subscribers(room_topic("lobby"))) == []
