"""Resources as the rules read them: after SAM's transform, intrinsic functions in their long form."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

Properties = dict[str, Any]


class Problem(NamedTuple):
    """What is wrong with a resource, as the end of a sentence that begins with its logical id."""

    logical_id: str
    text: str


class Resources:
    """The resources of one template by their logical ids."""

    def __init__(self, resources: dict[str, Any]) -> None:
        """Read these."""
        self.all = resources

    def of_type(self, kind: str) -> dict[str, Properties]:
        """Return the properties of all resources of a type."""
        return {name: one.get("Properties", {}) for name, one in self.all.items() if one.get("Type") == kind}

    def is_a(self, logical_id: str, kind: str) -> bool:
        """Return whether there is such a resource, and of this type."""
        return bool(self.all.get(logical_id, {}).get("Type") == kind)


def referred(value: Any) -> set[str]:
    """Return every name that the intrinsic functions in `value` name, pseudo parameters left out."""
    return {name for name in _names(value) if not name.startswith("AWS::")}


def alternatives(value: Any) -> list[Any]:
    """Return what a value can be: both sides of an Fn::If, without those that leave the property out."""
    if isinstance(value, dict) and value.keys() == {"Fn::If"}:
        return [each for side in value["Fn::If"][1:] for each in alternatives(side)]
    return [] if value == {"Ref": "AWS::NoValue"} else [value]


def listed(value: Any) -> list[Any]:
    """Return a list where CloudFormation takes one or a single thing."""
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _names(value: Any) -> Iterator[str]:
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::GetAtt": str(name)}:
            yield name.split(".")[0]
        case {"Fn::Sub": [str(text), dict(inner)]}:
            yield from set(_names_in(text)) - inner.keys()
            yield from _names_of_all(inner.values())
        case {"Fn::Sub": str(text)}:
            yield from _names_in(text)
        case dict():
            yield from _names_of_all(value.values())
        case list():
            yield from _names_of_all(value)


def _names_of_all(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _names(value)


def _names_in(text: str) -> list[str]:
    return [name.split(".")[0] for name in re.findall(r"\$\{([^}!]+)\}", text)]
