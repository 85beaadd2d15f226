"""Cargo.lock: every package with its version; those of the repository itself, which have no source, with what they use.

Where two versions of a package are there, a package of the repository says which one is its own: `"rand 0.8.5"`.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.cargo.workspaces import CARGO_TOML, read_or_empty
from curator.usage.manifests.lines import Section
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest
from curator.usage.manifests.toml_documents import read_toml


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the version of each package; raises ParseError."""
    packages = [one for one in read_toml(manifest).items_of("package") if isinstance(one, Section)]
    folders = _folders(manifest)
    yield Covered(manifest.folder)
    for package in packages:
        if "source" in package:
            yield from locked(Ecosystem.CARGO, package.text("name"), package.text("version"))
        elif (name := package.text("name")) in folders:
            yield from _chosen(package, folders[name])


def _chosen(package: Section, folder: str) -> Iterator[Locked | Covered]:
    yield Covered(folder)
    for dependency in package.items_of("dependencies"):
        words = dependency.split() if isinstance(dependency, str) else []
        if len(words) > 1:
            yield from locked(Ecosystem.CARGO, words[0], words[1], folder=folder)


def _folders(manifest: Manifest) -> dict[str | None, str]:
    """Return where each package of the repository lies."""
    members = manifest.files.named(CARGO_TOML)
    return {read_or_empty(one).section("package").text("name"): one.folder for one in members}
