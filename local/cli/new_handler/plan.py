"""Everything that changes in the repository for a new handler, worked out and checked before any of it is written."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from curator.identity.roles.document import actions_of
from curator.identity.roles.errors import ActionsError
from local.cli.new_handler import tree as places
from local.cli.new_handler.proof import proof_of
from local.cli.new_handler.source import with_entry, with_import, with_member
from local.cli.new_handler.templates import answer_of, handler_of
from local.cli.new_handler.tree import Tree
from local.cli.new_handler.wish import Wish, WishError

TESTS = Path("tests/unit/functions")
HANDLERS_PACKAGE = "functions.websocket.handlers"
MESSAGES_PACKAGE = "curator.realtime.messages"

Plan = Mapping[Path, str]
"""The new text of each file, by its path in the repository."""


def plan(tree: Tree, wish: Wish, *, overwrite: bool) -> Plan:
    """Return what is to be written.

    Raises:
        WishError: a file is there already, the message is served elsewhere, or the file of actions has no such role.
    """
    new = new_files(wish)
    if overwrite:
        _require_own(tree, wish, new)
    else:
        _require_room(tree, wish, new)
    changed = {
        **new,
        places.NUMBERS: _with_numbers(tree.read(places.NUMBERS), wish),
        places.REPLIES: with_entry(tree.read(places.REPLIES), "REPLIES", wish.type_name, f'("{wish.answer_type}",)'),
        places.MESSAGES: with_member(
            with_import(tree.read(places.MESSAGES), MESSAGES_PACKAGE, wish.name),
            "SERVER_MESSAGES",
            f"{wish.name}.{wish.class_name}Response",
        ),
        places.HANDLERS: with_member(
            with_import(tree.read(places.HANDLERS), HANDLERS_PACKAGE, wish.name), "HANDLERS", f"{wish.name}.{wish.name}"
        ),
        places.ACTIONS: _with_roles(tree.read(places.ACTIONS), wish),
    }
    for path, text in changed.items():
        if path.suffix == ".py":
            ast.parse(text, filename=str(path))
    return changed


def write(tree: Tree, changed: Plan) -> None:
    """Write all of it."""
    for path, text in changed.items():
        (tree.root / path).write_text(text, encoding="utf-8")


def new_files(wish: Wish) -> Plan:
    """Return the files that a handler has of its own."""
    return {
        _module(places.HANDLERS, wish): handler_of(wish),
        _module(places.MESSAGES, wish): answer_of(wish),
        TESTS / f"test_{wish.name}.py": proof_of(wish),
    }


def _module(package: Path, wish: Wish) -> Path:
    return package.parent / f"{wish.name}.py"


def _require_room(tree: Tree, wish: Wish, new: Plan) -> None:
    there = [str(path) for path in new if (tree.root / path).exists()]
    if there:
        raise WishError(f"{', '.join(there)} exists; --overwrite replaces it")
    if wish.type_name in tree.served:
        raise WishError(f"{wish.type_name} has a handler already")


def _require_own(tree: Tree, wish: Wish, new: Plan) -> None:
    """Let nothing be overwritten but what an earlier run for the same message wrote, and what was made of that."""
    marks = (f'@handles("{wish.type_name}"', f"class {wish.class_name}Response(", f'"""{wish.type_name}, from a client')
    for path, mark in zip(new, marks, strict=True):
        text = tree.read(path) if (tree.root / path).exists() else mark
        if mark not in text or text.count("@handles(") > 1:
            raise WishError(f"{path} is not of an earlier run for {wish.type_name}")
    if wish.type_name in tree.served and not (tree.root / _module(places.HANDLERS, wish)).exists():
        raise WishError(f"{wish.type_name} is served by a handler in another file")


def _with_numbers(source: str, wish: Wish) -> str:
    source = with_entry(source, "CLIENT", wish.type_name, str(wish.number), by_value=True)
    return with_entry(source, "SERVER", wish.answer_type, str(wish.answer_number), by_value=True)


def _with_roles(text: str, wish: Wish) -> str:
    document: dict[str, Any] = json.loads(text)
    needed = wish.roles[0] if len(wish.roles) == 1 else list(wish.roles)
    stated = {**document["ws"], str(wish.number): needed}
    document["ws"] = dict(sorted(stated.items(), key=lambda entry: int(entry[0])))
    try:
        actions_of(document)
    except ActionsError as problem:
        roles = ", ".join(document["roles"])
        raise WishError(f"the file of actions would be wrong: {problem}; its roles are {roles}") from None
    return _text_of(document)


def _text_of(document: dict[str, Any]) -> str:
    """Return the file of actions as it is kept: a line for each role, package and route."""
    parts = []
    for name, part in document.items():
        if isinstance(part, dict) and part:
            entries = ",\n".join(f"    {_json(key)}: {_json(value)}" for key, value in part.items())
            parts.append(f"  {_json(name)}: {{\n{entries}\n  }}")
        else:
            parts.append(f"  {_json(name)}: {_json(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
