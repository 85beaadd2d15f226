"""Where a page ended, as a text that a client hands back to get the next one.

    base64url(JSON {"after": position, "list": fingerprint}) . base64url(HMAC-SHA256 of that)

Clients get keys of our tables in it, which are no secret to those who may read the rows; the signature keeps anybody
from asking for a key range of their own. The fingerprint binds a cursor to its list and its filters: pages of one
question do not go on in the middle of another.
"""

import base64
import hashlib
import hmac
import json

from curator.foundation.pagination.errors import InvalidCursorError
from curator.foundation.pagination.filters import Filters, fingerprint
from curator.foundation.pagination.ranges import Position

LONGEST = 2048  # characters of a cursor; ours have a tenth of that
PURPOSE = b"curator pagination cursor"  # the same secret may sign other things elsewhere


class Cursors:
    """Writes cursors and reads them back."""

    def __init__(self, secret: str) -> None:
        """Sign with this secret, which all instances of a function share."""
        if not secret:
            raise ValueError("cursors need a secret")
        self._key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)

    def write(self, position: Position, *, model: str, filters: Filters) -> str:
        """Return the cursor for what follows this row."""
        content = {"after": dict(position), "list": fingerprint(model, filters)}
        payload = json.dumps(content, separators=(",", ":")).encode()
        return f"{_text(payload)}.{_text(self._signature(payload))}"

    def read(self, cursor: str, *, model: str, filters: Filters) -> Position:
        """Return which row a page ended with.

        Raises:
            InvalidCursorError: it is none of ours, or belongs to another list or other filters.
        """
        payload, signature = _parts(cursor)
        if not hmac.compare_digest(signature, self._signature(payload)):
            raise InvalidCursorError("it is not one that was given here")
        content = json.loads(payload)
        if content["list"] != fingerprint(model, filters):
            raise InvalidCursorError("it belongs to another list, or to other filters")
        position: Position = content["after"]
        return position

    def _signature(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, hashlib.sha256)


def _parts(cursor: str) -> tuple[bytes, bytes]:
    if len(cursor) > LONGEST:
        raise InvalidCursorError("it is too long")
    try:
        payload, signature = (_bytes(part) for part in cursor.split("."))
    except ValueError:  # two parts, of an alphabet, of a length
        raise InvalidCursorError("it cannot be read") from None
    return payload, signature


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
