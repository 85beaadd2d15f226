"""A key's text: made, taken apart, and turned into what is kept of it.

What is kept is HMAC-SHA256 of the text under a key of our own. A slow hash as for passwords would gain nothing, since
nobody guesses 256 random bits, and would cost every call; the key keeps even whoever writes to the table from placing a
digest there that opens something.
"""

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

PREFIX = "curator"
ID_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_CHARACTERS = 8
LAST = 4  # characters by which a holder knows a key again
TEXT = re.compile(rf"{PREFIX}_([0-9a-z]{{{ID_CHARACTERS}}})_([A-Za-z0-9_-]{{43}})", re.ASCII)
ID = re.compile(rf"[0-9a-z]{{{ID_CHARACTERS}}}", re.ASCII)
PURPOSE = b"curator api key digest"  # the same secret may protect other things elsewhere


class Parts(NamedTuple):
    """The two halves of a key's text."""

    key_id: str
    secret: str


class Digests:
    """Makes of a key's text what is kept of it."""

    def __init__(self, secret: str) -> None:
        """Derive the key of all digests from this secret, which all instances share."""
        if not secret:
            raise ValueError("digests need a secret")
        self._key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)

    def of(self, text: str) -> str:
        """Return the digest of a text."""
        return hmac.digest(self._key, text.encode(), hashlib.sha256).hex()


def random_key_id() -> str:
    """Return a public id."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_CHARACTERS))


def text_of(key_id: str, secret: str) -> str:
    """Return the text that is told to a key's holder."""
    return f"{PREFIX}_{key_id}_{secret}"


def parts_of(text: str) -> Parts | None:
    """Return the halves of a text, None for one that cannot be a key's."""
    found = TEXT.fullmatch(text)
    return Parts(found[1], found[2]) if found else None


def may_be_id(key_id: str) -> bool:
    """Return whether a key can have this public id."""
    return ID.fullmatch(key_id) is not None
