"""Where files keep their metadata: segments of a JPEG, chunks of a PNG and of a WebP. Nothing is decoded."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BLOCK = 1024 * 1024  # bytes of one block; a JPEG's end at 64 KiB, and no camera writes more anywhere
MAX_PARTS = 10_000  # segments or chunks looked at

EXIF_HEADER = b"Exif\0\0"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
PHOTOSHOP_HEADER = b"Photoshop 3.0\0"
PNG_XMP = b"XML:com.adobe.xmp\0"

APP1, APP13, SCAN, END = 0xE1, 0xED, 0xDA, 0xD9
STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The three kinds of metadata as they stand in a file; empty where there is none.

    `exif` is a TIFF structure, `xmp` an XML packet, `photoshop` a row of image resources, one of which may be IPTC.
    """

    exif: bytes = b""
    xmp: bytes = b""
    photoshop: bytes = b""


def find_blocks(data: bytes, mime: str) -> Blocks:
    """Return the metadata of a JPEG, PNG or WebP; what is cut short or too large counts as absent."""
    match mime:
        case "image/jpeg":
            return _of_jpeg(data)
        case "image/png":
            return _of_png(data)
        case "image/webp":
            return _of_webp(data)
    return Blocks()


def _of_jpeg(data: bytes) -> Blocks:
    exif = xmp = photoshop = b""
    for marker, body in _segments(data):
        if marker == APP1 and body.startswith(EXIF_HEADER):
            exif = exif or body.removeprefix(EXIF_HEADER)
        elif marker == APP1 and body.startswith(XMP_HEADER):
            xmp = xmp or body.removeprefix(XMP_HEADER)
        elif marker == APP13 and body.startswith(PHOTOSHOP_HEADER) and len(photoshop) < MAX_BLOCK:
            photoshop += body.removeprefix(PHOTOSHOP_HEADER)  # one that is too long for a segment goes on in the next
    return Blocks(exif=exif, xmp=xmp, photoshop=photoshop)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and body of the segments before the picture itself."""
    place = 2
    for _ in range(MAX_PARTS):
        while data[place : place + 2] == b"\xff\xff":  # fill bytes
            place += 1
        if place + 4 > len(data) or data[place] != 0xFF:
            return
        marker = data[place + 1]
        if marker in STANDALONE:
            place += 2
            continue
        if marker in {SCAN, END}:
            return
        length = int.from_bytes(data[place + 2 : place + 4])
        end = place + 2 + length
        if length < 2 or end > len(data):
            return
        yield marker, data[place + 4 : end]
        place = end


def _of_png(data: bytes) -> Blocks:
    exif = xmp = b""
    for kind, body in _chunks(data, start=8, byteorder="big", kind_first=False, trailer=4):
        if kind == b"eXIf":
            exif = exif or body.removeprefix(EXIF_HEADER)
        elif kind == b"iTXt" and body.startswith(PNG_XMP):
            xmp = xmp or _international_text(body.removeprefix(PNG_XMP))
        elif kind == b"IEND":
            break
    return Blocks(exif=exif, xmp=xmp)


def _international_text(body: bytes) -> bytes:
    """Return the text of a chunk after its keyword: flag, method, language, keyword in that language, text."""
    parts = body[2:].split(b"\0", 2)
    if len(parts) < 3:
        return b""
    if body[:1] == b"\0":
        return parts[2]
    return zlib.decompressobj().decompress(parts[2], MAX_BLOCK)  # and no byte more, however small the chunk is


def _of_webp(data: bytes) -> Blocks:
    exif = xmp = b""
    for kind, body in _chunks(data, start=12, byteorder="little", kind_first=True, trailer=0):
        if kind == b"EXIF":
            exif = exif or body.removeprefix(EXIF_HEADER)
        elif kind == b"XMP ":
            xmp = xmp or body
    return Blocks(exif=exif, xmp=xmp)


def _chunks(
    data: bytes, *, start: int, byteorder: str, kind_first: bool, trailer: int
) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and body of chunks; of those that are larger than any metadata, an empty body."""
    place = start
    for _ in range(MAX_PARTS):
        first, second = data[place : place + 4], data[place + 4 : place + 8]
        if len(second) < 4:
            return
        kind, size = (first, second) if kind_first else (second, first)
        length = int.from_bytes(size, "big" if byteorder == "big" else "little")
        end = place + 8 + length
        if end > len(data):
            return
        yield kind, data[place + 8 : end] if length <= MAX_BLOCK else b""
        place = end + trailer + (length % 2 if kind_first else 0)  # RIFF pads to even places
