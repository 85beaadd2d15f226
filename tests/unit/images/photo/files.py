"""Photographs whose metadata was written by somebody else's code: Pillow's, or by hand where Pillow would not."""

import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

from PIL import Image

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TAKEN = "2026:11:21 14:05:06"

ZURICH = {1: "N", 2: (47.0, 22.0, 36.54), 3: "E", 4: (8.0, 32.0, 24.0)}
ZURICH_DEGREES = (47.3768167, 8.54)


def exif_of(
    main: Mapping[int, Any] | None = None,
    *,
    photo: Mapping[int, Any] | None = None,
    gps: Mapping[int, Any] | None = None,
) -> bytes:
    """Return an EXIF block as Pillow writes it, with its header."""
    exif = Image.Exif()
    exif.update(main or {})
    if photo:
        exif.get_ifd(EXIF_IFD).update(photo)
    if gps:
        exif.get_ifd(GPS_IFD).update(gps)
    return exif.tobytes()


def picture(mime: str = JPEG, *, exif: bytes = b"", xmp: str | bytes = b"", size: tuple[int, int] = (8, 6)) -> bytes:
    """Return a small picture of this type with such metadata."""
    target = io.BytesIO()
    packet = xmp.encode() if isinstance(xmp, str) else xmp
    image = Image.new("RGB", size, "#8090a0")
    if mime == PNG:
        image.save(target, "PNG", exif=exif or None)
        return (
            with_png_chunk(target.getvalue(), b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
            if packet
            else (target.getvalue())
        )
    image.save(target, FORMATS[mime], exif=exif, xmp=packet)
    return target.getvalue()


def with_png_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    """Return the picture with one more chunk behind its header."""
    chunk = struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
    return png[:33] + chunk + png[33:]


def with_iptc(jpeg: bytes, *datasets: tuple[int, bytes]) -> bytes:
    """Return the JPEG with such datasets of IPTC's application record, where Photoshop puts them."""
    iim = b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in datasets)
    other = b"8BIM\x03\xed\0\0" + struct.pack(">L", 3) + b"abc\0"
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">L", len(iim)) + iim + b"\0" * (len(iim) % 2)
    return with_segment(jpeg, 0xED, b"Photoshop 3.0\0" + other + resource)


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """Return the JPEG with one more segment at its beginning."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + jpeg[2:]


def xmp(properties: str = "", attributes: str = "") -> str:
    """Return a packet with such elements and attributes."""
    spaces = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "exif": "http://ns.adobe.com/exif/1.0/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "cc": "http://creativecommons.org/ns#",
        "GPano": "http://ns.google.com/photos/1.0/panorama/",
    }
    named = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in spaces.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {named} {attributes}>{properties}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


def alternatives(name: str, **texts: str) -> str:
    """Return a property in several languages."""
    lines = "".join(f'<rdf:li xml:lang="{lang.replace("_", "-")}">{text}</rdf:li>' for lang, text in texts.items())
    return f"<{name}><rdf:Alt>{lines}</rdf:Alt></{name}>"


def bag(name: str, *values: str) -> str:
    """Return a property with several values."""
    lines = "".join(f"<rdf:li>{value}</rdf:li>" for value in values)
    return f"<{name}><rdf:Bag>{lines}</rdf:Bag></{name}>"


def tiff(*entries: tuple[int, int, int, bytes], order: str = "<", count: int | None = None) -> bytes:
    """Return a TIFF structure with one directory of such entries: tag, type, length, the four bytes of the value."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    rows = b"".join(struct.pack(f"{order}HHL", *entry[:3]) + entry[3].ljust(4, b"\0") for entry in entries)
    return head + struct.pack(f"{order}LH", 8, len(entries) if count is None else count) + rows
