"""Pipfile.lock: JSON, with each package's version as `==1.2.3`."""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the versions of a Pipfile.lock; raises ParseError."""
    document = read_json(manifest)
    yield Covered(manifest.folder)
    for section in document:
        if section != "_meta":
            packages = document.section(section)
            for name in packages:
                version = packages.section(name).text("version") or ""
                yield from locked(Ecosystem.PYPI, name, version.removeprefix("=="))
