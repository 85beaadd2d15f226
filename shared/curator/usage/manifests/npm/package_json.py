"""package.json, as npm's manual describes it (`npm help package.json`).

`overrides` and `resolutions` only say which version others get; they declare nothing.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.lines import Section
from curator.usage.manifests.npm.ranges import NAME, Wanted, wanted
from curator.usage.manifests.npm.workspaces import catalog_range, members_around
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.models import DependencyType, Origin

SECTIONS = {
    "dependencies": DependencyType.DIRECT,
    "devDependencies": DependencyType.DEV,
    "peerDependencies": DependencyType.PEER,
    "optionalDependencies": DependencyType.OPTIONAL,
}
BUNDLED = ("bundledDependencies", "bundleDependencies")  # names only, of what is usually in `dependencies` as well


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a package.json; raises ParseError."""
    document = manifest.files.once(manifest, read_json)
    members = members_around(manifest)
    for section, type_ in SECTIONS.items():
        for key in document.section(section):
            if section == "dependencies" and key in document.section("optionalDependencies"):
                continue  # npm's rule: the optional entry overrides this one
            yield from _entry(manifest, document.section(section), key, _type(document, key, type_), members)
    yield from _bundled(manifest, document)


def _entry(
    manifest: Manifest, section: Section, key: str, type_: DependencyType, members: frozenset[str]
) -> Iterator[Found]:
    if key.startswith("//"):
        return  # a comment, since JSON has none
    line = section.line(key)
    asked = wanted(key, section.text(key) or "")
    if asked.requirement is not None and asked.requirement.startswith("jsr:"):
        yield Note(f"{manifest.path}:{line}: a package of another registry: {key[:50]!r}")
    elif not NAME.fullmatch(asked.name):
        yield Note(f"{manifest.path}:{line}: no package can have this name: {asked.name[:50]!r}")
    else:
        yield declare(
            manifest,
            Ecosystem.NPM,
            asked.name,
            catalog_range(manifest, asked.catalog, key) if asked.catalog else asked.requirement,
            line=line,
            type=type_,
            origin=Origin.WORKSPACE if asked.name in members else asked.origin,
            notes=_notes(key, asked),
        )


def _type(document: Section, key: str, type_: DependencyType) -> DependencyType:
    if type_ is DependencyType.PEER and document.section("peerDependenciesMeta", key).get("optional") is True:
        return DependencyType.OPTIONAL
    return type_


def _notes(key: str, asked: Wanted) -> tuple[str, ...]:
    return () if asked.name == key else (f"as {key[:100]}",)


def _bundled(manifest: Manifest, document: Section) -> Iterator[Found]:
    for section in BUNDLED:
        for name, line in document.items_of(section).with_lines():
            if isinstance(name, str) and name not in document.section("dependencies") and NAME.fullmatch(name):
                yield declare(manifest, Ecosystem.NPM, name, line=line)
