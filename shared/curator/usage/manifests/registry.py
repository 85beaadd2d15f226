"""The formats that are read. Each ecosystem lists its own, as `FORMATS` in its package's `__init__`."""

import re
from collections.abc import Iterator
from functools import cache
from pkgutil import resolve_name
from typing import cast

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role, path_pattern
from curator.usage.manifests.parser import LockParser, Parser

PACKAGES = ("npm", "pypi", "go", "cargo", "maven", "gradle", "rubygems", "packagist", "nuget", "pub", "hex")
"""The packages beside this module that have `FORMATS`."""


@cache
def known() -> tuple[Format, ...]:
    """Return all formats."""
    listed = [resolve_name(f"curator.usage.manifests.{package}:FORMATS") for package in PACKAGES]
    return tuple(one for formats in listed for one in formats)


def is_read(path: str, *roles: Role) -> bool:
    """Return whether a file of this path is of use: in one of these roles, or in any."""
    return any(_patterns(role).fullmatch(path) for role in roles or Role)


def parsers_of(path: str) -> Iterator[Parser]:
    """Yield what reads the manifest of this path; nothing for other files."""
    return (cast(Parser, resolve_name(one.parser)) for one in _matching(path, Role.MANIFEST))


def lock_parsers_of(path: str) -> Iterator[tuple[Ecosystem, LockParser]]:
    """Yield what reads the lock file of this path, and whose versions it fixes; nothing for other files."""
    return ((one.ecosystem, cast(LockParser, resolve_name(one.parser))) for one in _matching(path, Role.LOCK))


def _matching(path: str, role: Role) -> Iterator[Format]:
    if not _patterns(role).fullmatch(path):
        return iter(())
    return (one for one in known() if one.role is role and path_pattern(one.globs).fullmatch(path))


@cache
def _patterns(role: Role) -> re.Pattern[str]:
    """Return one pattern for all files of a role: a tree may have a hundred thousand paths."""
    return path_pattern(glob for one in known() if one.role is role for glob in one.globs)
