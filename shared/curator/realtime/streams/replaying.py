"""Sending again what a lost socket missed.

Whoever resumes watches first and reads the log then, so a push can overtake what we send: it is newer than the rows we
send after it, and those would take it back. Every push is in the log before it is sent; reading the log again after
sending finds the push that overtook us, and sending it again puts the client right.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from curator.realtime.frames import MessageOut
from curator.realtime.streams.stream import Place, Stream
from curator.realtime.streams.tokens import Token

MAX_ROUNDS = 10  # a stream pushes once a second, and a round takes a fraction of that

Send = Callable[[MessageOut], None]


class Log(Protocol):
    """What we use of `curator.realtime.streams.store.StreamStore`."""

    def place(self, stream: Stream) -> Place:
        """Return how far the stream is."""

    def missed(self, stream: Stream, *, after: int, until: int) -> list[MessageOut] | None:
        """Return the messages in between, None where not all of them are known."""


def missed_since(log: Log, token: Token, *, after: int | None, until: int, now: float) -> list[MessageOut] | None:
    """Return what somebody with this token missed; None where that is not known.

    Args:
        log: of the streams.
        token: what they showed.
        after: the last number they read, where they say so.
        until: the number of the stream's latest message.
        now: epoch seconds.
    """
    if now >= token.place.good_until:  # the numbers may have begun again
        return None
    return log.missed(token.stream, after=token.place.number if after is None else after, until=until)


def replay(log: Log, stream: Stream, missed: Sequence[MessageOut], *, until: int, send: Send) -> int:
    """Send what was missed, and again what was pushed meanwhile; return the number of the last message sent."""
    for _ in range(MAX_ROUNDS):
        for message in missed:
            send(message)
        latest = log.place(stream).number
        overtaking = log.missed(stream, after=until, until=latest)
        if not overtaking:
            break
        missed, until = overtaking, latest
    return until
