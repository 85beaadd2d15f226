"""`group:name:version`, as Gradle writes which package it means."""

import re
from dataclasses import dataclass

COORDINATES = re.compile(
    r"(?P<group>[\w.\-]++):(?P<name>[\w.\-]++)(?::(?P<version>[^:@\s]++))?(?::[^:@\s]++)?(?:@[\w.\-]++)?", re.ASCII
)
PART = re.compile(r"[\w.\-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Which package, and which version of it."""

    group: str
    name: str
    version: str | None = None

    @property
    def package(self) -> str:
        """Return the package's name, as Maven's repositories have it."""
        return f"{self.group}:{self.name}"


def coordinates_in(text: str) -> Coordinates | None:
    """Return the coordinates in `group:name:version:classifier@extension`; None if it is something else."""
    found = COORDINATES.fullmatch(text)
    return Coordinates(found["group"], found["name"], found["version"]) if found else None


def coordinates_of(group: str | None, name: str | None, version: str | None) -> Coordinates | None:
    """Return the coordinates that are given one by one; None if the first two are not both there."""
    if group and name and PART.fullmatch(group) and PART.fullmatch(name):
        return Coordinates(group, name, version or None)
    return None
