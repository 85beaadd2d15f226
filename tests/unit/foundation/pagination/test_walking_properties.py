"""However long a list is and however its pages are cut, walking through them shows each wanted row once, in order."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from curator.foundation.pagination.pages import paginate
from curator.foundation.pagination.sources import Source
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.foundation.pagination.lists import CURSORS, ids, in_memory, in_table, put

PEOPLE = st.lists(st.integers(min_value=1, max_value=999), unique=True, max_size=40)
PER_PAGE = st.integers(min_value=1, max_value=12)
REACH = st.integers(min_value=1, max_value=15)
FILTERS = st.sampled_from([{}, {"room": "attic"}, {"room": "nowhere"}])

Row = dict[str, Any]


def rows_of(people: Iterable[int]) -> list[Row]:
    return [{"id": one, "name": f"Person {one}", "room": "attic" if one % 3 == 0 else "cellar"} for one in people]


def walk(source: Source, per_page: int, filters: Row) -> list[list[int]]:
    """Return the pages from the first to the last."""
    pages: list[list[int]] = []
    cursor: str | None = ""
    while cursor is not None:
        rows, meta = paginate(source, per_page=per_page, cursor=cursor, filters=filters, cursors=CURSORS)
        assert meta.has_more == (meta.next_cursor is not None)
        assert len(rows) <= per_page
        pages.append(ids(rows))
        cursor = meta.next_cursor
    return pages


def wanted(people: Iterable[int], filters: Row) -> list[int]:
    return [row["id"] for row in rows_of(people) if all(row[name] == value for name, value in filters.items())]


@settings(deadline=None)
@given(people=PEOPLE, per_page=PER_PAGE, reach=REACH, filters=FILTERS)
def test_cursors_show_each_row_of_a_table_once(people: list[int], per_page: int, reach: int, filters: Row) -> None:
    table = MemoryTable(VirtualClock())
    put(table, rows_of(people))
    pages = walk(in_table(table, reach=reach), per_page, filters)
    assert [one for page in pages for one in page] == sorted(wanted(people, filters), reverse=True)


@settings(deadline=None)
@given(people=PEOPLE, per_page=PER_PAGE, filters=FILTERS)
def test_numbers_and_cursors_cut_a_list_in_memory_alike(people: list[int], per_page: int, filters: Row) -> None:
    source = in_memory(rows_of(people))
    by_cursor = walk(source, per_page, filters)
    first, meta = paginate(source, 1, per_page, filters=filters, cursors=CURSORS)
    numbers = range(1, max(1, meta.pages) + 1)
    by_number = [ids(paginate(source, n, per_page, filters=filters, cursors=CURSORS)[0]) for n in numbers]
    assert by_number == by_cursor
    assert [one for page in by_number for one in page] == sorted(wanted(people, filters))
    assert ids(first) == by_cursor[0]
