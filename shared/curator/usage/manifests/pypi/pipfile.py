"""Pipfile, as Pipenv's manual describes it."""

from collections.abc import Iterator

from curator.usage.manifests.parser import Found, Manifest
from curator.usage.manifests.pypi.tables import declared_in
from curator.usage.manifests.toml_documents import read_toml
from curator.usage.models import DependencyType


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the packages of a Pipfile; raises ParseError."""
    document = read_toml(manifest)
    yield from declared_in(manifest, document.section("packages"), DependencyType.DIRECT)
    yield from declared_in(manifest, document.section("dev-packages"), DependencyType.DEV)
