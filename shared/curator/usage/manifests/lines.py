"""On which line something stands, counted from 1."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any


class Lines:
    """The lines of a text."""

    def __init__(self, text: str) -> None:
        """Note where each line begins."""
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def at(self, position: int) -> int:
        """Return the line of the character at this position, counted from 0."""
        return bisect_right(self._starts, position)


class Section(dict[str, Any]):
    """A table of a document, which knows the line of each of its keys."""

    __slots__ = ("lines",)  # a file may have hundreds of thousands of tables
    lines: dict[str, int]

    def __init__(self, pairs: Iterable[tuple[str, Any]] = (), lines: dict[str, int] | None = None) -> None:
        """Hold pairs and the lines of their keys."""
        super().__init__(pairs)
        self.lines = lines or {}

    def line(self, key: str) -> int | None:
        """Return the line of a key."""
        return self.lines.get(key)

    def section(self, *keys: str) -> "Section":
        """Return the table under these keys, one within the other; an empty one where there is none."""
        found: Any = self
        for key in keys:
            found = found.get(key) if isinstance(found, Section) else None
        return found if isinstance(found, Section) else Section()

    def items_of(self, *keys: str) -> "Items":
        """Return the list under these keys; an empty one where there is none."""
        found = self.section(*keys[:-1]).get(keys[-1])
        return found if isinstance(found, Items) else Items()

    def text(self, key: str) -> str | None:
        """Return the text under a key; None where there is none, or something else."""
        found = self.get(key)
        return found if isinstance(found, str) else None


class Items(list[Any]):
    """A list of a document, which knows the line of each of its entries."""

    __slots__ = ("lines",)
    lines: list[int]

    def __init__(self, entries: Iterable[Any] = (), lines: Iterable[int] = ()) -> None:
        """Hold entries and their lines."""
        super().__init__(entries)
        self.lines = list(lines)

    def with_lines(self) -> Iterable[tuple[Any, int]]:
        """Return each entry with its line."""
        return zip(self, self.lines, strict=True)
