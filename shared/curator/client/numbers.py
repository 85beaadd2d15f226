"""Whether a push got lost, or came twice. Pure.

The messages of a stream are numbered one by one. What begins a stream names its latest number; everything up to there
is in what is shown next.
"""

from enum import Enum, auto

from curator.client.envelopes import Message

BEGINNINGS = frozenset({"ROOM_JOINED", "SUBSCRIBED"})


class Place(Enum):
    """Where a message stands in its stream."""

    NEXT = auto()  # or anywhere at all, where it has no number
    REPEATED = auto()  # it was read before
    AFTER_A_GAP = auto()  # another is missing before it


class StreamNumbers:
    """The numbers of one stream."""

    def __init__(self) -> None:
        self._latest: int | None = None

    @property
    def latest(self) -> int | None:
        """The latest number read, None before there was one."""
        return self._latest

    def take(self, message: Message) -> Place:
        """Note a message's number, and tell where it stands."""
        number = message.get("sequence")
        if not isinstance(number, int) or _replays(message):
            return Place.NEXT
        latest = self._latest
        if latest is None or _begins(message):
            self._latest = number
            return Place.NEXT
        self._latest = max(latest, number)
        if number <= latest:
            return Place.REPEATED
        return Place.NEXT if number == latest + 1 else Place.AFTER_A_GAP


def _begins(message: Message) -> bool:
    return message["type"] in BEGINNINGS or message["type"] == "RESUMED" or message.get("partial") is False


def _replays(message: Message) -> bool:
    """Whether what was missed follows, with the numbers it had; this message itself has the last of them."""
    return message["type"] == "RESUMED" and bool(message["data"]["replayed"])
