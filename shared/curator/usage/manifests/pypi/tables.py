"""A dependency as Poetry and Pipenv write it: `name = "^1.0"`, `name = {version = "^1.0", extras = ["x"]}`."""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.lines import Items, Section
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.models import DependencyType, Origin

PLACES = {"git": Origin.GIT, "hg": Origin.GIT, "path": Origin.PATH, "file": Origin.URL, "url": Origin.URL}


def declared_in(manifest: Manifest, section: Section, type_: DependencyType) -> Iterator[Found]:
    """Yield the dependencies of a table."""
    for name in section:
        value = section[name]
        constraints = value if isinstance(value, Items) else [value]  # Poetry: one for each Python, say
        for constraint in constraints:
            yield _one(manifest, name, constraint, type_, section.line(name))


def _one(manifest: Manifest, name: str, constraint: object, type_: DependencyType, line: int | None) -> Found:
    table = constraint if isinstance(constraint, Section) else Section({"version": constraint}.items())
    place = next((key for key in PLACES if isinstance(table.get(key), str)), None)
    return declare(
        manifest,
        Ecosystem.PYPI,
        name,
        table.text("version") or (table.text(place) if place else None),
        line=line,
        type=DependencyType.OPTIONAL if table.get("optional") is True else type_,
        origin=PLACES[place] if place else Origin.REGISTRY,
        marker=table.text("markers"),
    )
