"""composer.json, as Composer's manual describes it (https://getcomposer.org/doc/04-schema.md).

Packages are called `vendor/name`. What has no vendor is the platform: PHP itself, its extensions, Composer.
"""

from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.json_documents import read_json
from curator.usage.manifests.lines import Section
from curator.usage.manifests.parser import Files, Found, Manifest
from curator.usage.models import DependencyType, Origin

COMPOSER_JSON = "composer.json"
SECTIONS = {"require": DependencyType.DIRECT, "require-dev": DependencyType.DEV}


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the dependencies of a composer.json; raises ParseError."""
    document = manifest.files.once(manifest, read_json)
    own = _own_packages(manifest.files) if _has_path_repositories(document) else frozenset()
    for section, type_ in SECTIONS.items():
        entries = document.section(section)
        for name in entries:
            if "/" in name:
                yield declare(
                    manifest,
                    Ecosystem.PACKAGIST,
                    name,
                    entries.text(name),
                    line=entries.line(name),
                    type=type_,
                    origin=Origin.PATH if name.lower() in own else Origin.REGISTRY,
                )


def _has_path_repositories(document: Section) -> bool:
    """Return whether some packages are got from folders; which ones, only the packages there can tell."""
    listed = document.get("repositories")
    entries = listed.values() if isinstance(listed, Section) else document.items_of("repositories")
    return any(isinstance(one, Section) and one.get("type") == "path" for one in entries)


def _own_packages(files: Files) -> frozenset[str]:
    documents = (files.once_or(one, read_json, Section()) for one in files.named(COMPOSER_JSON))
    return frozenset(name.lower() for one in documents if (name := one.text("name")))
