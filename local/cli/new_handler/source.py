"""Adding a line where it belongs in Python's source, and leaving the rest as it is. Pure."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

LINE_LENGTH = 120


class Element(NamedTuple):
    """One of a collection that has a line for each."""

    key: Any  # what they are sorted by
    first: int  # its lines, counted from 1
    last: int


def literal(source: str, name: str) -> Any:
    """Return the value of what is assigned to a name at the top of a module."""
    return ast.literal_eval(_assigned(source, name))


def with_entry(source: str, name: str, key: str, value: str, *, by_value: bool = False) -> str:
    """Return the source with `"key": value` in the dictionary of this name, in the order of keys or of values.

    An entry that is there stays as it is.
    """
    node = _assigned(source, name)
    if not isinstance(node, ast.Dict):
        raise TypeError(f"{name} is no dictionary")
    pairs = [(one, two) for one, two in zip(node.keys, node.values, strict=True) if one is not None]
    if any(ast.literal_eval(one) == key for one, _ in pairs):
        return source
    elements = [
        Element(ast.literal_eval(two if by_value else one), one.lineno, two.end_lineno or 0) for one, two in pairs
    ]
    return _inserted(source, elements, ast.literal_eval(value) if by_value else key, f'"{key}": {value},')


def with_member(source: str, name: str, member: str) -> str:
    """Return the source with a member in the tuple of this name, or in the one that its comprehension goes through."""
    node = _assigned(source, name)
    if isinstance(node, ast.DictComp):
        node = node.generators[0].iter
    if not isinstance(node, ast.Tuple):
        raise TypeError(f"{name} is no tuple")
    elements = [Element(ast.unparse(one), one.lineno, one.end_lineno or 0) for one in node.elts]
    return source if member in {one.key for one in elements} else _inserted(source, elements, member, f"{member},")


def with_import(source: str, module: str, name: str) -> str:
    """Return the source with a name in its `from module import …`."""
    node = next(one for one in ast.parse(source).body if isinstance(one, ast.ImportFrom) and one.module == module)
    names = sorted({name, *(alias.name for alias in node.names)})
    lines = source.splitlines(keepends=True)
    line = f"from {module} import {', '.join(names)}\n"
    if len(line) > LINE_LENGTH or node.end_lineno != node.lineno:
        line = f"from {module} import (\n" + "".join(f"    {one},\n" for one in names) + ")\n"
    lines[node.lineno - 1 : node.end_lineno] = [line]
    return "".join(lines)


def _inserted(source: str, elements: Sequence[Element], key: Any, line: str) -> str:
    lines = source.splitlines(keepends=True)
    following = next((one for one in elements if one.key > key), None)
    place = elements[-1].last if following is None else following.first - 1
    lines.insert(place, f"{_indent(lines[elements[0].first - 1])}{line}\n")
    return "".join(lines)


def _assigned(source: str, name: str) -> ast.expr:
    for target, value in _assignments(ast.parse(source)):
        if isinstance(target, ast.Name) and target.id == name and value is not None:
            return value
    raise LookupError(f"{name} is not assigned")


def _assignments(module: ast.Module) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    for node in module.body:
        if isinstance(node, ast.Assign):
            yield node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign):
            yield node.target, node.value


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
