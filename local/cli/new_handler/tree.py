"""The repository that a handler is written into: where things are, and what is there already."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from local.cli.new_handler.source import literal

NUMBERS = Path("shared/curator/realtime/packages/numbers.py")
REPLIES = Path("shared/curator/realtime/messages/replies.py")
MESSAGES = Path("shared/curator/realtime/messages/__init__.py")
HANDLERS = Path("functions/websocket/handlers/__init__.py")
ACTIONS = Path("shared/curator/identity/roles/actions.json")


@dataclass(frozen=True)
class Tree:
    """A repository."""

    root: Path

    @cached_property
    def clients(self) -> Mapping[str, int]:
        """The numbers of what clients send, by type."""
        return self._numbers("CLIENT")

    @cached_property
    def served(self) -> frozenset[str]:
        """The types that have a handler."""
        return frozenset(
            decorator.args[0].value
            for path in (self.root / HANDLERS.parent).glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef)
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call) and decorator.args and isinstance(decorator.args[0], ast.Constant)
            if isinstance(decorator.args[0].value, str)
        )

    def name_of(self, number: int) -> str | None:
        """Return the message that has a number."""
        both = {**self.clients, **self._numbers("SERVER")}
        return next((name for name, taken in both.items() if taken == number), None)

    def read(self, path: Path) -> str:
        """Return a file's text."""
        return (self.root / path).read_text(encoding="utf-8")

    def _numbers(self, table: str) -> dict[str, int]:
        found: dict[str, int] = literal(self.read(NUMBERS), table)
        return found
