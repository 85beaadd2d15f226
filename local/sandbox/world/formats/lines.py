"""A text file whose lines know what they declare."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from local.sandbox.world.needs import Need

REGISTRY = "https://registry.example"  # where lock files say that packages came from


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and the need that it declares."""

    text: str
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest or a lock file of a repository.

    Attributes:
        lines: each with the need it declares; a lock file declares only what no manifest does.
    """

    path: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Return the file, with an end of line after every line."""
        return "".join(f"{line.text}\n" for line in self.lines)


def manifest(path: str, parts: Iterable[str | Line]) -> Manifest:
    """Return a file of these lines."""
    return Manifest(path, tuple(part if isinstance(part, Line) else Line(part) for part in parts))


def of_kind(needs: Sequence[Need], *kinds: str) -> list[Need]:
    """Return the needs of these kinds."""
    return [need for need in needs if need.kind in kinds]


def with_commas(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with a comma after each but the last, as JSON has it."""
    last = len(lines) - 1
    return [Line(line.text + ("," if place < last else ""), line.need) for place, line in enumerate(lines)]
