"""What a client shows to go on where it lost its socket. Pure.

A token says what was watched by which socket, and how far the stream was then. It grants nothing: whoever shows one
could have asked to watch the same thing, and is asked who they are like anybody. So it is neither signed nor stored;
that it is opaque only keeps clients from building their own.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from curator.realtime.connections import Subscription, slot_of
from curator.realtime.errors import InvalidResumeTokenError
from curator.realtime.frames import MAX_TOKEN_BYTES
from curator.realtime.streams.stream import Place, Stream

VERSION = 1
MAX_NUMBER = 2**53 - 1  # the largest integer a browser can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A subscription, when it was asked for, and the place of its stream then."""

    subscription: Subscription
    since: int  # milliseconds since the epoch
    place: Place

    @property
    def stream(self) -> Stream:
        """What is pushed to this subscription."""
        return Stream(topic=self.subscription.topic, filter_text=self.subscription.filter_text)


def write_token(token: Token) -> str | None:
    """Return the token as a client keeps it; None for one with a filter or a name that is too long for a frame."""
    one = token.subscription
    fields = [VERSION, one.connection_id, one.topic, one.filter_text, one.limit]
    fields += [token.since, token.place.number, token.place.good_until]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    written = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return written if len(written) <= MAX_TOKEN_BYTES else None


def read_token(written: str) -> Token:
    """Return what a client has shown; raises InvalidResumeTokenError."""
    try:
        fields = json.loads(base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True))
        version, connection_id, topic, filter_text, limit, since, number, good_until = fields
        slot_of(topic)
        f"{connection_id}{topic}{filter_text}".encode()  # half of a surrogate pair is no text, and no part of a key
    except (AttributeError, ValueError, TypeError, RecursionError) as problem:
        raise InvalidResumeTokenError(type(problem).__name__) from None
    texts, numbers = (connection_id, topic, filter_text), (limit, since, number, good_until)
    if (
        version != VERSION
        or not all(isinstance(text, str) for text in texts)
        or not all(map(_is_count, numbers))
        or not limit
    ):
        raise InvalidResumeTokenError("of another make")
    return Token(
        subscription=Subscription(connection_id=connection_id, topic=topic, filter_text=filter_text, limit=limit),
        since=since,
        place=Place(number=number, good_until=good_until),
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER
