"""pom.xml: the dependencies of a Maven project.

`dependencyManagement` gives versions and declares nothing, so what it imports ("BOM") is not a dependency either.
Profiles and plugins are not read.
"""

import re
from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.elements import Element
from curator.usage.manifests.maven.project import POM, Coordinates, Managed, Project, read_project
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.models import DependencyType, Origin

NAME = re.compile(r"[\w.\-]+", re.ASCII)
NEEDED_ELSEWHERE = frozenset({"provided", "system"})  # it is there when the project runs, and not brought along


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a pom.xml; raises ParseError."""
    project = manifest.files.once(manifest, read_project)
    own = _own_packages(manifest)
    for entry in project.document.every("dependencies", "dependency"):
        yield _entry(manifest, project, entry, own)


def _entry(manifest: Manifest, project: Project, entry: Element, own: frozenset[Coordinates]) -> Found:
    place = entry.first("artifactId") or entry
    named = project.coordinates(entry)
    if named is None or not all(NAME.fullmatch(part) for part in named):
        return Note(f"{manifest.path}:{place.line}: a dependency whose name is not in the repository")
    managed = project.managed.get(named, Managed(None, None))
    version = entry.text_of("version") or managed.version
    requirement = project.filled(version) if version else None
    scope = project.filled(entry.text_of("scope") or managed.scope or "compile")
    return declare(
        manifest,
        Ecosystem.MAVEN,
        ":".join(named),
        requirement,
        line=place.line,
        type=_type(scope, project.filled(entry.text_of("optional") or "")),
        origin=Origin.WORKSPACE if named in own else Origin.REGISTRY,
        notes=(scope,) if scope in NEEDED_ELSEWHERE else (),
    )


def _type(scope: str, optional: str) -> DependencyType:
    if scope == "test" or scope in NEEDED_ELSEWHERE:
        return DependencyType.DEV
    return DependencyType.OPTIONAL if optional == "true" else DependencyType.DIRECT


def _own_packages(manifest: Manifest) -> frozenset[Coordinates]:
    """Return the projects of the repository: they have each other from it."""
    first = next(manifest.files.named(POM), manifest)
    return manifest.files.once(first, _all_projects)


def _all_projects(manifest: Manifest) -> frozenset[Coordinates]:
    projects = (one.files.once_or(one, read_project, None) for one in manifest.files.named(POM))
    return frozenset(project.own for project in projects if project is not None)
