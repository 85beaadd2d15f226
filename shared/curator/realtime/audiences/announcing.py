"""Telling an audience something, page by page of its sockets through a queue.

    announced ─▶ its sockets now, a hundred a message ─▶ fetches queue ─▶ told, fifty at once
                                                            ▲               │ some could not be reached
                                                            └───────────────┘ those again, a little later

A room is a stream: what is announced there has a number, comes once a second at most, and is logged for members who
lost their socket. Everybody, and a user, are told as they are there; who is not will not be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Protocol

from curator.foundation.clock import Clock
from curator.foundation.queues import MAX_DELAY_SECONDS, Queue
from curator.realtime import frames
from curator.realtime.connections import Subscription, room_topic
from curator.realtime.errors import BusyRoomError
from curator.realtime.frames import MessageOut
from curator.realtime.streams.stream import Stream, Turn

KIND = "announce"  # of the requests in the queue
PAGE_SOCKETS = 100  # of one request: two rounds of those told at once, and about 5 KB
MAX_WAIT_SECONDS = 60.0  # of an announcement for its turn in a room
TYPE, PACKAGE = "type", "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is announced, and by whom."""

    id: str  # of the announcement; a socket may be told twice
    text: str
    sender: str
    sender_id: str
    room: str = ""
    sequence: int = 0  # in the room

    def message(self) -> MessageOut:
        """Return it as a client is told."""
        told = frames.announcement(self.id, self.text, sender=self.sender, room=self.room or None)
        return {**told, "sequence": self.sequence} if self.room else told


class Connections(Protocol):
    """What we use of `curator.realtime.store.ConnectionStore`."""

    def everybody(self) -> Iterator[str]:
        """Yield the ids of all connections."""

    def of_user(self, user_id: str) -> Iterator[str]:
        """Yield the ids of a user's connections."""

    def listeners(self, topic: str) -> Iterator[Subscription]:
        """Yield everybody who watches a topic, and those who are away and may come back to it."""

    def subscribers(self, topic: str) -> Iterator[Subscription]:
        """Yield everybody who watches a topic and is there."""


class Streams(Protocol):
    """What we use of `curator.realtime.streams.store.StreamStore`."""

    def take_turn(self, stream: Stream, *, messages: int) -> Turn:
        """Return when to push this many messages, and their first number."""

    def log(self, stream: Stream, first: int, messages: list[MessageOut]) -> None:
        """Keep what is pushed for those who miss it."""

    def next_turn(self, stream: Stream) -> float:
        """Return when the next push may begin, epoch seconds."""


class Announcer:
    """Has audiences told."""

    def __init__(self, *, connections: Connections, streams: Streams, queue: Queue, clock: Clock) -> None:
        """Take who is there, the rooms' streams, and the queue of what tells them."""
        self._connections = connections
        self._streams = streams
        self._queue = queue
        self._clock = clock

    def to_everybody(self, words: Words) -> int:
        """Have everybody told who is connected; return how many sockets these are."""
        return self._send(words, ((socket, TYPE) for socket in self._connections.everybody()))

    def to_user(self, user_id: str, words: Words) -> int:
        """Have all sockets of one user told; return how many these are."""
        return self._send(words, ((socket, TYPE) for socket in self._connections.of_user(user_id)))

    def to_room(self, room: str, words: Words) -> int:
        """Have everybody in a room told; return how many sockets these are.

        Raises:
            BusyRoomError: a minute's announcements wait already.
        """
        topic = room_topic(room)
        if not any(True for _ in self._connections.listeners(topic)):
            return 0
        stream = Stream(topic=topic)
        if self._streams.next_turn(stream) > self._clock.now() + MAX_WAIT_SECONDS:
            raise BusyRoomError(room)
        turn = self._streams.take_turn(stream, messages=1)
        said = Words(**{**asdict(words), "room": room, "sequence": turn.first})
        self._streams.log(stream, turn.first, [frames.announcement(said.id, said.text, sender=said.sender, room=room)])
        members = ((one.connection_id, one.envelope) for one in self._connections.subscribers(topic))
        return self._send(said, members, delay=turn.starts_at - self._clock.now())

    def _send(self, words: Words, sockets: Iterable[tuple[str, str]], *, delay: float = 0) -> int:
        told, waiting = 0, iter(sockets)
        while page := list(islice(waiting, PAGE_SOCKETS)):
            self._queue.send(request(words, page), max(0.0, min(delay, MAX_DELAY_SECONDS)))
            told += len(page)
        return told


def request(words: Words, sockets: Iterable[tuple[str, str]], *, tries: int = 0) -> dict[str, Any]:
    """Return the queue's message that has these sockets told, each in its form."""
    about = asdict(words)
    by_form: dict[str, list[str]] = {TYPE: [], PACKAGE: []}
    for socket, form in sockets:
        by_form[form].append(socket)
    return {
        "kind": KIND,
        "connection_id": "",
        "user_id": about.pop("sender_id"),
        "announcement_id": about.pop("id"),
        **about,
        "sockets": by_form[TYPE],
        "package_sockets": by_form[PACKAGE],
        "tries": tries,
    }
