"""Reading a reply within one time for all of it, and one size: of what arrives, and of what that unpacks to."""

import zlib
from collections.abc import Callable

import httpx

from curator.foundation.clock import Clock

ACCEPTED = "gzip"
GZIP_WINDOW = 16 + zlib.MAX_WBITS


def body_within(response: httpx.Response, clock: Clock, deadline: float, max_bytes: int) -> bytes:
    """Return the body, unpacked; a bomb is given up at `max_bytes`, as is a server that sends a byte at a time.

    Raises:
        httpx.HTTPError: it was not there by `deadline` (seconds since the epoch), or is damaged.
        ValueError: it is longer than `max_bytes`.
    """
    unpack = _unpacker(response.headers.get("content-encoding", "identity").strip().lower())
    body = bytearray()
    for piece in response.iter_raw():
        body += unpack(piece, max_bytes + 1 - len(body))
        if clock.now() > deadline:
            raise httpx.ReadTimeout("the answer came too slowly")
        if len(body) > max_bytes:
            raise ValueError("the answer is too long")
    return bytes(body)


class _Gunzip:
    """Unpacks gzip (RFC 1952), and no more of it at a time than is wanted."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(GZIP_WINDOW)

    def __call__(self, piece: bytes, at_most: int) -> bytes:
        try:
            return self._stream.decompress(piece, at_most)  # what is left over makes the body too long anyway
        except zlib.error as error:
            raise httpx.DecodingError("damaged gzip") from error


def _as_it_is(piece: bytes, _at_most: int) -> bytes:
    return piece


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    if encoding in {"gzip", "x-gzip"}:
        return _Gunzip()
    if encoding in {"", "identity"}:
        return _as_it_is
    raise httpx.DecodingError(f"packed in a way nobody asked for: {encoding[:20]}")
