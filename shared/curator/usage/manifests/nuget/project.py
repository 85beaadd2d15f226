"""The projects of C#, F# and Visual Basic, and the .props files around them: `PackageReference`.

Source: https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files.
`PackageVersion` gives a version and declares nothing; `ProjectReference` names another project of the repository.
"""

import re
from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.nuget.surroundings import Reference, Surroundings, references, value
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.models import DependencyType

NAME = re.compile(r"[\w.\-]+", re.ASCII)


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the packages that a project refers to; raises ParseError."""
    surroundings = Surroundings(manifest)
    for one in references(surroundings.document, "PackageReference"):
        yield _reference(manifest, surroundings, one, is_private=_is_private(one))
    for one in references(surroundings.document, "GlobalPackageReference"):  # for building, in every project
        yield _reference(manifest, surroundings, one, is_private=True)


def _reference(manifest: Manifest, surroundings: Surroundings, one: Reference, *, is_private: bool) -> Found:
    name = surroundings.filled(one.name)
    if not NAME.fullmatch(name):
        return Note(f"{manifest.path}:{one.element.line}: a package whose name is not in the repository")
    version = value(one.element, "VersionOverride") or value(one.element, "Version")
    version = version or surroundings.central_version(name)
    return declare(
        manifest,
        Ecosystem.NUGET,
        name,
        surroundings.filled(version) if version else None,
        line=one.element.line,
        type=DependencyType.DEV if is_private else DependencyType.DIRECT,
        marker=one.condition,
    )


def _is_private(one: Reference) -> bool:
    """Return whether only the build needs it: nothing of it reaches who uses the project."""
    return (value(one.element, "PrivateAssets") or "").strip().lower() == "all"
