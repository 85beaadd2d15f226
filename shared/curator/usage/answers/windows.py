"""Which part of a list is asked for.

By number (`page`, or `offset`), which reaches the first thousand rows, or by the cursor that a page gives for the next
one, which goes all the way. Both ways carry `limit`.
"""

from dataclasses import dataclass
from typing import Any

from curator.usage.errors import InvalidQuestionError
from curator.usage.limits import DEFAULT_LIMIT, REACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of a list.

    Attributes:
        offset: rows before it; not read where there is a cursor.
        limit: rows of it, at most.
        cursor: where the page before ended; None for a numbered page.
    """

    offset: int = 0
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None

    @classmethod
    def of(cls, *, limit: int, offset: int | None, page: int | None, cursor: str | None) -> "Window":
        """Return the part that a client asks for; an empty cursor is the first page of those that cursors follow.

        Raises:
            InvalidQuestionError: two ways at once, or beyond what numbers reach.
        """
        if sum(way is not None for way in (offset, page, cursor or None)) > 1:
            raise InvalidQuestionError("Give one of offset, page and cursor")
        start = offset or 0 if page is None else (page - 1) * limit
        if start >= REACH:
            raise InvalidQuestionError(f"Numbered pages begin within the first {REACH} rows: follow next_cursor beyond")
        return cls(offset=start, limit=limit, cursor=cursor or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands beside the rows of a page."""

    total: int
    offset: int
    limit: int
    shown: int
    next_cursor: str | None = None

    def as_reply(self) -> dict[str, Any]:
        """Return it as replies carry it."""
        return {
            "total": self.total,
            "offset": self.offset,
            "limit": self.limit,
            "has_next": self.offset + self.shown < self.total,
            "has_prev": self.offset > 0,
            "next_cursor": self.next_cursor,
        }
