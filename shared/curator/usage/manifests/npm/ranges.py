"""What stands to the right of a dependency's name in package.json, and after its name in yarn.lock.

Sources: the manuals of npm (`package.json`, "dependencies"), of Yarn (protocols) and of pnpm (workspaces, catalogs).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from curator.usage.models import Origin

NAME = re.compile(r"(?:@[^/@\s]+/)?[^/@\s._][^/@\s]*")
ALIAS = re.compile(rf"npm:(?P<name>{NAME.pattern})(?:@(?P<range>.*))?", re.DOTALL)
PATCH = re.compile(rf"patch:(?P<name>{NAME.pattern})@(?P<range>[^#]*)", re.DOTALL)
RANGE = re.compile(r"npm:(?P<range>[\d^~<>=*|].*)?", re.DOTALL)  # Yarn writes so what others write bare
PATH = re.compile(r"(?:file|link|portal):|\.{1,2}/|~/|/|[A-Za-z]:[\\/]")
WORKSPACE = "workspace:"
CATALOG = "catalog:"
GIT = re.compile(
    r"git[+:@]|ssh:|(?:github|gitlab|bitbucket|gist):|https?://[^#]*\.git(?:#|$)|[\w.-]+/[\w.-]+(?:#.*)?$", re.DOTALL
)
URL = re.compile(r"https?://")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which package is wanted, from where.

    Attributes:
        name: of the package, which is not the key where that is an alias.
        requirement: a range of versions, or the address verbatim; None: any.
        catalog: of a pnpm workspace, which has the range; `default` where it has no name.
    """

    name: str
    requirement: str | None
    origin: Origin = Origin.REGISTRY
    catalog: str | None = None


def wanted(key: str, text: str) -> Wanted:
    """Return what a key of a dependency section and its value ask for."""
    text = text.strip()
    if text.startswith(CATALOG):
        return Wanted(key, None, catalog=text[len(CATALOG) :].strip() or "default")
    if patch := PATCH.match(text):
        return wanted(patch["name"], unquote(patch["range"]))
    if plain := RANGE.fullmatch(text):
        return Wanted(key, plain["range"])
    if alias := ALIAS.fullmatch(text):
        return Wanted(alias["name"], alias["range"] or None)
    return Wanted(key, text or None, _origin(text))


def _origin(text: str) -> Origin:
    if text.startswith(WORKSPACE):
        return Origin.WORKSPACE
    if PATH.match(text):
        return Origin.PATH
    if GIT.match(text):
        return Origin.GIT
    return Origin.URL if URL.match(text) else Origin.REGISTRY
