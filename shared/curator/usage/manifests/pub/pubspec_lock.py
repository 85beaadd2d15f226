"""pubspec.lock: each package with its exact version, and where it comes from."""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Covered, Locked, Manifest, joined
from curator.usage.manifests.pub.pubspec_yaml import PUBSPEC, read_or_empty
from curator.usage.manifests.yaml_documents import read_yaml

OUTSIDE = frozenset({"hosted", "git"})


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the version of each package; raises ParseError."""
    packages = read_yaml(manifest).section("packages")
    yield from _covered(manifest)
    for key in packages:
        entry = packages.section(key)
        if entry.text("source") in OUTSIDE:
            description = entry.section("description")
            yield from locked(Ecosystem.PUB, description.text("name") or key, entry.text("version"))


def _covered(manifest: Manifest) -> Iterator[Covered]:
    """Yield the folder of the package it lies in, and those of the packages of its workspace."""
    yield Covered(manifest.folder)
    package = manifest.files.beside(manifest, PUBSPEC)
    for member in read_or_empty(package).items_of("workspace") if package is not None else ():
        folder = joined(manifest.folder, member) if isinstance(member, str) else None
        if folder is not None:
            yield Covered(folder)
