"""The package managers that are known here, and how each of them compares names.

Sources: PEP 503 for PyPI; the documentation of npm's `package.json` (lower-case, at most 214 characters);
The Cargo Book (`-` and `_` are the same name); NuGet, Packagist, Hex and pub ignore case; Maven, Go and
RubyGems do not.
"""

import re
from enum import StrEnum

from curator.usage.errors import InvalidNameError, UnknownEcosystemError

MAX_NAME = 255  # characters
MAX_NPM_NAME = 214  # characters


class Ecosystem(StrEnum):
    """A package manager, by the name that purl and ecosyste.ms give it, in lower case."""

    NPM = "npm"
    PYPI = "pypi"
    GO = "go"
    CARGO = "cargo"
    MAVEN = "maven"
    RUBYGEMS = "rubygems"
    PACKAGIST = "packagist"
    NUGET = "nuget"
    PUB = "pub"
    HEX = "hex"


ALIASES = {
    "pip": Ecosystem.PYPI,
    "crates": Ecosystem.CARGO,
    "crates.io": Ecosystem.CARGO,
    "gem": Ecosystem.RUBYGEMS,
    "composer": Ecosystem.PACKAGIST,
    "golang": Ecosystem.GO,
}
IGNORE_CASE = frozenset({Ecosystem.NPM, Ecosystem.NUGET, Ecosystem.PACKAGIST, Ecosystem.HEX, Ecosystem.PUB})
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f#]")  # `#` separates the parts of our table's keys


def ecosystem_of(text: str) -> Ecosystem:
    """Return the ecosystem of this name or alias, in any case; raises UnknownEcosystemError."""
    word = text.strip().lower()
    if word in ALIASES:
        return ALIASES[word]
    try:
        return Ecosystem(word)
    except ValueError:
        raise UnknownEcosystemError(text, ", ".join(Ecosystem)) from None


def normalised(ecosystem: Ecosystem, name: str) -> str:
    """Return the one form under which a package is kept, whichever way it was written.

    Raises:
        InvalidNameError: it is empty, too long, or has a space, a control character or a `#` in it.
    """
    name = name.strip()
    longest = MAX_NPM_NAME if ecosystem is Ecosystem.NPM else MAX_NAME
    if not name or len(name) > longest:
        raise InvalidNameError(f"A package's name has 1 to {longest} characters")
    if UNPRINTABLE.search(name):
        raise InvalidNameError("A package's name has no spaces, control characters or '#'")
    return folded(ecosystem, name)


def folded(ecosystem: Ecosystem, name: str) -> str:
    """Return a name, or what a name begins with, in the form that its ecosystem compares."""
    if ecosystem is Ecosystem.PYPI:
        return re.sub(r"[-_.]+", "-", name).lower()
    if ecosystem is Ecosystem.CARGO:
        return name.replace("_", "-").lower()
    return name.lower() if ecosystem in IGNORE_CASE else name
