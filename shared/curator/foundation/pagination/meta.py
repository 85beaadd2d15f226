"""What stands beside the rows of a page: which page it is, of how many."""

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Which page of a list this is.

    Attributes:
        page: the page's number, from 1; always 1 where a cursor was followed.
        per_page: how many rows a full page has.
        total: how many rows there are; 0 where nobody counted, which the cost of a count may forbid.
        pages: how many pages that makes; 0 for no rows, or where nobody counted.
        next_cursor: what to ask for the rows that follow with; None on the last page, and where pages are numbered.
        has_more: whether rows follow. True without a count, too.
    """

    page: int
    per_page: int
    total: int
    pages: int
    next_cursor: str | None = None
    has_more: bool = False

    @classmethod
    def counted(cls, *, page: int, per_page: int, total: int) -> "Meta":
        """Return what belongs to a numbered page of a list with so many rows."""
        pages = page_count(total, per_page)
        return cls(page=page, per_page=per_page, total=total, pages=pages, has_more=page < pages)

    def as_row(self) -> dict[str, Any]:
        """Return all six as a reply carries them."""
        return asdict(self)


def page_count(total: int, per_page: int) -> int:
    """Return how many pages so many rows make; none make none."""
    return math.ceil(total / per_page)
