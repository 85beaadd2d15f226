"""Which rows a filter lets through."""

from enum import StrEnum
from typing import Any

import pytest

from curator.foundation.pagination.errors import InvalidFilterError
from curator.foundation.pagination.filters import MAX_TEXT, Filters, Row
from curator.foundation.pagination.pages import paginate
from tests.unit.foundation.pagination.lists import CURSORS, ids, in_memory

ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Ann", "room": "attic", "age": 30},
    {"id": 2, "name": "ANNA", "room": "cellar", "age": 30},
    {"id": 3, "name": "Bert", "room": "attic"},
    {"id": 4, "name": "100% Straße_x", "age": 4},
]


class Room(StrEnum):
    ATTIC = "attic"
    ATTI = "atti"


def found(filters: Filters | None) -> list[int]:
    rows, meta = paginate(in_memory(ROWS), filters=filters, cursors=CURSORS)
    assert meta.total == len(rows)
    return ids(rows)


# scenario realtime-111
@pytest.mark.parametrize("text", ["ann", "ANN", "nn"])
def test_a_text_is_looked_for_anywhere_in_any_case(text: str) -> None:
    assert found({"name": text}) == [1, 2]


# scenario realtime-112
def test_what_is_no_text_has_to_be_equal() -> None:
    assert found({"age": 30}) == [1, 2]
    assert found({"age": 3}) == []
    assert found({"room": None}) == [4]
    assert found({"age": None}) == [3]


def test_one_of_a_list_of_words_is_no_part_of_another() -> None:
    assert found({"room": Room.ATTIC}) == [1, 3]
    assert found({"room": Room.ATTI}) == []


# scenario realtime-113
@pytest.mark.parametrize("wanted", [["Ann", "Bert"], ("Ann", "Bert"), {"Ann", "Bert"}, frozenset({"Ann", "Bert"})])
def test_of_several_values_one_has_to_be_the_rows(wanted: Any) -> None:
    assert found({"name": wanted}) == [1, 3]


# scenario realtime-114
def test_an_attribute_that_rows_do_not_have_is_refused_by_name() -> None:
    with pytest.raises(InvalidFilterError, match=r"^Invalid filter: shoe is not an attribute of Person$") as refused:
        found({"name": "ann", "shoe": 40})
    assert isinstance(refused.value, ValueError)
    assert refused.value.status == 400


# scenario realtime-115
def test_all_of_several_filters_have_to_hold() -> None:
    assert found({"name": "ann", "room": "attic"}) == [1]
    assert found({"age": 30, "room": ["cellar"]}) == [2]


# scenario realtime-116
@pytest.mark.parametrize("filters", [None, {}])
def test_no_filter_lets_all_through(filters: Filters | None) -> None:
    assert found(filters) == [1, 2, 3, 4]


# scenario realtime-116
def test_of_no_values_no_row_has_one() -> None:
    assert found({"name": []}) == []


# scenario realtime-116
# In the original % and _ stand for other characters.
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("%", [4], id="per cent"),
        pytest.param("_", [4], id="underscore"),
        pytest.param("A%", [], id="no wildcard"),
        pytest.param("' OR 1=1 --", [], id="no language"),
        pytest.param(".*", [], id="no pattern"),
        pytest.param("STRASSE", [4], id="letters that are two in capitals"),
    ],
)
def test_every_character_of_a_text_stands_for_itself(text: str, rows: list[int]) -> None:
    assert found({"name": text}) == rows


def test_a_text_too_long_to_be_meant_is_refused() -> None:
    assert found({"name": "x" * MAX_TEXT}) == []
    with pytest.raises(InvalidFilterError, match=r"^Invalid filter: name has more than 255 characters$"):
        found({"name": "x" * (MAX_TEXT + 1)})


# scenario realtime-110
def test_a_list_may_be_filtered_by_a_function_of_the_callers_own_by_attributes_of_its_own() -> None:
    def younger(row: Row, filters: Filters) -> bool:
        return bool(row.get("age", 0) < filters["younger_than"])

    rows, meta = paginate(in_memory(ROWS), filters={"younger_than": 30}, cursors=CURSORS, apply_filters=younger)
    assert ids(rows) == [3, 4]
    assert (meta.total, meta.pages) == (2, 1)


# scenario realtime-110
def test_a_function_of_the_callers_own_is_asked_without_filters_too() -> None:
    rows, _ = paginate(
        in_memory(ROWS), per_page=1, filters=None, cursors=CURSORS, apply_filters=lambda row, _: row["id"] > 3
    )
    assert ids(rows) == [4]
