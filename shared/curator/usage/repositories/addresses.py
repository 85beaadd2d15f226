"""The one form of a repository's address, whichever of GitHub's spellings it came in.

Sources: the forms `git clone` takes (https, ssh, `git@host:path`), and those of npm's `package.json`
(`git+https://…`, with a `.git` at the end).
"""

import re
from urllib.parse import urlsplit

from curator.usage.errors import InvalidNameError

LONGEST = 500  # characters
SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")  # git@github.com:owner/name
SCHEMES = frozenset({"http", "https", "git", "ssh", "git+https", "git+http", "git+ssh"})
PART = re.compile(r"[\w.-]+")


def normalised_url(address: str) -> str:
    """Return `https://<host>/<owner>/<name>`; owner and name stay in the case they are written in.

    Raises:
        InvalidNameError: no repository can be there.
    """
    address = address.strip()
    short = SCP.fullmatch(address)
    try:
        split = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else address)
    except ValueError as error:  # brackets that hold no address
        raise _no_address() from error
    path = split.path.strip("/").removesuffix(".git")
    parts = path.split("/")
    well_formed = len(parts) >= 2 and all(map(is_part, parts))
    host = (split.hostname or "").lower()
    if split.scheme.lower() not in SCHEMES or not host or not well_formed or len(address) > LONGEST:
        raise _no_address()
    return f"https://{host}/{path}"


def is_part(text: str) -> bool:
    """Return whether an owner or a repository can be called this."""
    return PART.fullmatch(text) is not None and text.strip(".") != ""


def _no_address() -> InvalidNameError:
    return InvalidNameError("A repository's address is like https://github.com/owner/name")
