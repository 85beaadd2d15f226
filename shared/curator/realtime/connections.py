"""Who is connected, and what each connection wants to be told about.

A connection watches one batch and one list of batches, each in a slot of its own; a new wish replaces the slot's
earlier one. Each room it has joined is a slot of its own, too. Messages of one socket may be served at the same time by
two functions, so a wish carries the moment it was received and never replaces a later one.

A socket that is lost comes back as another one, from a client that does not ask again. Wishes are therefore kept under
the session, and given to its next socket. Nobody can tell which tab of a browser that is, so it gets the batches of all
of them: clients ignore updates of batches they do not show. The first wish of its own replaces them all. Rooms are for
clients that know of them, and resume by themselves.
"""

from dataclasses import dataclass
from enum import StrEnum

MAX_CONNECTION_SECONDS = 2 * 3600 + 5 * 60  # API Gateway closes after 2 hours; its $disconnect is only best effort
RESUME_SECONDS = 10 * 60  # how long after a socket's end its wishes are kept for the next one
MAX_RESUMED_BATCHES = 5  # of the tabs that wished last
POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1: what a socket is closed with whose proof has ended
SESSION_EXPIRED, TOKEN_EXPIRED = "Session expired", "Token expired"
LIST_ROWS = 100  # batches on the first page, unless the client says otherwise

MAX_ROOMS = 20  # that one connection is in; each is an item to clean up after it

_BATCH, _USERS_LIST, _EVERYBODYS_LIST, _ROOM = "batch#", "batches#user#", "batches#all", "room#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One open socket."""

    connection_id: str
    user_id: str
    username: str
    session_key: str  # of the session it was opened with
    connected_at: int  # epoch seconds
    expires_at: int | None = None  # epoch seconds, when the proof it was opened with ends; None: unknown, so never
    roles: tuple[str, ...] | None = None  # as its bearer token said; None: a session's, whose roles are configured
    correlation_id: str = ""  # under which all it asks for is logged

    def is_over(self, now: float) -> bool:
        """Whether the proof it was opened with has ended. A fresher proof opens another socket; it prolongs none."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def ending(self) -> str:
        """What its client is told when that has happened."""
        return SESSION_EXPIRED if self.roles is None else TOKEN_EXPIRED


class Slot(StrEnum):
    """What a connection can watch, one of each; rooms have slots by their names, see `room_slot`."""

    BATCH = "batch"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A connection's wish to be told about a topic."""

    connection_id: str
    topic: str
    filter_text: str = ""  # for lists: only batches whose id or user name contains it
    limit: int = LIST_ROWS  # for lists: how many batches the client's page has
    envelope: str = "type"  # the form the client asked in, and is told in: "type" or "package"
    away: bool = False  # the socket is gone, and whoever opens the next one may ask for what it missed

    def wants(self, *, batch_id: int, username: str) -> bool:
        """Whether the filter lets a batch through, by the rule of the uploads room's own lists."""
        wanted = self.filter_text.lower()
        return not wanted or wanted in str(batch_id) or wanted in username.lower()


def batch_topic(batch_id: int) -> str:
    """Return the topic of one batch and its uploads."""
    return f"{_BATCH}{batch_id}"


def batch_of(topic: str) -> int | None:
    """Return the id of the batch a topic is about, None for a list's."""
    return int(topic.removeprefix(_BATCH)) if topic.startswith(_BATCH) else None


def list_topic(user_id: str | None) -> str:
    """Return the topic of everybody's batches, or of one user's."""
    return f"{_USERS_LIST}{user_id}" if user_id else _EVERYBODYS_LIST


def listed_user(topic: str) -> str | None:
    """Return whose batches a list's topic is about, None for everybody's."""
    return topic.removeprefix(_USERS_LIST) if topic.startswith(_USERS_LIST) else None


def room_topic(room: str) -> str:
    """Return the topic of what is announced in a room."""
    return f"{_ROOM}{room}"


def room_of(topic: str) -> str | None:
    """Return the room a topic is about, None for any other topic."""
    return topic.removeprefix(_ROOM) if topic.startswith(_ROOM) else None


def room_slot(room: str) -> str:
    """Return the slot in which a connection watches this room and nothing else."""
    return room_topic(room)


def slot_of(topic: str) -> str:
    """Return the slot in which a topic is watched; raises ValueError for what is none."""
    room = room_of(topic)
    if room is not None:
        return room_slot(room)
    batch_id = batch_of(topic)
    if topic not in {list_topic(listed_user(topic)), batch_topic(batch_id or 0)}:
        raise ValueError("not a topic")
    return Slot.LIST if batch_id is None else Slot.BATCH
