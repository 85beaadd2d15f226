"""Reads what repositories say they depend on: package.json, pyproject.toml, go.mod, … and their lock files.

    manifests = parse_repository({"package.json": b"…", "package-lock.json": b"…"})
    manifests.declared      each dependency with its file, line, type, requirement and resolved version
    manifests.problems      the files that could not be read; the others were

Nothing is executed, fetched or written; a hostile file costs bounded work. A further format takes one file with its
parser and one line in its ecosystem's `__init__`.
"""

from curator.usage.manifests.reading import parse
from curator.usage.manifests.repository import RepositoryManifests, parse_repository

__all__ = ["RepositoryManifests", "parse", "parse_repository"]
