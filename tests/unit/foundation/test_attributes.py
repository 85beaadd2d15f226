"""Attributes in wire form: boto3's own conversion, which a function does not load, is what they are held to."""

from collections import UserDict
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from curator.foundation.attributes import decode, encode

whole = st.integers(min_value=-(10**37), max_value=10**37)
# Not all that DynamoDB takes: a larger one comes back as a whole number of other digits than float shows, as ever.
broken = st.floats(min_value=-1e15, max_value=1e15).map(lambda one: one if abs(one) > 1e-100 else 0.0)
plain: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | whole | broken | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def decimals(value: Any) -> Any:
    """Return a value as boto3 wants it."""
    match value:
        case float():
            return Decimal(repr(value))
        case list():
            return [decimals(inner) for inner in value]
        case dict():
            return {name: decimals(inner) for name, inner in value.items()}
        case _:
            return value


@given(st.dictionaries(st.text(), plain))
def test_values_go_out_as_boto3_would_send_them_and_come_back_as_they_were(values: dict[str, Any]) -> None:
    wire = encode(values)
    assert wire == {name: TypeSerializer().serialize(decimals(value)) for name, value in values.items()}
    assert decode(wire) == values


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        pytest.param({"a": None, "b": {"c": None}}, {"M": {"b": {"M": {}}}}, id="nothing in a map is left out"),
        pytest.param(["a", None], {"L": [{"S": "a"}, {"NULL": True}]}, id="nothing in a list keeps its place"),
        pytest.param((1, 2), {"L": [{"N": "1"}, {"N": "2"}]}, id="a tuple is a list"),
        pytest.param(True, {"BOOL": True}, id="truth is no number"),
        pytest.param(MappingProxyType({"a": 1.5}), {"M": {"a": {"N": "1.5"}}}, id="a map of another class"),
        pytest.param(UserDict(), {"M": {}}, id="a map that is no dict"),
    ],
)
def test_what_is_not_a_plain_value_has_its_form(value: Any, wire: dict[str, Any]) -> None:
    assert encode({"value": value, "nothing": None}) == {"value": wire}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), {"a"}, object()])
def test_what_no_attribute_holds_is_an_error_before_anything_is_sent(value: Any) -> None:
    with pytest.raises(TypeError, match="no attribute holds"):
        encode({"value": [value]})


@pytest.mark.parametrize(("number", "read"), [("1E+2", 100), ("5.0", 5), ("-0.5", -0.5)])
def test_a_number_is_whole_where_it_can_be(number: str, read: float) -> None:
    found = decode({"n": {"N": number}})["n"]
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize("held", [{"SS": ["a"]}, {}])
def test_a_type_that_curator_never_writes_is_an_error(held: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        decode({"value": held})
