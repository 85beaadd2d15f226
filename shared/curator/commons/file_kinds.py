"""What kind of file some bytes are, and whether they go on to the kind's own end.

Only signatures and end markers are looked at, in constant memory; nothing is decoded. A file this module cannot tell
to be broken is left to Commons to judge.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

HEAD_BYTES = 1024
SVG_HEAD_BYTES = 64 * 1024  # comments and document types may come before the root element
SCAN_BYTES = 1024 * 1024

JPEG_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # not an escaped 0xFF, a fill byte, or a restart marker
JPEG_END, JPEG_SCAN = 0xD9, 0xDA
JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html|<\?php|<head|<body)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of file.

    Attributes:
        name: with its article, for people.
        extensions: in small letters, without the dot.
    """

    name: str
    extensions: tuple[str, ...]


JPEG = FileKind(name="a JPEG picture", extensions=("jpg", "jpeg"))
PNG = FileKind(name="a PNG picture", extensions=("png",))
GIF = FileKind(name="a GIF picture", extensions=("gif",))
WEBP = FileKind(name="a WebP picture", extensions=("webp",))
TIFF = FileKind(name="a TIFF picture", extensions=("tif", "tiff"))
SVG = FileKind(name="an SVG drawing", extensions=("svg",))
PDF = FileKind(name="a PDF document", extensions=("pdf",))
WEBM = FileKind(name="a WebM video", extensions=("webm",))
PAGE = FileKind(name="a web page", extensions=())

SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (rb"\xff\xd8\xff", JPEG),
    (rb"\x89PNG\r\n\x1a\n", PNG),
    (rb"GIF8[79]a", GIF),
    (rb"RIFF....WEBP", WEBP),
    (rb"II[*+]\x00|MM\x00[*+]", TIFF),
    (rb"%PDF-", PDF),
    (rb"\x1a\x45\xdf\xa3", WEBM),
)


def kind_of(source: BinaryIO) -> FileKind | None:
    """Return what kind of file this is by its first bytes, or None if it is none of those known here."""
    source.seek(0)
    head = source.read(HEAD_BYTES)
    for signature, kind in SIGNATURES:
        if re.match(signature, head, re.DOTALL):
            return kind
    if WEB_PAGE.match(head):
        return PAGE
    source.seek(0)
    return SVG if b"<svg" in source.read(SVG_HEAD_BYTES) else None


def is_cut_off(source: BinaryIO, kind: FileKind) -> bool:
    """Return whether the file surely ends before its own end. What follows that end does not matter."""
    ends = ENDS.get(kind.name)
    return ends is not None and not ends(source)


def _jpeg_ends(source: BinaryIO) -> bool:
    """Walk from segment to segment: previews inside a photograph have end markers of their own."""
    position = 2
    while True:
        source.seek(position)
        head = source.read(4)
        if len(head) >= 2 and head[0] != 0xFF:
            return True  # no JPEG structure any more: not for us to judge
        if len(head) >= 2 and head[1] == JPEG_END:
            return True
        if len(head) < 4:
            return False
        position = _after_segment(source, position, head)
        if position < 0:
            return False


def _after_segment(source: BinaryIO, position: int, head: bytes) -> int:
    """Return where the next marker is expected, or -1 if the file ends before it."""
    marker = head[1]
    if marker == 0xFF:
        return position + 1
    if marker in JPEG_ALONE:
        return position + 2
    after = position + 2 + int.from_bytes(head[2:4], "big")
    return _next_marker(source, after) if marker == JPEG_SCAN else after


def _next_marker(source: BinaryIO, position: int) -> int:
    """Return where the coded data from `position` on ends, or -1 if it does not."""
    source.seek(position)
    last = b""
    while block := source.read(SCAN_BYTES):
        found = JPEG_MARKER_IN_SCAN.search(last + block)
        if found:
            return position - len(last) + found.start()
        position += len(block)
        last = block[-1:]
    return -1


def _png_ends(source: BinaryIO) -> bool:
    position = 8
    while True:
        source.seek(position)
        head = source.read(8)
        if len(head) < 8:
            return False
        length, name = struct.unpack(">I4s", head)
        position += 12 + length
        if name == b"IEND":
            source.seek(position - 4)
            return len(source.read(4)) == 4


def _webp_ends(source: BinaryIO) -> bool:
    source.seek(4)
    length = int.from_bytes(source.read(4), "little")
    return source.seek(0, 2) >= 8 + length


ENDS: dict[str, Callable[[BinaryIO], bool]] = {
    JPEG.name: _jpeg_ends,
    PNG.name: _png_ends,
    WEBP.name: _webp_ends,
}
