"""composer.lock: `packages` and `packages-dev`, each with the exact version that was chosen."""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.lines import Section
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest

SECTIONS = ("packages", "packages-dev")


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the version of each package; raises ParseError."""
    document = read_json(manifest)
    yield Covered(manifest.folder)
    for section in SECTIONS:
        for entry in document.items_of(section):
            if isinstance(entry, Section):
                yield from locked(Ecosystem.PACKAGIST, entry.text("name"), entry.text("version"))
