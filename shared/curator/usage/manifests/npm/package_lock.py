"""package-lock.json and npm-shrinkwrap.json, of npm 5 and 6 (version 1) and since npm 7 (versions 2 and 3).

Source: npm's manual, `npm help package-lock.json`.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.lines import Section
from curator.usage.manifests.locked import locked
from curator.usage.manifests.npm.package_json import SECTIONS
from curator.usage.manifests.npm.ranges import wanted
from curator.usage.manifests.parser import Covered, Locked, Manifest, joined

MODULES = "node_modules/"


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield the versions of what the packages of the repository ask for themselves; raises ParseError."""
    document = read_json(manifest)
    yield Covered(manifest.folder)
    packages = document.section("packages")
    for place in packages:
        yield from _installed(manifest, packages, place)
    if not packages:
        for key in document.section("dependencies"):
            yield from _of_version_1(key, document.section("dependencies", key))


def _installed(manifest: Manifest, packages: Section, place: str) -> Iterator[Locked | Covered]:
    """Yield what is installed at a place such as `node_modules/react` or `packages/a/node_modules/react`."""
    owner, modules, key = place.rpartition(MODULES)
    entry = packages.section(place)
    folder = joined(manifest.folder, owner if modules else place)
    if not modules and folder is not None:
        yield Covered(folder)  # a package of the workspace
    if not modules or MODULES in owner or entry.get("link") is True:
        return  # … or one that only another package asks for
    name, requirement = entry.text("name") or key, None
    if name != key:
        requirement = _asked(packages.section(owner.rstrip("/")), key)
    only = folder if owner else None
    yield from locked(Ecosystem.NPM, name, entry.text("version"), requirement=requirement, folder=only)


def _asked(package: Section, key: str) -> str | None:
    """Return the range under which a package asks for an alias: the real name may be there in other versions too."""
    texts = (package.section(section).text(key) for section in SECTIONS)
    return next((wanted(key, text).requirement for text in texts if text), None)


def _of_version_1(key: str, entry: Section) -> Iterator[Locked]:
    version = entry.text("version") or ""
    if version.startswith("npm:"):
        asked = wanted(key, version)
        yield from locked(Ecosystem.NPM, asked.name, asked.requirement)
    elif version[:1].isdigit():  # others are addresses
        yield from locked(Ecosystem.NPM, key, version)
