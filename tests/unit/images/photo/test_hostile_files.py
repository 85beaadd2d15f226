"""Metadata written by somebody who wishes us ill. Nothing raises, nothing grows, and the rest is read all the same."""

import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from curator.images.photo import read_photo
from curator.images.photo.exif import read_exif
from curator.images.photo.iptc import read_iptc
from curator.images.photo.xmp import read_xmp
from tests.unit.images.photo.files import (
    JPEG,
    PNG,
    TAKEN,
    WEBP,
    ZURICH,
    alternatives,
    exif_of,
    picture,
    tiff,
    with_iptc,
    with_png_chunk,
    with_segment,
    xmp,
)

EXIF = b"Exif\0\0"
TITLE = {"title": "Kept"}
GOOD_XMP = xmp(alternatives("dc:title", x_default="Kept"))


def exif_pointing(tag: int, kind: int, length: int, place: int) -> bytes:
    return tiff((tag, kind, length, struct.pack("<L", place)))


BROKEN_EXIF = [
    pytest.param(b"", id="empty"),
    pytest.param(b"II*\0", id="only a signature"),
    pytest.param(b"II*\0\xff\xff\xff\xff", id="a directory beyond the end"),
    pytest.param(b"MM*\0\0\0\0\x08", id="two byte orders"),
    pytest.param(tiff(count=65535), id="65535 entries, none there"),
    pytest.param(exif_pointing(0x010F, 2, 0xFFFFFFFF, 8), id="four gigabytes of text"),
    pytest.param(exif_pointing(0x010F, 2, 100, 0xFFFFFFF0), id="text beyond the end"),
    pytest.param(exif_pointing(0x010F, 9999, 1, 0), id="a type nobody knows"),
    pytest.param(exif_pointing(0x010F, 3, 1, 5), id="a number for a name"),
    pytest.param(exif_pointing(0x8769, 4, 1, 8), id="a directory that is its own child"),
    pytest.param(exif_pointing(0x8825, 4, 1, 0xFFFFFFFF), id="a child beyond the end"),
    pytest.param(exif_pointing(0x8825, 2, 4, 0x41414141), id="a child by text"),
    pytest.param(exif_pointing(0x8769, 12, 1, 8), id="a child by a fraction"),
]


@pytest.mark.parametrize("block", BROKEN_EXIF)
@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP])
def test_broken_exif_costs_nothing_else(block: bytes, mime: str) -> None:
    assert read_photo(_with_exif(mime, block), mime) == TITLE


def _with_exif(mime: str, block: bytes) -> bytes:
    if mime == JPEG:
        return with_segment(picture(JPEG, xmp=GOOD_XMP), 0xE1, EXIF + block)
    if mime == PNG:
        return with_png_chunk(picture(PNG, xmp=GOOD_XMP), b"eXIf", block)
    return picture(WEBP, exif=EXIF + block, xmp=GOOD_XMP)


def test_a_directory_whose_entries_share_one_large_value_takes_no_memory() -> None:
    entries = [(tag, 7, 60_000, struct.pack("<L", 8)) for tag in range(5000)]
    block = tiff(*entries) + bytes(60_000)
    tracemalloc.start()
    read_exif(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
EVIL_XMP = [
    pytest.param('<!DOCTYPE x [<!ENTITY e "ha">]>' + GOOD_XMP.replace("Kept", "&e;"), id="an entity of its own"),
    pytest.param(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>' + GOOD_XMP.replace("Kept", "&l9;"), id="a billion laughs"),
    pytest.param('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', id="a file"),
    pytest.param('<!DOCTYPE x SYSTEM "http://127.0.0.1:1/evil.dtd"><x/>', id="an address"),
    pytest.param("<a>" * 5000, id="deep"),
    pytest.param("<rdf:RDF", id="cut off"),
    pytest.param("not XML at all", id="no XML"),
    pytest.param("\0" * 1000, id="NULs"),
    pytest.param(b"\xff\xfe\xfd" * 100, id="no encoding"),
    pytest.param('<?xml version="1.0" encoding="x-unknown"?><x/>', id="an unknown encoding"),
]


@pytest.mark.parametrize("packet", EVIL_XMP)
def test_evil_xmp_costs_nothing_else(packet: str | bytes) -> None:
    data = picture(PNG, exif=exif_of({0x010F: "Canon"}), xmp=packet)
    assert read_photo(data, PNG) == {"make": "Canon"}


def test_what_stands_before_an_error_in_xmp_counts() -> None:
    assert read_xmp(GOOD_XMP.encode().partition(b"</rdf:Description>")[0]) == {
        "http://purl.org/dc/elements/1.1/title": ["Kept"]
    }


def test_a_compressed_packet_that_grows_without_end_is_cut() -> None:
    bomb = zlib.compress(b"<x>" + b"a" * 300_000_000, 9)
    data = with_png_chunk(picture(PNG, exif=exif_of({0x010F: "Canon"})), b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb)
    tracemalloc.start()
    assert read_photo(data, PNG) == {"make": "Canon"}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


BROKEN_IPTC = [
    pytest.param(b"8BIM", id="cut off"),
    pytest.param(b"8BIM\x04\x04\xff" + b"a" * 10, id="a name beyond the end"),
    pytest.param(b"8BIM\x04\x04\0\0\xff\xff\xff\xff\x1c\x02\x05\xff\xffabc", id="a value beyond the end"),
    pytest.param(b"8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x05\x80\x04\xff\xff\xff\xff", id="four gigabytes"),
    pytest.param(b"8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x05\xff\xff\xff\xff\xff\xff", id="a length of 32767 bytes"),
    pytest.param(b"8BIM\x00\x00\0\0\0\0\0\0" * 5000, id="resources of nothing"),
]


@pytest.mark.parametrize("block", BROKEN_IPTC)
def test_broken_iptc_is_none(block: bytes) -> None:
    assert read_iptc(block) == {}


def test_an_extended_dataset_is_read() -> None:
    iim = b"\x1c\x02\x78\x80\x04\0\0\0\x04text"
    assert read_iptc(b"8BIM\x04\x04\0\0" + struct.pack(">L", len(iim)) + iim) == {120: [b"text"]}


def rich(mime: str) -> bytes:
    data = picture(
        mime,
        exif=exif_of({0x010F: "Canon", 0x9C9B: "A".encode("utf-16-le")}, photo={0x9003: TAKEN}, gps=ZURICH),
        xmp=GOOD_XMP,
    )
    return with_iptc(data, (120, b"text")) if mime == JPEG else data


@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP])
def test_a_file_that_ends_anywhere_is_read_as_far_as_it_goes(mime: str) -> None:
    data = rich(mime)
    for end in range(len(data)):
        read_photo(data[:end], mime)


@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP])
@given(places=some.lists(some.tuples(some.integers(0, 2000), some.integers(0, 255)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_damage_is_survived(mime: str, places: list[tuple[int, int]]) -> None:
    data = bytearray(rich(mime))
    for place, value in places:
        data[place % len(data)] = value
    read_photo(bytes(data), mime)


READERS: list[Callable[[bytes], object]] = [read_exif, read_iptc, read_xmp]


@given(block=some.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_survived(block: bytes) -> None:
    for mime in (JPEG, PNG, WEBP):
        read_photo(_with_exif(mime, block) if len(block) < 200 else block, mime)
    read_exif(b"II*\0\x08\0\0\0" + block)
    for read in READERS[1:]:
        read(b"8BIM\x04\x04\0\0" + block)


def test_fifty_thousand_tiny_parts_take_no_time() -> None:
    began = time.process_time()
    read_photo(b"\xff\xd8" + b"\xff\xe1\0\x02" * 50_000, JPEG)
    read_photo(picture(PNG)[:33] + struct.pack(">L4sL", 0, b"tEXt", 0) * 50_000, PNG)
    read_photo(b"RIFF\0\0\0\0WEBP" + b"ANMF\0\0\0\0" * 50_000, WEBP)
    read_xmp(b"<a>" + b"<b/>" * 60_000 + b"</a>")
    assert time.process_time() - began < 1
