"""Cargo.toml, as The Cargo Book describes it (https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html).

`[workspace.dependencies]` declares nothing by itself: a member does that says `workspace = true`. A dependency with a
path and a version is got from the registry by everyone but the repository itself, and counts.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.cargo.workspaces import inherited
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.toml_documents import read_toml
from curator.usage.models import DependencyType, Origin

Kind = tuple[DependencyType, tuple[str, ...]]

SECTIONS: dict[str, Kind] = {
    "dependencies": (DependencyType.DIRECT, ()),
    "dev-dependencies": (DependencyType.DEV, ()),
    "dev_dependencies": (DependencyType.DEV, ()),
    "build-dependencies": (DependencyType.DEV, ("build",)),
    "build_dependencies": (DependencyType.DEV, ("build",)),
}


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a Cargo.toml; raises ParseError."""
    document = manifest.files.once(manifest, read_toml)
    yield from _sections(manifest, document, None)
    targets = document.section("target")
    for target in targets:
        yield from _sections(manifest, targets.section(target), target)


def _sections(manifest: Manifest, table: Section, target: str | None) -> Iterator[Found]:
    for section, kind in SECTIONS.items():
        entries = table.section(section)
        for key in entries:
            yield _entry(manifest, entries, key, kind, target)


def _entry(manifest: Manifest, entries: Section, key: str, kind: Kind, target: str | None) -> Found:
    line = entries.line(key)
    entry = _table(entries, key)
    is_optional = entry.get("optional") is True
    if entry.get("workspace") is True:
        entry = inherited(manifest, key)
    if "registry" in entry or "registry-index" in entry:
        return Note(f"{manifest.path}:{line}: a package of another registry: {key[:50]!r}")
    name = entry.text("package") or key
    type_, notes = kind
    return declare(
        manifest,
        Ecosystem.CARGO,
        name,
        entry.text("version"),
        line=line,
        type=DependencyType.OPTIONAL if is_optional and type_ is DependencyType.DIRECT else type_,
        origin=_origin(entry),
        marker=target,
        notes=notes if name == key else (*notes, f"as {key[:100]}"),
    )


def _table(entries: Section, key: str) -> Section:
    """Return an entry as a table: `serde = "1"` is short for `serde = {version = "1"}`."""
    version = entries.text(key)
    return entries.section(key) if version is None else Section([("version", version)])


def _origin(entry: Section) -> Origin:
    if "git" in entry:
        return Origin.GIT
    return Origin.PATH if "path" in entry and "version" not in entry else Origin.REGISTRY
