"""One page of a list.

Numbered pages, for lists that fit in a few of them: whoever asks for page 7 pays for the six before it, and a list
longer than its source's reach ends there, in the count as in the pages. Cursors, for lists of any length: each page
costs the same. A filter may then leave a page short, or empty, though more follows: `has_more` says so, and the cursor
goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from curator.foundation.pagination.counting import CountCache
from curator.foundation.pagination.cursors import Cursors
from curator.foundation.pagination.errors import InvalidPageError
from curator.foundation.pagination.filters import FilterFunction, Filters, Row, check_filters, matches
from curator.foundation.pagination.meta import Meta, page_count
from curator.foundation.pagination.ranges import Position
from curator.foundation.pagination.sources import Placed, Source

DEFAULT_PER_PAGE = 20
MAX_PER_PAGE = 1000  # a larger page is cut to this, and its meta says so


def paginate(
    source: Source,
    page: int = 1,
    per_page: int = DEFAULT_PER_PAGE,
    cursor: str | None = None,
    *,
    filters: Filters | None,
    cursors: Cursors,
    apply_filters: FilterFunction | None = None,
    skip_count: bool = False,
    counts: CountCache | None = None,
) -> tuple[list[Row], Meta]:
    """Return one page of rows, and what it is of.

    Args:
        source: the list.
        page: which page, from 1; not read where there is a cursor.
        per_page: rows of a page, from 1; at most `MAX_PER_PAGE`.
        cursor: where to go on; empty for the first page of those that are followed by cursors, None for numbered ones.
        filters: by attribute, see `filters`; None for all rows.
        cursors: what signs cursors.
        apply_filters: decides instead of the rules of `filters`, about attributes of its own as well.
        skip_count: whether to leave out `total` and `pages`, which take more reading than the page does.
        counts: where to look for a count before making it.

    Raises:
        InvalidPageError: `page` or `per_page` is below 1.
        InvalidCursorError: the cursor is none of this list and these filters.
        InvalidFilterError: a filter for an attribute that the rows do not have, or a text too long.
    """
    if per_page < 1:
        raise InvalidPageError("per_page must be >= 1")
    if cursor is None and page < 1:
        raise InvalidPageError("page must be >= 1")
    filters = filters or {}
    if apply_filters is None:
        check_filters(filters, attributes=source.attributes, model=source.model)
    question = _Question(source, filters, apply_filters, min(per_page, MAX_PER_PAGE))
    if cursor is not None:
        return question.after(cursor, cursors)
    return question.numbered(page, skip_count=skip_count, counts=counts)


@dataclass(frozen=True, slots=True)
class _Question:
    source: Source
    filters: Filters
    apply_filters: FilterFunction | None
    per_page: int

    def numbered(self, page: int, *, skip_count: bool, counts: CountCache | None) -> tuple[list[Row], Meta]:
        """Return a page by its number."""
        start, end = (page - 1) * self.per_page, page * self.per_page
        known = 0 if skip_count else self._counted_before(counts)
        found: list[Row] = []
        seen = 0
        for _, row in self._rows(None, None if known is None else end + 1):
            if self._wants(row):
                seen += 1
                if start < seen <= end:
                    found.append(row)
                if seen > end and known is not None:
                    break
        total = seen if known is None else known
        if known is None and counts is not None:
            counts.remember(self.source.model, self.filters, total)
        pages = page_count(total, self.per_page)
        return found, Meta(page=page, per_page=self.per_page, total=total, pages=pages, has_more=seen > end)

    def after(self, cursor: str, cursors: Cursors) -> tuple[list[Row], Meta]:
        """Return the page that follows a cursor."""
        model, filters = self.source.model, self.filters
        found, going_on = self._page_after(cursors.read(cursor, model=model, filters=filters) if cursor else None)
        following = None if going_on is None else cursors.write(going_on, model=model, filters=filters)
        more = following is not None
        return found, Meta(page=1, per_page=self.per_page, total=0, pages=0, next_cursor=following, has_more=more)

    def _page_after(self, position: Position | None) -> tuple[list[Row], Position | None]:
        """Return the wanted rows, and after which row to go on: None where none follows."""
        found: list[Row] = []
        last_found = last_looked = position
        for looked, (place, row) in enumerate(self._rows(position, self.per_page + 1, beyond=1)):
            if looked == self.source.reach:
                return found, last_looked
            last_looked = place
            if not self._wants(row):
                continue
            if len(found) == self.per_page:
                return found, last_found
            found.append(row)
            last_found = place
        return found, None

    def _counted_before(self, counts: CountCache | None) -> int | None:
        return None if counts is None else counts.find(self.source.model, self.filters)

    def _wants(self, row: Row) -> bool:
        return (self.apply_filters or matches)(row, self.filters)

    def _rows(self, after: Position | None, needed: int | None, *, beyond: int = 0) -> Iterator[Placed]:
        """Return rows to look through: as many as needed where all are wanted, else as many as one question may.

        `beyond` that many are read to see whether any follow.
        """
        selects = bool(self.filters) or self.apply_filters is not None
        reach = self.source.reach
        bounds = (None if selects else needed, None if reach is None else reach + beyond)
        limit = min((bound for bound in bounds if bound is not None), default=None)
        return self.source.rows(after=after, limit=limit)
