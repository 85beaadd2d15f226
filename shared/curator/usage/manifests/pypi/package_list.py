"""The lock files that are TOML with a list of packages: those of Poetry, uv and PDM, and pylock.toml (PEP 751)."""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.lines import Section
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest, joined
from curator.usage.manifests.toml_documents import read_toml

PLACES = ("editable", "virtual")  # how uv.lock says in which folder a member of its workspace lies


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the versions of a lock file; raises ParseError."""
    document = read_toml(manifest)
    yield Covered(manifest.folder)
    for package in [*document.items_of("package"), *document.items_of("packages")]:
        if isinstance(package, Section):
            yield from _member(manifest, package.section("source"))
            yield from locked(Ecosystem.PYPI, package.text("name"), package.text("version"))


def _member(manifest: Manifest, source: Section) -> Iterator[Covered]:
    for place in PLACES:
        folder = joined(manifest.folder, source.text(place) or "")
        if folder is not None:
            yield Covered(folder)
