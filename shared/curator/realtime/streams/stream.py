"""What a stream is, and a turn in it."""

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
