"""Finding a finished upload again whose filekey was lost with the last chunk's answer.

The chunks' key dies when they are assembled, and without `async` nothing leads from it to the new one. The account's
own list of stashed files does, through sizes and SHA-1s.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.errors import StashGoneError

MAXIMUM_CANDIDATES = 10  # files of the very same size; more than one is rare
MAXIMUM_PAGES = 10  # of 500 files each


def find_in_stash(client: CommonsClient, *, sha1: str, size: int) -> str | None:
    """Return the filekey of a finished upload with these bytes in the user's stash, the newest first, or None.

    Args:
        client: acts for the uploader; nobody sees another's stash.
        sha1: 40 hexadecimal digits.
        size: in bytes.
    """
    same_size = _keys(client, status="finished", size=size)
    for filekey in list(reversed(same_size))[:MAXIMUM_CANDIDATES]:
        if _sha1_of(client, filekey) == sha1:
            return filekey
    return None


def find_unassembled(client: CommonsClient, *, size: int) -> str | None:
    """Return the chunks' key of the latest upload of `size` bytes that arrived and was not put together, or None."""
    return next(reversed(_keys(client, status="chunks", size=size)), None)


def _keys(client: CommonsClient, *, status: str, size: int) -> list[str]:
    """Return the keys of the uploads of this status and size, oldest first."""
    return [
        str(file["filekey"]) for file in _stashed(client) if (file.get("status"), file.get("size")) == (status, size)
    ]


def _stashed(client: CommonsClient) -> Iterator[Mapping[str, Any]]:
    params = {"action": "query", "list": "mystashedfiles", "msfprop": "size", "msflimit": "max"}
    for _ in range(MAXIMUM_PAGES):
        reply = client.get(params)
        yield from reply.get("query", {}).get("mystashedfiles", [])
        if "continue" not in reply:
            return
        params = params | {name: str(value) for name, value in reply["continue"].items()}


def _sha1_of(client: CommonsClient, filekey: str) -> str:
    """Ask for one key at a time: the reply names none."""
    params = {"action": "query", "prop": "stashimageinfo", "siifilekey": filekey, "siiprop": "sha1"}
    try:
        reply = client.get(params)
    except StashGoneError:  # it expired, or was published, since it was listed
        return ""
    return next((str(info.get("sha1", "")) for info in reply.get("query", {}).get("stashimageinfo", [])), "")
