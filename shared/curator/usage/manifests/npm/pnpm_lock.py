"""pnpm-lock.yaml, of lock-file versions 5 to 9.

It lists each package of the workspace ("importer") with what it was given:

    5.x  dependencies: {react: 18.2.0}, {react-dom: 18.2.0_react@18.2.0}, {alias: /real/1.0.0}
    6.x  dependencies: {react-dom: {specifier: ^18, version: 18.2.0(react@18.2.0)}}, … version: /real@1.0.0
    9.x  … version: real@1.0.0
"""

import re
from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.lines import Section
from curator.usage.manifests.locked import locked
from curator.usage.manifests.npm.package_json import SECTIONS
from curator.usage.manifests.npm.ranges import NAME
from curator.usage.manifests.parser import Locked, Manifest, joined
from curator.usage.manifests.yaml_documents import read_all_yaml

EXACT = r"\d+\.\d[^(_/:@]*"  # a version; what it was built with follows, in brackets or after an underscore
GIVEN = re.compile(rf"(?:/?(?P<name>(?!\d+\.\d){NAME.pattern})[@/])?(?P<version>{EXACT})(?:[(_].*)?", re.DOTALL)


def parse(manifest: Manifest) -> Iterator[Locked]:
    """Yield the versions that each package of the workspace was given; raises ParseError."""
    for document in read_all_yaml(manifest):
        importers = document.section("importers") or Section({".": document}.items())
        for importer in importers:
            folder = joined(manifest.folder, importer)
            if folder is not None:
                yield from _given(importers.section(importer), folder)


def _given(importer: Section, folder: str) -> Iterator[Locked]:
    for section in SECTIONS:
        for key in importer.section(section):
            entry = importer.section(section)
            text = entry.text(key) or entry.section(key).text("version") or ""
            if given := GIVEN.fullmatch(text):  # not `link:../other`, nor an address
                yield from locked(Ecosystem.NPM, given["name"] or key, given["version"], folder=folder)
