"""yarn.lock: the first version's own syntax, and YAML since Yarn 2 ("berry").

Both list under `name@range, name@range` the version that these ranges were given.
"""

import re
from collections.abc import Iterator

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.locked import locked
from curator.usage.manifests.npm.ranges import WORKSPACE, wanted
from curator.usage.manifests.parser import Covered, Locked, Manifest, joined
from curator.usage.manifests.yaml_documents import read_yaml

BERRY = re.compile(r"^__metadata:", re.MULTILINE)
HEADER = re.compile(r"^(?P<asked>[^\s#].*):$")
VERSION = re.compile(r'^ {2}version "?(?P<version>[^"\s]+)"?$')
DESCRIPTOR = re.compile(r"(?P<name>@?[^@]+)@(?P<range>.*)", re.DOTALL)


def parse(manifest: Manifest) -> Iterator[Locked | Covered]:
    """Yield each range with its version; raises ParseError."""
    yield from _berry(manifest) if BERRY.search(manifest.text) else _first(manifest)


def _berry(manifest: Manifest) -> Iterator[Locked | Covered]:
    document = read_yaml(manifest)
    for asked in document:
        entry = document.section(asked)
        resolution = entry.text("resolution") or ""
        _, is_member, place = resolution.partition(f"@{WORKSPACE}")
        if not is_member:
            yield from _answers(asked, entry.text("version"))
        elif (folder := joined(manifest.folder, place)) is not None:
            yield Covered(folder)


def _first(manifest: Manifest) -> Iterator[Locked]:
    asked = ""
    is_one = False
    for line in manifest.text.split("\n"):
        if header := HEADER.match(line):
            asked, is_one = header["asked"], True
        elif version := VERSION.match(line):
            yield from _answers(asked, version["version"])
    if not is_one and manifest.text.strip().strip("#"):
        _refuse_other(manifest)


def _refuse_other(manifest: Manifest) -> None:
    if any(line.strip() and not line.startswith("#") for line in manifest.text.split("\n")):
        raise manifest.problem("not a yarn.lock")


def _answers(asked: str, version: str | None) -> Iterator[Locked]:
    for part in asked.split(","):
        descriptor = DESCRIPTOR.fullmatch(part.strip().strip('"'))
        if descriptor is not None:
            one = wanted(descriptor["name"], descriptor["range"])
            yield from locked(Ecosystem.NPM, one.name, version, requirement=one.requirement)
