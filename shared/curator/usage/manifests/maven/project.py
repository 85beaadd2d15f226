"""A Maven project with the parents of it that the repository has: their properties and managed versions are its own.

Source: Maven's POM reference (https://maven.apache.org/pom.html).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from curator.usage.manifests.elements import Element, read_xml
from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.properties import substituted

POM = "pom.xml"
PROPERTY = re.compile(r"\$\{([^${}]+)\}")
MAX_PARENTS = 10

Coordinates = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Managed:
    """What `dependencyManagement` says about a package, before properties are put in."""

    version: str | None
    scope: str | None


class Project:
    """One pom.xml and those it inherits from."""

    def __init__(self, manifest: Manifest) -> None:
        """Read it; raises ParseError."""
        self.document = manifest.files.once(manifest, read_pom)
        self._lineage = [self.document, *_parents(manifest)]

    def filled(self, text: str) -> str:
        """Return a text with the values of its properties, as far as they can be told."""
        return substituted(text, PROPERTY, self._value)

    def coordinates(self, element: Element) -> Coordinates | None:
        """Return the group and artifact that an element names; None if one of them is missing."""
        group, artifact = element.text_of("groupId"), element.text_of("artifactId")
        return (self.filled(group), self.filled(artifact)) if group and artifact else None

    @cached_property
    def own(self) -> Coordinates:
        """Return its own group and artifact; the group may be its parent's."""
        group = self.document.text_of("groupId") or self.document.text_of("parent", "groupId")
        return self.filled(group or ""), self.filled(self.document.text_of("artifactId") or "")

    @cached_property
    def managed(self) -> dict[Coordinates, Managed]:
        """Return what is managed, the nearest parent first; whole lists of others (`import`) are not read."""
        found: dict[Coordinates, Managed] = {}
        for document in self._lineage:
            for entry in document.every("dependencyManagement", "dependencies", "dependency"):
                named = self.coordinates(entry)
                if named is not None:
                    found.setdefault(named, Managed(entry.text_of("version"), entry.text_of("scope")))
        return found

    @cached_property
    def _properties(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for document in self._lineage:
            for element in document.every("properties"):
                for child in element.children:
                    found.setdefault(child.name, child.text)
        return found

    def _value(self, name: str) -> str | None:
        if name in self._properties:
            return self._properties[name]
        path = name.removeprefix("project.").removeprefix("pom.").split(".")
        if path in (["version"], ["groupId"]):
            return self.document.text_of(*path) or self.document.text_of("parent", *path)
        if path[0] in {"artifactId", "parent"}:
            return self.document.text_of(*path)
        return None


def read_pom(manifest: Manifest) -> Element:
    """Return the document of a pom.xml; raises ParseError."""
    return read_xml(manifest, "project")


def read_project(manifest: Manifest) -> Project:
    """Return the project of a pom.xml; raises ParseError."""
    return Project(manifest)


def _parents(manifest: Manifest) -> Iterator[Element]:
    """Yield the parents within the repository, the nearest first."""
    child: Manifest | None = manifest
    for _ in range(MAX_PARENTS):
        child = _parent(child) if child is not None else None
        if child is None:
            return
        document = child.files.once_or(child, read_pom, None)
        if document is None:
            return
        yield document


def _parent(manifest: Manifest) -> Manifest | None:
    element = manifest.files.once(manifest, read_pom).first("parent")
    if element is None:
        return None
    place = element.first("relativePath")
    relative = "../pom.xml" if place is None else place.text
    if not relative:
        return None  # an empty one says that the parent is not in the repository
    found = manifest.files.beside(manifest, relative)
    return found or manifest.files.beside(manifest, f"{relative}/{POM}")
