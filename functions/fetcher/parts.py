"""A collection in parts that every client can take. Pure.

    announced and shown:  |---- part 1 ----|---- part 2 ----|-- part 3 --|
    all ids, in order:    0 ……………………………… 1,5xx ………………………… 3,1xx ………………… total

A client replaces all it shows by what COLLECTION_IMAGE_IDS announces, and refuses images nobody announced. So one
announcement, which is one frame, is as much as the clients in the field can show. Asked for `<collection>`, we announce
the first part; what lies behind it follows in messages of ours that those clients ignore. Asked for
`<collection> part 2`, we send that part as if it were the collection.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from curator.realtime import frames

PART_OF = re.compile(r"(?P<input>.*\S)\s+part\s+(?P<number>[1-9][0-9]{0,3})", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was typed: a collection, and which part of it; None for all of it."""

    input: str
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which images are sent: from the place `first` to before `last`; they are announced up to before `announced`."""

    first: int
    announced: int
    last: int


def read_wish(text: str) -> Wish:
    """Return what the user typed, such as `abc123 part 2`."""
    match = PART_OF.fullmatch(text.strip())
    return Wish(input=match["input"], part=int(match["number"])) if match else Wish(input=text)


def bounds(ids: Sequence[str]) -> list[int]:
    """Return where the parts begin, and the end of the last one."""
    places = [0]
    while places[-1] < len(ids):
        places.append(places[-1] + frames.announceable(ids[places[-1] :]))
    return places


def plan(ids: Sequence[str], part: int | None) -> Plan | None:
    """Return what to send of these ids; None where there is no such part."""
    places = bounds(ids)
    if part is None:
        return Plan(first=0, announced=places[1], last=len(ids))
    if part >= len(places):
        return None
    return Plan(first=places[part - 1], announced=places[part], last=places[part])


def sentence(ids: Sequence[str], wish: Wish) -> str:
    """Return what the user is told of a collection that has several parts."""
    places = bounds(ids)
    if wish.part is not None:
        first, last = places[wish.part - 1] + 1, places[wish.part]
        return f"Large collection, loading its images {first:,} to {last:,} of {len(ids):,}…"
    return (
        f"Large collection, loading its {len(ids):,} images… A page that stops at image {places[1]:,} loads the next "
        f"ones as “{wish.input} part 2”."
    )
