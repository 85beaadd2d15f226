"""gradle.lockfile: `group:name:version=configuration,configuration`, a line for each version that is used.

Source: https://docs.gradle.org/current/userguide/dependency_locking.html.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.locked import locked
from curator.usage.manifests.parser import Locked, Manifest


def parse(manifest: Manifest) -> Iterator[Locked]:
    """Yield the version of each package; raises ParseError."""
    for line in manifest.text.split("\n"):
        coordinates, is_used, _ = line.partition("=")
        parts = coordinates.strip().split(":")
        if is_used and len(parts) == 3 and not line.startswith("#"):
            group, name, version = parts
            yield from locked(Ecosystem.MAVEN, f"{group}:{name}", version, folder=manifest.folder)
