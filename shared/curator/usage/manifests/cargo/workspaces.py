"""What the members of a Cargo workspace have from its root: `serde = {workspace = true}`."""

from collections.abc import Iterator

from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Manifest
from curator.usage.manifests.toml_documents import read_toml

CARGO_TOML = "Cargo.toml"


def inherited(manifest: Manifest, key: str) -> Section:
    """Return the entry of the workspace's root; an empty one if the root is not there or has none."""
    for root in _roots(manifest):
        entries = root.section("workspace", "dependencies")
        version = entries.text(key)
        return entries.section(key) if version is None else Section([("version", version)])
    return Section()


def _roots(manifest: Manifest) -> Iterator[Section]:
    """Yield the workspace's root: where the package says it is, or the nearest around it."""
    said = manifest.files.once(manifest, read_toml).section("package").text("workspace")
    if said is not None:
        there = manifest.files.beside(manifest, f"{said}/{CARGO_TOML}")
        candidates = [there] if there is not None else []
    else:
        candidates = list(manifest.files.above(manifest, CARGO_TOML))
    for candidate in candidates:
        document = read_or_empty(candidate)
        if "workspace" in document:
            yield document


def read_or_empty(manifest: Manifest) -> Section:
    """Return a neighbour's document."""
    return manifest.files.once_or(manifest, read_toml, Section())
