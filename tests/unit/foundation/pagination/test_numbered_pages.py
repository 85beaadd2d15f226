"""Pages by their number."""

import pytest

from curator.foundation.pagination import Meta
from curator.foundation.pagination.errors import InvalidPageError
from curator.foundation.pagination.meta import page_count
from curator.foundation.pagination.pages import MAX_PER_PAGE, paginate
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.foundation.pagination.lists import CURSORS, ids, in_memory, in_table, people, put


# scenario realtime-105
def test_the_first_page_has_the_first_rows_and_says_how_many_there_are() -> None:
    rows, meta = paginate(in_memory(people(45)), filters=None, cursors=CURSORS)
    assert ids(rows) == list(range(1, 21))
    assert meta == Meta(page=1, per_page=20, total=45, pages=3, has_more=True)


# scenario realtime-106
def test_a_filtered_list_is_counted_and_cut_into_pages_as_if_the_others_were_not_there() -> None:
    rows, meta = paginate(in_memory(people(30)), 2, 4, filters={"room": "attic"}, cursors=CURSORS)
    assert ids(rows) == [15, 18, 21, 24]
    assert meta == Meta(page=2, per_page=4, total=10, pages=3, has_more=True)


# scenario realtime-107
# The original answers a total of -1, which its own model of the reply refuses.
def test_without_a_count_total_and_pages_are_nought_and_the_page_still_knows_whether_more_follows() -> None:
    rows, meta = paginate(in_memory(people(45)), 2, filters=None, cursors=CURSORS, skip_count=True)
    assert ids(rows) == list(range(21, 41))
    assert meta == Meta(page=2, per_page=20, total=0, pages=0, has_more=True)
    _, last = paginate(in_memory(people(40)), 2, filters=None, cursors=CURSORS, skip_count=True)
    assert not last.has_more


def test_without_a_count_no_more_rows_of_a_table_are_read_than_the_page_needs() -> None:
    table = MemoryTable(VirtualClock())
    put(table, people(150))
    paginate(in_table(table, partitions=1), 2, 10, filters=None, cursors=CURSORS, skip_count=True)
    assert table.operations.read["query"] == 21


# scenario realtime-108
def test_an_empty_list_has_no_rows_and_no_pages() -> None:
    rows, meta = paginate(in_memory([]), filters=None, cursors=CURSORS)
    assert (rows, meta) == ([], Meta(page=1, per_page=20, total=0, pages=0))


# scenario realtime-109
def test_the_last_page_may_be_short() -> None:
    rows, meta = paginate(in_memory(people(45)), 3, filters=None, cursors=CURSORS)
    assert ids(rows) == [41, 42, 43, 44, 45]
    assert meta == Meta(page=3, per_page=20, total=45, pages=3)


# scenario realtime-117
@pytest.mark.parametrize(
    ("total", "per_page", "pages"),
    [
        pytest.param(0, 20, 0, id="none"),
        pytest.param(1, 20, 1, id="one"),
        pytest.param(20, 20, 1, id="exactly one"),
        pytest.param(21, 20, 2, id="one more"),
        pytest.param(100, 7, 15, id="a rest"),
        pytest.param(3, 1, 3, id="one a page"),
    ],
)
def test_rows_make_so_many_pages(total: int, per_page: int, pages: int) -> None:
    assert page_count(total, per_page) == pages
    assert Meta.counted(page=1, per_page=per_page, total=total).pages == pages


# scenario realtime-118
# The original fails with an internal error for page 0.
@pytest.mark.parametrize(
    ("page", "per_page", "sentence"),
    [
        pytest.param(0, 20, "page must be >= 1", id="page 0"),
        pytest.param(-3, 20, "page must be >= 1", id="a page below"),
        pytest.param(1, 0, "per_page must be >= 1", id="no rows"),
        pytest.param(1, -1, "per_page must be >= 1", id="fewer than none"),
    ],
)
def test_there_is_no_page_below_the_first_and_none_without_rows(page: int, per_page: int, sentence: str) -> None:
    with pytest.raises(InvalidPageError) as refused:
        paginate(in_memory(people(3)), page, per_page, filters=None, cursors=CURSORS)
    assert (refused.value.public_message, refused.value.status) == (sentence, 400)
    assert isinstance(refused.value, ValueError)


# scenario realtime-118
def test_a_page_larger_than_the_largest_is_cut_and_says_so() -> None:
    rows, meta = paginate(in_memory(people(1200)), 1, 5000, filters=None, cursors=CURSORS)
    assert len(rows) == MAX_PER_PAGE == meta.per_page
    assert meta.pages == 2


# scenario realtime-119
def test_a_page_far_beyond_the_last_is_empty_and_still_tells_the_total() -> None:
    rows, meta = paginate(in_memory(people(45)), 1_000_000, filters=None, cursors=CURSORS)
    assert (rows, meta) == ([], Meta(page=1_000_000, per_page=20, total=45, pages=3))


def test_numbered_pages_of_a_table_end_where_one_question_may_look_no_further() -> None:
    table = MemoryTable(VirtualClock())
    put(table, people(50))
    rows, meta = paginate(in_table(table, reach=30), 2, 20, filters=None, cursors=CURSORS)
    assert ids(rows) == list(range(30, 20, -1))
    assert meta == Meta(page=2, per_page=20, total=30, pages=2)


def test_the_partitions_of_a_table_are_looked_through_together_and_not_each_as_far() -> None:
    table = MemoryTable(VirtualClock())
    put(table, [row for row in people(210) if row["id"] >= 190])
    _, meta = paginate(in_table(table, reach=15), filters=None, cursors=CURSORS)
    assert meta.total == 15
    assert table.operations.read["query"] == 15


def test_meta_has_all_six_keys_in_a_reply() -> None:
    assert Meta.counted(page=2, per_page=20, total=45).as_row() == {
        "page": 2,
        "per_page": 20,
        "total": 45,
        "pages": 3,
        "next_cursor": None,
        "has_more": True,
    }
