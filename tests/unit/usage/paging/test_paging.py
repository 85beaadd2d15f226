"""Which part of a list is wanted, and what is said about it."""

import pytest

from curator.usage.paging import PaginatedResult, PaginationParams


# scenario usage-1
def test_an_offset_and_a_limit_say_which_part_of_a_list_is_wanted() -> None:
    wanted = PaginationParams(offset=20, limit=10)
    assert (wanted.offset, wanted.limit) == (20, 10)


# scenario usage-2
def test_without_either_it_is_the_first_fifty() -> None:
    assert PaginationParams() == PaginationParams(offset=0, limit=50)


# scenario usage-3
def test_no_list_begins_before_its_first_row() -> None:
    with pytest.raises(ValueError, match=r"^Offset must be non-negative$"):
        PaginationParams(offset=-1)


# scenario usage-4 usage-5
@pytest.mark.parametrize("limit", [pytest.param(0, id="none"), pytest.param(-5, id="fewer"), 1001])
def test_a_page_has_one_to_a_thousand_rows(limit: int) -> None:
    with pytest.raises(ValueError, match=r"^Limit must be between 1 and 1000$"):
        PaginationParams(limit=limit)


# scenario usage-5
@pytest.mark.parametrize("limit", [1, 1000])
def test_both_ends_of_what_a_page_may_have_are_allowed(limit: int) -> None:
    assert PaginationParams(limit=limit).limit == limit


# scenario usage-6
def test_a_part_says_where_it_is_and_how_long_the_list_is() -> None:
    part = PaginatedResult(items=["c", "d"], total=5, offset=2, limit=2)
    assert (part.items, part.total, part.offset, part.limit) == (["c", "d"], 5, 2, 2)
    assert (part.has_next, part.has_prev) == (True, True)


# scenario usage-7
def test_nothing_comes_before_the_first_part() -> None:
    assert not PaginatedResult(items=["a"], total=5, offset=0, limit=1).has_prev


# scenario usage-8
@pytest.mark.parametrize(
    ("offset", "total", "follows"),
    [
        pytest.param(8, 9, False, id="a last part that is not full"),
        pytest.param(6, 8, False, id="a last part that is exactly full"),
        pytest.param(6, 9, True, id="one row follows"),
        pytest.param(0, 0, False, id="an empty list"),
        pytest.param(20, 9, False, id="beyond the end"),
    ],
)
def test_nothing_comes_after_the_last_part(offset: int, total: int, follows: bool) -> None:
    assert PaginatedResult(items=[], total=total, offset=offset, limit=2).has_next is follows
