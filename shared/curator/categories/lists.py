"""Lists of missing categories: read from a replica of Commons' database, which takes many seconds, and shown at once.

    nobody has read it for a day ─▶ one worker reads it, and then shows it; the others are asked to come again
    read within the hour         ─▶ shown
    older                        ─▶ shown with its age, and then one worker reads it anew

A list is bounded: what is beyond its most important rows nobody pages through.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from curator.categories.errors import ListNotReadYetError, ReplicaUnreachableError
from curator.foundation.clock import Clock

FRESH_SECONDS = 3600.0
READING_SECONDS = 300.0  # after this long, a reader counts as lost
REST_SECONDS = 60.0  # for a replica that did not answer

log = logging.getLogger(__name__)

Row = tuple[Any, ...]  # a title with underscores and without its namespace, and what is known of it


class Head(Protocol):
    """What we use of `curator.categories.store.ListHead`."""

    @property
    def version(self) -> str:
        """Names a version."""

    @property
    def read_at(self) -> float:
        """When the version was read, in epoch seconds."""


class Rows(Protocol):
    """What we use of `curator.categories.store.ListStore`."""

    def head(self, name: str) -> Any:
        """Return the `Head` of the newest version, or None."""

    def rows(self, name: str, head: Any) -> tuple[Row, ...] | None:
        """Return the rows of a version, None if they are gone."""

    def replace(self, name: str, rows: Sequence[Row], *, read_at: float) -> Any:
        """Store a new version and return its `Head`."""

    def begin_reading(self, name: str, *, seconds: float) -> bool:
        """Take the right to read the list anew."""

    def rest_from_reading(self, name: str, *, seconds: float) -> None:
        """Let nobody read the list for this long."""

    def hidden(self) -> frozenset[str]:
        """Return the titles that lists leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list."""

    rows: tuple[Row, ...]
    total: int  # rows of the whole list that match
    read_at: float  # when the list was read, in epoch seconds


class CategoryList:
    """One list."""

    def __init__(self, name: str, *, read: Callable[[], Sequence[Row]], rows: Rows, clock: Clock) -> None:
        """Name the list and what reads it anew; `read` raises ReplicaUnreachableError."""
        self._name = name
        self._read = read
        self._rows = rows
        self._clock = clock
        self._held: tuple[str, tuple[Row, ...]] | None = None  # the version this environment has seen last

    def page(self, *, offset: int = 0, size: int, filter_text: str = "") -> Page:
        """Return a part of the list, reading it first if nobody has.

        Args:
            offset: how many matching rows to leave out.
            size: how many rows to return at most.
            filter_text: what titles must contain, in any case; blanks and underscores are the same.

        Raises:
            ListNotReadYetError: somebody else is reading it for the first time.
            ReplicaUnreachableError: it cannot be read.
        """
        head, rows = self._newest() or self._first()
        hidden = self._rows.hidden()
        wanted = filter_text.strip().replace(" ", "_").casefold()
        matching = [row for row in rows if row[0] not in hidden and wanted in row[0].casefold()]
        return Page(rows=tuple(matching[offset : offset + size]), total=len(matching), read_at=head.read_at)

    def refresh_if_old(self) -> bool:
        """Read the list anew where it is time and nobody else does; return whether that was done."""
        head = self._rows.head(self._name)
        if head is not None and self._clock.now() - head.read_at < FRESH_SECONDS:
            return False
        if not self._rows.begin_reading(self._name, seconds=READING_SECONDS):
            return False
        try:
            self._refresh()
        except ReplicaUnreachableError as problem:
            log.warning("the list %s stays as old as it is: %s", self._name, problem)
            return False
        return True

    def _newest(self) -> tuple[Head, tuple[Row, ...]] | None:
        head = self._rows.head(self._name)
        if head is None:
            return None
        if self._held is None or self._held[0] != head.version:
            rows = self._rows.rows(self._name, head)
            if rows is None:
                return None
            self._held = (head.version, rows)
        return head, self._held[1]

    def _first(self) -> tuple[Head, tuple[Row, ...]]:
        if not self._rows.begin_reading(self._name, seconds=READING_SECONDS):
            raise ListNotReadYetError(self._name)
        return self._refresh()

    def _refresh(self) -> tuple[Head, tuple[Row, ...]]:
        read_at = self._clock.now()
        try:
            rows = tuple(self._read())
        except ReplicaUnreachableError:
            self._rows.rest_from_reading(self._name, seconds=REST_SECONDS)
            raise
        head: Head = self._rows.replace(self._name, rows, read_at=read_at)
        self._held = (head.version, rows)
        self._rows.rest_from_reading(self._name, seconds=0)
        log.info("read the list %s: %d rows in %.1f s", self._name, len(rows), self._clock.now() - read_at)
        return head, rows
