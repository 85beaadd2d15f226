"""Which rows are wanted: by attribute, all of them to hold.

a sequence or set   the row's value is one of these; of an empty one no row's is
a text              the row's text has it somewhere, in any case; no character stands for others
anything else       the row's value is this; None is the value of what a row does not have
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from typing import Any

from curator.foundation.pagination.errors import InvalidFilterError

MAX_TEXT = 255  # characters of a text that is looked for

Row = Mapping[str, Any]
Filters = Mapping[str, Any]
FilterFunction = Callable[[Row, Filters], bool]
"""Whether a row is wanted by these filters."""


def check_filters(filters: Filters, *, attributes: Collection[str], model: str) -> None:
    """Raise InvalidFilterError for an attribute that rows of this model do not have, and for a text too long."""
    for name, value in filters.items():
        if name not in attributes:
            raise InvalidFilterError(f"{name} is not an attribute of {model}")
        if _is_text(value) and len(value) > MAX_TEXT:
            raise InvalidFilterError(f"{name} has more than {MAX_TEXT} characters")


def matches(row: Row, filters: Filters) -> bool:
    """Return whether all filters hold of the row."""
    return all(_holds(row.get(name), wanted) for name, wanted in filters.items())


def fingerprint(model: str, filters: Filters) -> str:
    """Return what is the same for the same filters of the same list, in whatever order they are written."""
    written = json.dumps([model, _in_order(filters)], separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _holds(value: Any, wanted: Any) -> bool:
    if _is_text(wanted):
        return isinstance(value, str) and wanted.casefold() in value.casefold()
    if _is_many(wanted):
        return value in wanted
    return bool(value == wanted)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Enum)  # one of a list of words is no part of another


def _is_many(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _in_order(filters: Filters) -> list[Any]:
    """Return the filters as JSON takes them; each value with its type, so that "1" and 1 differ."""
    return [[name, _written(filters[name])] for name in sorted(filters)]


def _written(value: Any) -> Any:
    if _is_many(value):
        return sorted(map(_written, value))
    plain = value.value if isinstance(value, Enum) else value
    return f"{type(value).__name__}:{plain}"
