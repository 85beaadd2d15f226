"""Small repositories with what is to be found in them, each in one file of `tests/fixtures/manifests`.

The files are archives in Go's `txtar` form: a line `-- path --` begins each file, and the last one, `-- expected --`,
is a table with one row for each dependency:

    where it is declared | its type and name | the requirement | the resolved version | whatever else is not usual
"""

import re
from pathlib import Path

from curator.usage.manifests import RepositoryManifests
from curator.usage.models import Declared, Origin

FIXTURES = Path(__file__).parents[3] / "fixtures" / "manifests"
HEADING = re.compile(r"^-- (.+) --\n", re.MULTILINE)
EXPECTED = "expected"


def archives() -> list[str]:
    """Return the names of all archives."""
    return sorted(path.stem for path in FIXTURES.glob("*.txtar"))


def repository(name: str) -> dict[str, bytes]:
    """Return the files of an archive."""
    return {path: text.encode() for path, text in _texts(name).items() if path != EXPECTED}


def expected(name: str) -> list[str]:
    """Return the rows that an archive says are to be found, and the notes, without the spaces that align them."""
    return [_squeezed(line) for line in _texts(name)[EXPECTED].splitlines() if line]


def rows(found: RepositoryManifests) -> list[str]:
    """Return what was found as rows of the table, and the notes after them."""
    return [row(one) for one in found.declared] + [f"note: {note}" for note in found.notes]


def row(one: Declared) -> str:
    """Return one dependency as a row of the table."""
    unusual = [one.marker or "", "indirect" if one.indirect else "", *one.notes]
    if one.origin is not Origin.REGISTRY and one.origin.value not in one.notes:
        unusual.append(one.origin.value)
    where = f"{one.manifest_path}:{one.line}"
    cells = (
        where,
        f"{one.type} {one.name}",
        one.requirement or "",
        one.resolved or "",
        ", ".join(filter(None, unusual)),
    )
    return _squeezed(" | ".join(cells))


def _texts(name: str) -> dict[str, str]:
    parts = HEADING.split((FIXTURES / f"{name}.txtar").read_text())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _squeezed(line: str) -> str:
    return re.sub(r"\s*\|\s*", " | ", line).strip(" |")
