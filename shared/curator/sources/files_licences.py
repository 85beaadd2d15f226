"""Under which terms a user offers a photo of their own.

What the user stated when uploading counts: an offer is theirs to make. Where they stated nothing, a deed of Creative
Commons that the file itself names does; where it names none, Commons' own suggestion for own works.
"""

import re

from curator.sources.licences import BY_SA_4, CC0, DEED, UNKNOWN, Licence, licence_of, refused
from curator.sources.own_files import OwnFile

DEFAULT = BY_SA_4
SHORT_NAME = re.compile(
    r"(?:cc )?(by(?: (?:sa|nc|nd))*|zero|0|cc0|pdm?)(?: (\d\.\d))?(?: (?:unported|international|universal))?"
)
ZERO = frozenset({"zero", "0", "cc0"})
LATEST = "4.0"
MAX_NAME = 60  # characters, of terms nobody here knows


def licence_of_file(file: OwnFile) -> Licence:
    """Return the terms of a file; they say themselves whether Commons takes them."""
    if file.licence.strip():
        return stated_licence(file.licence)
    deed = file.photo.get("licence_url")
    return licence_of(name="its own", url=deed) if isinstance(deed, str) and deed else DEFAULT


def stated_licence(text: str) -> Licence:
    """Return the licence that somebody calls so: by a deed's address, by its name, or as Commons writes templates."""
    if DEED.match(text.strip()):
        return licence_of(name=text, url=text.strip())
    words = " ".join(re.split(r"[^a-z0-9.]+", text.lower())).strip()
    found = SHORT_NAME.fullmatch(words)
    if found is None:
        return refused(_plain(text), UNKNOWN)
    kind, version = found.groups()
    if kind in ZERO:
        return CC0
    if kind.startswith("pd"):
        return licence_of(name=_plain(text), url="https://creativecommons.org/publicdomain/mark/1.0")
    deed = f"https://creativecommons.org/licenses/{kind.replace(' ', '-')}/{version or LATEST}"
    return licence_of(name=_plain(text), url=deed)


def _plain(text: str) -> str:
    """Return a name of terms as it may stand in a sentence."""
    return " ".join(text.replace("{", "(").replace("}", ")").split())[:MAX_NAME]
