"""What a .NET project has from the files around it: properties, and versions that are managed centrally.

Sources: https://learn.microsoft.com/nuget/consume-packages/central-package-management and MSBuild's "Customize your
build". MSBuild's conditions are not evaluated; the first value that is written counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from curator.usage.manifests.elements import Element, read_xml
from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.properties import substituted

CENTRAL = "Directory.Packages.props"
BUILD = "Directory.Build.props"
PROPERTY = re.compile(r"\$\(([^$()]+)\)")


@dataclass(frozen=True, slots=True)
class Reference:
    """An item that names one package."""

    name: str
    element: Element
    condition: str | None


class Surroundings:
    """One project and the files around it; each kind of those counts once, the nearest one."""

    def __init__(self, manifest: Manifest) -> None:
        """Read it; raises ParseError."""
        self.document = manifest.files.once(manifest, read_project)
        around = [next(manifest.files.above(manifest, name), None) for name in (BUILD, CENTRAL)]
        nothing = Element("Project", 0)
        found = [one.files.once_or(one, read_project, nothing) for one in around if one is not None]
        self._documents = [self.document, *found]
        self._central = self._documents[-1] if around[1] is not None else nothing

    def filled(self, text: str) -> str:
        """Return a text with the values of its properties, as far as they can be told."""
        return substituted(text, PROPERTY, lambda name: self._properties.get(name.lower()))

    def central_version(self, name: str) -> str | None:
        """Return the version that is managed centrally for a package; None if there is none."""
        return self._versions.get(name.lower())

    @cached_property
    def _versions(self) -> dict[str, str]:
        entries = references(self._central, "PackageVersion")
        return {one.name.lower(): version for one in entries if (version := value(one.element, "Version"))}

    @cached_property
    def _properties(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for document in self._documents:
            for group in document.every("PropertyGroup"):
                for child in group.children:
                    found.setdefault(child.name.lower(), child.text)
        return found


def references(document: Element, name: str, around: str | None = None) -> Iterator[Reference]:
    """Yield the items of this name, one for each package they name; those in `Choose` and `When` as well.

    Of conditions one within the other, the innermost is told; `around` is that of what holds the document.
    """
    for group in document.children:
        within = group.attributes.get("Condition") or around
        if group.name in {"Choose", "When", "Otherwise"}:
            yield from references(group, name, within)
        elif group.name == "ItemGroup":
            for item in group.every(name):
                condition = item.attributes.get("Condition") or within
                for one in (value(item, "Include") or value(item, "Update") or "").split(";"):
                    if one.strip():
                        yield Reference(one.strip(), item, condition)


def value(element: Element, name: str) -> str | None:
    """Return what an item says under a name, as an attribute or as an element in it."""
    return element.attributes.get(name) or element.text_of(name)


def read_project(manifest: Manifest) -> Element:
    """Return the document of a project or of a .props file; raises ParseError."""
    return read_xml(manifest, "Project")
