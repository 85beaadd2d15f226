import copy
import json
from typing import Any

import pytest

from curator.commons.structured_data_merge import is_unchanged, merge_statements, same_snak
from tests.fakes.recorded_wiki import recorded_body


def snak(property_id: str, kind: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"snaktype": "value", "property": property_id, "datavalue": {"type": kind, "value": value}, **more}


def text(property_id: str, value: str, **more: Any) -> dict[str, Any]:
    return snak(property_id, "string", value, **more)


def item(property_id: str, number: int, **more: Any) -> dict[str, Any]:
    return snak(property_id, "wikibase-entityid", {"entity-type": "item", "numeric-id": number, **more})


def place(property_id: str, latitude: float, **more: Any) -> dict[str, Any]:
    value = {"latitude": latitude, "longitude": 13.4, "precision": 1e-9, "globe": "earth", **more}
    return snak(property_id, "globecoordinate", value)


def day(text_of_time: str) -> dict[str, Any]:
    return snak("P571", "time", {"time": text_of_time, "precision": 11})


def statement(mainsnak: dict[str, Any], *qualifiers: dict[str, Any], **more: Any) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for one in qualifiers:
        grouped.setdefault(one["property"], []).append(one)
    return {
        "mainsnak": mainsnak,
        "rank": "normal",
        "qualifiers": grouped,
        "qualifiers-order": list(grouped),
        "references": [],
        "type": "statement",
        **more,
    }


def reference(*snaks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "snaks": {one["property"]: [one] for one in snaks},
        "snaks-order": [one["property"] for one in snaks],
        **more,
    }


# scenario 94
def test_a_property_the_file_lacks_is_added_after_what_it_has() -> None:
    existing, new = [statement(item("P180", 42), id="M1$a")], [statement(text("P1947", "1"))]
    assert merge_statements(existing, new) == [*existing, *new]


# scenario 94
# scenario 95
def test_a_file_without_statements_gets_all_of_them() -> None:
    new = [statement(item("P1", 1)), statement(item("P1", 2)), statement(place("P1259", 1.0))]
    assert merge_statements([], new) == new


# scenario 94
# scenario 96
def test_nothing_new_leaves_the_very_same_objects() -> None:
    existing = [statement(item("P180", 42)), statement(place("P1259", 1.0))]
    assert all(one is other for one, other in zip(merge_statements(existing, []), existing, strict=True))


# scenario 94
def test_the_same_value_gains_the_qualifiers_and_references_it_lacks() -> None:
    old = statement(item("P7482", 1), text("P973", "there"), id="M1$a", rank="preferred")
    new = statement(item("P7482", 1), item("P137", 5), text("P973", "there"), references=[reference(text("P854", "x"))])
    (merged,) = merge_statements([old], [new])
    assert merged["qualifiers"] == {"P973": [text("P973", "there")], "P137": [item("P137", 5)]}
    assert merged["qualifiers-order"] == ["P973", "P137"]
    assert merged["references"] == [reference(text("P854", "x"))]
    assert (merged["id"], merged["rank"]) == ("M1$a", "preferred")


# scenario 94
def test_another_value_of_the_same_property_is_dropped() -> None:
    existing = [statement(item("P275", 1), id="M1$a")]
    (merged,) = merge_statements(existing, [statement(item("P275", 2), item("P137", 5))])
    assert merged is existing[0]


def test_a_merge_changes_neither_argument() -> None:
    existing, new = [statement(item("P1", 1))], [statement(item("P1", 1), item("P137", 5))]
    before = copy.deepcopy((existing, new))
    merge_statements(existing, new)
    assert (existing, new) == before


def test_only_the_first_of_several_equal_statements_is_enriched() -> None:
    existing = [statement(item("P1", 1), id="M1$a"), statement(item("P1", 1), id="M1$b")]
    first, second = merge_statements(existing, [statement(item("P1", 1), item("P137", 5))])
    assert first["qualifiers"]
    assert second is existing[1]


# scenario 95
@pytest.mark.parametrize(
    "new",
    [
        pytest.param(statement(place("P1259", 52.5), item("P7787", 1)), id="the same place with a qualifier"),
        pytest.param(statement(place("P1259", 52.5, precision=1)), id="the same place, less precise"),
        pytest.param(statement(place("P1259", 1.0)), id="another place"),
    ],
)
@pytest.mark.parametrize("count", [1, 2])
def test_coordinates_that_are_there_are_never_touched(new: dict[str, Any], count: int) -> None:
    existing = [statement(place("P1259", 52.5), id=f"M1${number}") for number in range(count)]
    merged = merge_statements(existing, [new])
    assert [id(one) for one in merged] == [id(one) for one in existing]


# scenario 95
def test_coordinates_of_any_other_property_are_not_touched_either() -> None:
    existing = [statement(place("P625", 52.5))]
    assert merge_statements(existing, [statement(place("P625", 1.0))]) == existing


# scenario 96
def test_ids_and_hashes_survive() -> None:
    old = statement(
        item("P7482", 1) | {"hash": "main"},
        text("P973", "there", hash="qualifier"),
        id="M1$a",
        references=[reference(text("P854", "x", hash="snak"), hash="reference")],
    )
    (merged,) = merge_statements([old], [statement(item("P7482", 1), item("P137", 5))])
    assert {**merged, "qualifiers": old["qualifiers"], "qualifiers-order": old["qualifiers-order"]} == old
    assert merged["qualifiers"]["P973"] == old["qualifiers"]["P973"]


# scenario 97
def test_references_are_not_repeated() -> None:
    old = statement(item("P1", 1), references=[reference(text("P854", "x", hash="1"), hash="2")])
    new = statement(item("P1", 1), references=[reference(text("P854", "x")), *[reference(text("P854", "y"))] * 2])
    (merged,) = merge_statements([old], [new])
    assert merged["references"] == [old["references"][0], reference(text("P854", "y"))]


# scenario 97
def test_qualifiers_are_not_repeated_and_keep_their_order() -> None:
    old = statement(item("P1", 1), text("P3", "c"), text("P2", "b"))
    new = statement(item("P1", 1), text("P2", "b"), text("P4", "d"), text("P3", "c"), text("P3", "C"))
    (merged,) = merge_statements([old], [new])
    assert merged["qualifiers-order"] == ["P3", "P2", "P4"]
    assert merged["qualifiers"]["P3"] == [text("P3", "c"), text("P3", "C")]


def test_empty_maps_that_php_writes_as_lists_can_be_merged_into() -> None:
    old = {"mainsnak": item("P1", 1), "qualifiers": [], "references": [], "id": "M1$a"}
    (merged,) = merge_statements([old], [statement(item("P1", 1), item("P137", 5))])
    assert merged["qualifiers"] == {"P137": [item("P137", 5)]}
    assert merged["qualifiers-order"] == ["P137"]


LONG_YEAR, SHORT_YEAR = day("+00000002023-07-22T00:00:00Z"), day("+2023-07-22T00:00:00Z")
SAME = [
    pytest.param(LONG_YEAR, SHORT_YEAR, id="years with and without padding"),
    pytest.param(text("P973", "u", datatype="url"), text("P973", "u", datatype="string"), id="URL and string"),
    pytest.param(text("P1947", "1", datatype="external-id"), text("P1947", "1"), id="identifier and string"),
    pytest.param(item("P1", 42, id="Q42"), item("P1", 42), id="items with and without a text id"),
    pytest.param(
        snak("P1", "quantity", {"amount": "+1", "unit": "m", "upperBound": "+2"}),
        snak("P1", "quantity", {"amount": "+1", "unit": "m"}),
        id="quantities with and without bounds",
    ),
    pytest.param(place("P1", 1.0, precision=1, altitude=None), place("P1", 1.0), id="places of other precision"),
    pytest.param(
        {"snaktype": "somevalue", "property": "P1", "hash": "x"},
        {"snaktype": "somevalue", "property": "P1"},
        id="unknown values",
    ),
    pytest.param(
        snak("P1", "monolingualtext", {"text": "a", "language": "en"}, hash="x"),
        snak("P1", "monolingualtext", {"language": "en", "text": "a"}),
        id="a kind of value this code does not know",
    ),
]
DIFFERENT = [
    pytest.param(text("P1", "a"), text("P2", "a"), id="properties"),
    pytest.param(text("P1", "a"), text("P1", "b"), id="strings"),
    pytest.param(item("P1", 1), item("P1", 2), id="items"),
    pytest.param(item("P1", 1), {"snaktype": "somevalue", "property": "P1"}, id="a value and an unknown value"),
    pytest.param(
        {"snaktype": "novalue", "property": "P1"},
        {"snaktype": "somevalue", "property": "P1"},
        id="no and unknown value",
    ),
    pytest.param(day("+2023-07-22T00:00:00Z"), day("-2023-07-22T00:00:00Z"), id="eras"),
    pytest.param(day("+12023-07-22T00:00:00Z"), day("+2023-07-22T00:00:00Z"), id="years of five digits"),
    pytest.param(place("P1", 1.0), place("P1", 1.5), id="places"),
    pytest.param(
        snak("P1", "quantity", {"amount": "+1", "unit": "m"}),
        snak("P1", "quantity", {"amount": "+1", "unit": "km"}),
        id="units",
    ),
    pytest.param(
        snak("P1", "monolingualtext", {"text": "a", "language": "en"}),
        snak("P1", "monolingualtext", {"text": "a", "language": "de"}),
        id="languages",
    ),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_snaks_that_say_the_same(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert same_snak(left, right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_snaks_that_say_something_else(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert not same_snak(left, right)


def real_document() -> list[dict[str, Any]]:
    groups = recorded_body("sdc_get")["entities"]["M68"]["statements"]
    return [one for group in groups.values() for one in group]


def as_we_would_send(document: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the same content as new statements: no ids, no hashes, empty maps written out, years padded."""
    plain = json.loads(json.dumps(document), object_hook=lambda part: {k: v for k, v in part.items() if k != "hash"})
    for one in plain:
        one.pop("id")
        one.setdefault("qualifiers", {})
        one.setdefault("references", [])
        value = one["mainsnak"].get("datavalue", {}).get("value")
        if isinstance(value, dict):
            value.pop("id", None)
            value.pop("altitude", None)
            if "time" in value:
                value["time"] = value["time"].replace("+", "+0000000")
    return list(plain)


# scenario 98
def test_merging_what_a_real_file_already_says_changes_nothing() -> None:
    existing = real_document()
    merged = merge_statements(existing, as_we_would_send(existing))
    assert is_unchanged(existing, merged)
    assert all(one is other for one, other in zip(merged, existing, strict=True))


# scenario 98
def test_a_real_document_is_sent_back_as_it_came() -> None:
    existing = real_document()
    merged = merge_statements(existing, [statement(text("P1947", "1"))])
    assert merged[:-1] == real_document()


# scenario 99
def test_order_ids_hashes_and_data_types_are_not_content() -> None:
    left = [statement(item("P1", 1), id="M1$a"), statement(text("P2", "a", hash="x", datatype="string"))]
    right = [statement(text("P2", "a")), statement(item("P1", 1), id="M1$b")]
    assert is_unchanged(left, right)


# scenario 99
@pytest.mark.parametrize(
    "after",
    [
        pytest.param([], id="fewer"),
        pytest.param([statement(item("P1", 2))], id="another value"),
        pytest.param([statement(item("P1", 1), text("P2", "a"))], id="a qualifier more"),
        pytest.param([statement(item("P1", 1), references=[reference(text("P2", "a"))])], id="a reference more"),
        pytest.param([statement(item("P1", 1), rank="preferred")], id="another rank"),
    ],
)
def test_content_that_differs_is_a_change(after: list[dict[str, Any]]) -> None:
    assert not is_unchanged([statement(item("P1", 1))], after)
