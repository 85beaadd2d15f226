"""Attribute values: from plain Python values to DynamoDB's wire form and back.

boto3 has the same for Python's Decimal, in a module that brings all of boto3. Curator's numbers are int and float.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from types import NoneType
from typing import Any

Form = Callable[[Any], Any]


def encode(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a map in wire form; what is None is left out, at any depth. Raises TypeError for what has no wire form."""
    return {name: _wire(value) for name, value in values.items() if value is not None}


def decode(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values for a map in wire form, such as a stream record's; numbers are int where they can be."""
    return {name: _plain(value) for name, value in item.items()}


def _wire(value: Any) -> dict[str, Any]:
    for types, kind, form in OUT:
        if isinstance(value, types):
            return {kind: form(value)}
    raise TypeError(f"no attribute holds {value!r}")


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, held),) = value.items()
    return IN[kind](held)


def _as_it_is(value: Any) -> Any:
    return value


def _fraction(value: float) -> str:
    if not isfinite(value):
        raise TypeError(f"no attribute holds {value!r}")
    return str(Decimal(repr(value)))


def _number(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


OUT: tuple[tuple[type | tuple[type, ...], str, Form], ...] = (
    (str, "S", _as_it_is),
    (bool, "BOOL", _as_it_is),  # an int, too, so it comes first
    (int, "N", lambda value: str(int(value))),
    (float, "N", _fraction),
    (Mapping, "M", encode),
    ((list, tuple), "L", lambda values: [_wire(one) for one in values]),
    (bytes, "B", _as_it_is),
    (NoneType, "NULL", lambda _: True),  # in a list, where nothing may be left out
)
IN: Mapping[str, Form] = {
    "S": _as_it_is,
    "BOOL": _as_it_is,
    "N": _number,
    "M": decode,
    "L": lambda values: [_plain(one) for one in values],
    "B": _as_it_is,
    "NULL": lambda _: None,
}
