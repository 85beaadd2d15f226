"""A question as far as keeping its answer goes, and what answers are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from curator.foundation.table import Item, Key
from curator.usage.answers.windows import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Attributes:
        view: how the answer is told.
        list_name: what it is about.
        filters: all that it depends on beside that.
        depends_on: whose changes make it out of date (`generations`).
        seconds: for how long it may be given at most.
        beside: an item that the answer begins with, read together with the kept answer.
    """

    view: str
    list_name: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    seconds: int
    beside: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """All rows of a list by key, in order.

    Attributes:
        repositories: how many they have together, where that is told.
        complete: whether the list ends here, and not only what one question looks at.
    """

    keys: Sequence[str]
    repositories: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an answer is to be made of."""

    keys: Sequence[str]
    envelope: Envelope
    repositories: int = 0
    complete: bool = True
    beside: Item | None = None
    searched: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: its bytes, the tag that names them, and where its list goes on."""

    body: bytes
    tag: str
    next_cursor: str | None = None
