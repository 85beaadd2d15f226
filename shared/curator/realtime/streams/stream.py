"""What a stream is, a turn in it, and a place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What is pushed to everybody who watches a topic with the same filter."""

    topic: str
    filter_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The right to push."""

    starts_at: float  # epoch seconds
    first: int  # the number of the push's first message; the others count on


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a stream is."""

    number: int  # of its latest message, 0 before the first
    good_until: int  # epoch seconds; until then its numbers surely do not begin again
