"""packages.lock.json: for each framework that a project is built for, the exact versions of what it refers to.

Source: https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Locked, Manifest


def parse(manifest: Manifest) -> Iterator[Locked]:
    """Yield the versions of what the project refers to itself; raises ParseError."""
    frameworks = read_json(manifest).section("dependencies")
    for framework in frameworks:
        packages = frameworks.section(framework)
        for name in packages:
            entry = packages.section(name)
            if entry.text("type") == "Direct":
                yield from locked(Ecosystem.NUGET, name, entry.text("resolved"), folder=manifest.folder)
