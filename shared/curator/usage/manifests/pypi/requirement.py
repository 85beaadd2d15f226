"""One requirement, as PEP 508 and pip write it: `name[extra]>=1.0; marker`, `name @ address`, `git+https://…#egg=name`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.parser import Found, Manifest, Note
from curator.usage.models import DependencyType, Origin

LONGEST = 4000  # characters of a requirement that is looked at
WRITTEN = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*+(?P<extras>\[[^\[\]]*+\])?\s*+"
    r"(?:@\s*+(?P<address>[^\s;]++)|\(?(?P<range>(?:[<>=!~][^;()]*+)?)\)?)\s*+(?:;(?P<marker>.*))?",
    re.DOTALL,
)
ADDRESS = re.compile(r"(?:git|hg|svn|bzr)[+:@]|https?://")
EGG = re.compile(r"(?:^|&)egg=(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
PATH = re.compile(r"file:|\.|/|~/|[A-Za-z]:[\\/]|[^\s<>=;@\[]+(?:/|\.whl|\.zip|\.tar\.gz)$")
DEVELOPING = re.compile(r"dev(?:el|elop|elopment)?|test(?:s|ing)?|lint(?:ers?|ing)?|docs?|documentation")
WORD_ENDS = re.compile(r"[-_.\s/]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a requirement asks for."""

    name: str
    requirement: str | None
    origin: Origin = Origin.REGISTRY
    marker: str | None = None


def read_requirement(text: str) -> Asked | None:
    """Return what a requirement asks for; None if it names no package, or cannot be understood."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if ADDRESS.match(text) or PATH.match(text):
        address, _, fragment = text.partition("#")
        egg = EGG.search(fragment)
        return egg and Asked(egg["name"], address.strip(), origin_of(address))
    written = WRITTEN.fullmatch(text)
    if written is None or not _is_understood(text, written["range"]):
        return None
    address, marker = written["address"], _trimmed(written["marker"])
    if address:
        return Asked(written["name"], address, origin_of(address), marker)
    return Asked(written["name"], _trimmed(written["range"]), marker=marker)


def found(
    manifest: Manifest,
    text: str,
    *,
    line: int | None,
    type: DependencyType,  # noqa: A002 - the model's own word
    indirect: bool = False,
    origin: Origin | None = None,
    notes: tuple[str, ...] = (),
) -> Iterator[Found]:
    """Yield what a requirement declares, or a note that it cannot be read; nothing for a folder of the repository.

    `origin` is where the package comes from if the requirement itself does not say.
    """
    asked = read_requirement(text)
    if asked is not None:
        yield declare(
            manifest,
            Ecosystem.PYPI,
            asked.name,
            asked.requirement,
            line=line,
            type=type,
            indirect=indirect,
            origin=origin or asked.origin,
            marker=asked.marker,
            notes=notes,
        )
    elif ADDRESS.match(text.strip()) or not PATH.match(text.strip()):
        yield Note(f"{manifest.path}:{line}: names no package that can be told: {text.strip()[:50]!r}")


def is_for_developing(name: str) -> bool:
    """Return whether a file or a group of this name lists what is needed only to develop, test, lint or document."""
    return any(DEVELOPING.fullmatch(word) for word in WORD_ENDS.split(name.lower()))


def origin_of(address: str) -> Origin:
    """Return what kind of place an address is."""
    if re.match(r"(?:git|hg|svn|bzr)[+:@]|https?://[^#]*\.git(?:@|$)", address):
        return Origin.GIT
    return Origin.URL if re.match(r"https?://", address) else Origin.PATH


def _is_understood(text: str, range_: str | None) -> bool:
    """Return whether pip would take this; a range that only old ones took, as in `>=1.0,<dev`, is taken too."""
    try:
        Requirement(text)
    except InvalidRequirement:
        return bool(range_)
    return True


def _trimmed(text: str | None) -> str | None:
    return (text or "").strip() or None
