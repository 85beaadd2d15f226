"""Every role against every package and route: what an operator reads before they trust a file of actions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

NOBODY = "nobody"
"""The role that nobody has: what is needed where the default is to deny."""

EVERYBODY = ("*",)
"""What code declares that needs no role, also where the default is to deny."""


class Source(StrEnum):
    """Who says which roles are needed."""

    FILE = "file"
    CODE = "code"
    DEFAULT = "default"


class Entry(NamedTuple):
    """The roles that are needed, all of them, and who says so."""

    needed: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A package or a route.

    Attributes:
        name: the package's number, or as in `GET /api/batches/{batch_id}`.
        entry: what it needs.
        allowed: the roles that alone suffice; "" among them where none is needed.
        asks: whether somebody who does not say who they are is turned away, as everybody is without a socket.
    """

    name: str
    entry: Entry
    allowed: frozenset[str]
    asks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All rows, and the roles that make the columns beside "", which is having none."""

    roles: tuple[str, ...]
    rows: tuple[Row, ...]
