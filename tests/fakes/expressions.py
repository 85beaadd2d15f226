"""The small part of DynamoDB's expression language that our stores write. Anything else raises: nothing is guessed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

Item = dict[str, Any]
Test = Callable[[Item, "Placeholders"], bool]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
PATH = r"#?\w+(?:\.#?\w+)?"  # an attribute, or what a map has under a name
TOKEN = re.compile(rf"\s*({PATH}|:\w+|<=|>=|<>|[=<>(),])")
KEY = re.compile(r"(#?\w+) = (:\w+)(?: AND (.+))?")
BEGINS_WITH = re.compile(r"begins_with\((#?\w+), (:\w+)\)")
BETWEEN = re.compile(r"(#?\w+) BETWEEN (:\w+) AND (:\w+)")
COMPARISON = re.compile(r"(#?\w+) (=|<=|<|>=|>) (:\w+)")
CLAUSE = re.compile(r"(SET|ADD|REMOVE) ")
PART = re.compile(r", (?![^()]*\))")  # between the parts of a clause, and not between a function's arguments
ASSIGNMENT = re.compile(rf"({PATH}) = (:\w+)")
APPENDING = re.compile(r"(\w+) = list_append\(if_not_exists\(\1, (:\w+)\), (:\w+)\)")
INCREASING = re.compile(r"(\w+) = \1 \+ (:\w+)")
COUNTING = re.compile(rf"({PATH}) = if_not_exists\(\1, (:\w+)\) \+ (:\w+)")
ADDITION = re.compile(r"(#?\w+) (:\w+)")
REMOVAL = re.compile(rf"({PATH})")
FORMS = {"SET": ASSIGNMENT, "ADD": ADDITION, "REMOVE": REMOVAL}


class UnknownExpressionError(ValueError):
    """The expression uses a form or a placeholder that this evaluator does not know."""


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What `#name` and `:value` stand for."""

    names: Mapping[str, str]
    values: Mapping[str, Any]

    def name(self, written: str) -> str:
        """Return the attribute's name."""
        if not written.startswith("#"):
            return written
        if written not in self.names:
            raise UnknownExpressionError(f"{written} is not among the names")
        return self.names[written]

    def value(self, written: str) -> Any:
        """Return the placeholder's value."""
        if written not in self.values:
            raise UnknownExpressionError(f"{written} is not among the values")
        return self.values[written]


@dataclass(frozen=True, slots=True)
class KeyRange:
    """Which items a query wants: one partition, and of it those whose sort key passes the test."""

    partition_name: str
    partition: Any
    sort_name: str | None
    low: Any  # no wanted sort key is lower; None where there is no such bound
    test: Callable[[Any], bool]


@cache
def condition(expression: str) -> Test:
    """Return the test a condition expression makes of an item (an empty one where there is none)."""
    tokens = _tokens(expression)
    test = _either(tokens)
    if tokens:
        raise UnknownExpressionError(f"{expression!r} goes on with {tokens!r}")
    return test


def key_range(expression: str, placeholders: Placeholders) -> KeyRange:
    """Return what a key condition expression asks for."""
    key = KEY.fullmatch(expression)
    if key is None:
        raise UnknownExpressionError(expression)
    partition_name, partition = placeholders.name(key[1]), placeholders.value(key[2])
    if key[3] is None:
        return KeyRange(partition_name, partition, None, None, lambda _: True)
    sort_name, low, test = _sort_range(key[3], placeholders)
    return KeyRange(partition_name, partition, sort_name, low, test)


def _sort_range(text: str, placeholders: Placeholders) -> tuple[str, Any, Callable[[Any], bool]]:
    if form := BEGINS_WITH.fullmatch(text):
        prefix = placeholders.value(form[2])
        return placeholders.name(form[1]), prefix, lambda sort: str(sort).startswith(prefix)
    if form := BETWEEN.fullmatch(text):
        low, high = placeholders.value(form[2]), placeholders.value(form[3])
        if low > high:  # a ValidationException of DynamoDB, of which moto knows nothing
            raise ValueError(f"BETWEEN needs an upper bound that is not below the lower one: {low!r}, {high!r}")
        return placeholders.name(form[1]), low, lambda sort: bool(low <= sort <= high)
    if form := COMPARISON.fullmatch(text):
        compare, bound = COMPARISONS[form[2]], placeholders.value(form[3])
        return placeholders.name(form[1]), bound if ">" in form[2] else None, lambda sort: compare(sort, bound)
    raise UnknownExpressionError(text)


def apply_update(expression: str, item: Item, placeholders: Placeholders) -> Item:
    """Return the item as an update expression leaves it."""
    start, *clauses = CLAUSE.split(expression)
    if start or not clauses:
        raise UnknownExpressionError(expression)
    changed = dict(item)
    for verb, body in zip(clauses[::2], clauses[1::2], strict=True):
        for part in PART.split(body.strip()):
            if appending := APPENDING.fullmatch(part):
                name, start, more = appending.groups()
                changed[name] = changed.get(name, placeholders.value(start)) + placeholders.value(more)
                continue
            if increasing := INCREASING.fullmatch(part):
                name, by = increasing.groups()
                changed[name] += placeholders.value(by)  # DynamoDB, too, refuses where there is nothing to increase
                continue
            if counting := COUNTING.fullmatch(part):
                path, start, by = counting.groups()
                before = _at(changed, path, placeholders)
                count = (placeholders.value(start) if before is None else before) + placeholders.value(by)
                _set(changed, path, count, placeholders)
                continue
            action = FORMS[verb].fullmatch(part)
            if action is None:
                raise UnknownExpressionError(expression)
            _act(verb, action, changed, placeholders)
    return changed


def _act(verb: str, action: re.Match[str], changed: Item, placeholders: Placeholders) -> None:
    *outer, name = _path(action[1], placeholders)
    for step in outer:
        changed[step] = changed = dict(changed[step])
    if verb == "REMOVE":
        changed.pop(name, None)
        return
    value = placeholders.value(action[2])
    changed[name] = value if verb == "SET" else changed.get(name, 0) + value


def _set(changed: Item, written: str, value: Any, placeholders: Placeholders) -> None:
    *outer, name = _path(written, placeholders)
    for step in outer:
        changed[step] = changed = dict(changed[step])
    changed[name] = value


def _path(written: str, placeholders: Placeholders) -> list[str]:
    return [placeholders.name(step) for step in written.split(".")]


def _at(item: Item, written: str, placeholders: Placeholders) -> Any:
    """Return what stands at a path, None where nothing does."""
    found: Any = item
    for step in _path(written, placeholders):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _tokens(expression: str) -> list[str]:
    tokens, position = [], 0
    while position < len(expression):
        token = TOKEN.match(expression, position)
        if token is None:
            raise UnknownExpressionError(expression)
        tokens.append(token[1])
        position = token.end()
    return tokens


def _either(tokens: list[str]) -> Test:
    tests = [_all(tokens)]
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        tests.append(_all(tokens))
    return lambda item, placeholders: any(test(item, placeholders) for test in tests)


def _all(tokens: list[str]) -> Test:
    tests = [_single(tokens)]
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        tests.append(_single(tokens))
    return lambda item, placeholders: all(test(item, placeholders) for test in tests)


def _single(tokens: list[str]) -> Test:
    match tokens:
        case ["(", *_]:
            tokens.pop(0)
            test = _either(tokens)
            if tokens[:1] != [")"]:
                raise UnknownExpressionError(f"no closing bracket before {tokens!r}")
            tokens.pop(0)
            return test
        case ["attribute_exists" | "attribute_not_exists" as function, "(", name, ")", *_]:
            del tokens[:4]
            wanted = function == "attribute_exists"
            return lambda item, placeholders: (_at(item, name, placeholders) is not None) is wanted
        case ["size", "(", name, ")", comparison, value, *_]:
            del tokens[:6]
            return lambda item, placeholders: _compare(_size(item, placeholders, name), placeholders, comparison, value)
        case [name, comparison, value, *_] if comparison in COMPARISONS and value.startswith(":"):
            del tokens[:3]
            return lambda item, placeholders: _compare(_at(item, name, placeholders), placeholders, comparison, value)
    raise UnknownExpressionError(f"{tokens!r}")


def _size(item: Item, placeholders: Placeholders, name: str) -> int | None:
    found = _at(item, name, placeholders)
    return len(found) if isinstance(found, list | dict) else None


def _compare(found: Any, placeholders: Placeholders, comparison: str, value: str) -> bool:
    """Compare as DynamoDB does: nothing is like an absent attribute, and no number like a string."""
    expected = placeholders.value(value)
    if found is None or isinstance(found, str) != isinstance(expected, str):
        return comparison == "<>"
    return COMPARISONS[comparison](found, expected)
