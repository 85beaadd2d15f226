"""Version catalogues, such as gradle/libs.versions.toml.

    ktor-core = {module = "io.ktor:ktor-core", version.ref = "ktor"}

Source: https://docs.gradle.org/current/userguide/version_catalogs.html. A build script that says `libs.ktor.core` is
the better proof, and tells what for: such entries are left to it. The others are declared here, since convention
plugins, which are not read, may use them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.gradle.coordinates import Coordinates, coordinates_in, coordinates_of
from curator.usage.manifests.gradle.script import accessors
from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.manifests.toml_documents import read_toml

SUFFIX = ".versions.toml"
SEPARATORS = re.compile(r"[-_.]")
SCRIPTS = ("build.gradle", "build.gradle.kts")
RICH = ("strictly", "require", "prefer")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What scripts may name, by how they name it: `ktor-core` as `ktor.core`."""

    libraries: dict[str, Coordinates]
    bundles: dict[str, tuple[str, ...]]

    def meant(self, accessor: str) -> list[Coordinates]:
        """Return what `ktor.core` or `bundles.ktor` means after the catalogue's name; nothing if it is not in it."""
        aliases = self.bundles.get(accessor.removeprefix("bundles."), ()) if accessor.startswith("bundles.") else ()
        return [self.libraries[one] for one in aliases or (accessor,) if one in self.libraries]


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the packages of a catalogue that no build script of the repository names; raises ParseError."""
    document = manifest.files.once(manifest, read_toml)
    used = _used(manifest)
    libraries = document.section("libraries")
    for alias in libraries:
        line = libraries.line(alias)
        meant = _library(document, alias)
        if meant is None:
            yield Note(f"{manifest.path}:{line}: no coordinates of a package")
        elif accessor_of(alias) not in used:
            yield declare(
                manifest,
                Ecosystem.MAVEN,
                meant.package,
                meant.version,
                line=line,
                notes=("in the version catalogue",),
            )


def read_catalogue(manifest: Manifest) -> Catalogue:
    """Return a catalogue; an empty one if it cannot be read, which is told where it is read for itself."""
    document = manifest.files.once_or(manifest, read_toml, Section())
    libraries = {accessor_of(alias): _library(document, alias) for alias in document.section("libraries")}
    bundles = document.section("bundles")
    return Catalogue(
        {accessor: one for accessor, one in libraries.items() if one is not None},
        {accessor_of(key): tuple(_aliases(bundles, key)) for key in bundles},
    )


def accessor_of(alias: str) -> str:
    """Return how scripts write an alias."""
    return SEPARATORS.sub(".", alias)


def _aliases(bundles: Section, key: str) -> Iterator[str]:
    return (accessor_of(alias) for alias in bundles.items_of(key) if isinstance(alias, str))


def _library(document: Section, alias: str) -> Coordinates | None:
    libraries = document.section("libraries")
    text = libraries.text(alias)
    if text is not None:
        return coordinates_in(text)
    entry = libraries.section(alias)
    version = _version(document, entry)
    module = coordinates_in(entry.text("module") or "")
    if module is not None:
        return Coordinates(module.group, module.name, version)
    return coordinates_of(entry.text("group"), entry.text("name"), version)


def _version(document: Section, entry: Section) -> str | None:
    reference = entry.section("version").text("ref")
    if reference is None:
        return _plain(entry, "version")
    return _plain(document.section("versions"), reference)


def _plain(section: Section, key: str) -> str | None:
    """Return a version, which may be a text or a table of what it must and should be."""
    rich = section.section(key)
    return section.text(key) or next((text for name in RICH if (text := rich.text(name))), None)


def _used(manifest: Manifest) -> frozenset[str]:
    """Return what the build scripts of the repository name of this catalogue, bundles taken apart."""
    catalogue = manifest.files.once(manifest, read_catalogue)
    prefix = f"{manifest.name.removesuffix(SUFFIX)}."
    named = {
        one.removeprefix(prefix)
        for script in manifest.files
        if script.name in SCRIPTS
        for one in script.files.once_or(script, accessors, frozenset[str]())
        if one.startswith(prefix)
    }
    bundled = (alias for one in named for alias in catalogue.bundles.get(one.removeprefix("bundles."), ()))
    return frozenset(named).union(bundled)
