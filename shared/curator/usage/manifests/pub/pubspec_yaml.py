"""pubspec.yaml, as Dart's manual describes it (https://dart.dev/tools/pub/dependencies).

`dependency_overrides` only says which version others get; it declares nothing. What comes with an SDK is no package.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.manifests.yaml_documents import read_yaml
from curator.usage.models import DependencyType, Origin

PUBSPEC = "pubspec.yaml"
SECTIONS = {"dependencies": DependencyType.DIRECT, "dev_dependencies": DependencyType.DEV}


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a pubspec.yaml; raises ParseError."""
    document = manifest.files.once(manifest, read_yaml)
    members = _members_around(manifest)
    for section, type_ in SECTIONS.items():
        entries = document.section(section)
        for key in entries:
            entry = entries.section(key)
            if "sdk" in entry:
                continue
            hosted = entry.section("hosted")
            yield declare(
                manifest,
                Ecosystem.PUB,
                hosted.text("name") or key,
                entries.text(key) or entry.text("version"),
                line=entries.line(key),
                type=type_,
                origin=Origin.WORKSPACE if key in members else _origin(entry),
            )


def _origin(entry: Section) -> Origin:
    if "path" in entry:
        return Origin.PATH
    if "git" in entry:
        return Origin.GIT
    return Origin.URL if entry.text("hosted") or entry.section("hosted").text("url") else Origin.REGISTRY


def _members_around(manifest: Manifest) -> frozenset[str]:
    """Return the names of the workspace's packages, which have each other from the repository itself."""
    roots = [one for one in manifest.files.above(manifest, PUBSPEC) if "workspace" in read_or_empty(one)]
    return manifest.files.once(roots[-1], _members_below) if roots else frozenset()


def _members_below(root: Manifest) -> frozenset[str]:
    inside = f"{root.folder}/" if root.folder else ""
    packages = (one for one in root.files.named(PUBSPEC) if one.path.startswith(inside))
    return frozenset(name for one in packages if (name := read_or_empty(one).text("name")))


def read_or_empty(manifest: Manifest) -> Section:
    """Return a neighbour's document."""
    return manifest.files.once_or(manifest, read_yaml, Section())
