import io
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from curator.images.errors import DimensionsTooLargeError, UndecodableImageError
from curator.images.headers import HeaderSize, check_pixels, read_size

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
FORMATS = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}


def encoded(file_format: str, mode: str = "RGB", size: tuple[int, int] = (321, 123), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, file_format, **options)
    return target.getvalue()


def animation(file_format: str, frames: int) -> bytes:
    pictures = [Image.new("RGB", (40, 30), (shade, 0, 0)) for shade in range(0, frames * 20, 20)]
    target = io.BytesIO()
    pictures[0].save(target, file_format, save_all=True, append_images=pictures[1:])
    return target.getvalue()


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


FRAME = segment(0xC0, struct.pack(">BHHB", 8, 123, 321, 3) + bytes(9))


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        pytest.param(encoded("JPEG"), JPEG, id="JPEG"),
        pytest.param(encoded("JPEG", progressive=True), JPEG, id="progressive JPEG"),
        pytest.param(encoded("JPEG", "L"), JPEG, id="grey JPEG"),
        pytest.param(encoded("JPEG", "CMYK"), JPEG, id="CMYK JPEG"),
        pytest.param(encoded("JPEG", exif=b"Exif\x00\x00" + b"\xff\xc0" * 30_000), JPEG, id="JPEG with much EXIF"),
        pytest.param(encoded("JPEG", icc_profile=bytes(200_000)), JPEG, id="JPEG with a profile in four pieces"),
        pytest.param(jpeg(b"\xff\xff\xff", FRAME), JPEG, id="JPEG with fill bytes"),
        pytest.param(jpeg(b"\x00\x12garbage", FRAME), JPEG, id="JPEG with garbage between segments"),
        pytest.param(jpeg(segment(0xC4, bytes(20)), segment(0xCC, bytes(4)), FRAME), JPEG, id="JPEG tables first"),
        pytest.param(encoded("PNG"), PNG, id="PNG"),
        pytest.param(encoded("PNG", "1"), PNG, id="PNG of one bit"),
        pytest.param(encoded("WEBP"), WEBP, id="WebP"),
        pytest.param(encoded("WEBP", lossless=True), WEBP, id="lossless WebP"),
        pytest.param(encoded("WEBP", "RGBA"), WEBP, id="WebP with alpha"),
        pytest.param(encoded("WEBP", exif=b"Exif\x00\x00"), WEBP, id="extended WebP"),
    ],
)
def test_the_size_stands_in_the_header(data: bytes, mime: str) -> None:
    assert read_size(data, mime) == HeaderSize(321, 123, 1)


@pytest.mark.parametrize("size", [(1, 1), (16_383, 1), (1, 16_383)])
@pytest.mark.parametrize("file_format", FORMATS)
def test_sizes_are_right_to_the_edge(file_format: str, size: tuple[int, int]) -> None:
    assert read_size(encoded(file_format, size=size), FORMATS[file_format]) == HeaderSize(*size, 1)
    if file_format == "WEBP":
        assert read_size(encoded(file_format, size=size, lossless=True), WEBP) == HeaderSize(*size, 1)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_the_frames_of_an_animation_are_counted(file_format: str) -> None:
    assert read_size(animation(file_format, 5), FORMATS[file_format]) == HeaderSize(40, 30, 5)


@pytest.mark.parametrize("file_format", FORMATS)
def test_from_a_part_of_a_file_comes_its_size_or_nothing(file_format: str) -> None:
    data, mime = encoded(file_format), FORMATS[file_format]
    found = [read_size(data[:length], mime) for length in range(len(data))]
    first = next(place for place, size in enumerate(found) if size is not None)
    assert set(found[:first]) == {None}
    assert set(found[first:]) == {HeaderSize(321, 123, 1)}
    assert first <= 1024


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        pytest.param(jpeg(segment(0xDA, bytes(10)), FRAME), JPEG, id="JPEG whose scan comes before its frame"),
        pytest.param(jpeg(b"\xff\xd9", FRAME), JPEG, id="JPEG that ends before its frame"),
        pytest.param(jpeg(), JPEG, id="JPEG of nothing"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 8, b"IDAT", 9, 9), PNG, id="PNG without a header"),
        pytest.param(b"RIFF\x10\x00\x00\x00WEBPJUNK" + bytes(30), WEBP, id="WebP of an unknown kind"),
        pytest.param(encoded("PNG"), "image/gif", id="a format that is not taken"),
    ],
)
def test_where_no_size_is_declared_there_is_none(data: bytes, mime: str) -> None:
    assert read_size(data, mime) is None


@given(st.sampled_from(sorted(FORMATS.values())), st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(mime: str, data: bytes) -> None:
    begin = {JPEG: b"\xff\xd8\xff", PNG: encoded("PNG")[:16], WEBP: b"RIFF\x00\x00\x00\x00WEBPVP8X"}[mime]
    size = read_size(begin + data, mime)
    assert size is None or size.frames >= 1


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(HeaderSize(8160, 6120, 1), id="a phone's 50 megapixels"),
        pytest.param(HeaderSize(6000, 4000, 2), id="two frames"),
        pytest.param(HeaderSize(16_383, 3051, 1), id="as wide as it may be"),
        pytest.param(HeaderSize(1, 1, 1), id="one pixel"),
    ],
)
def test_what_is_not_too_large_passes(size: HeaderSize) -> None:
    check_pixels(size, 50_000_000)


# scenario images-29
@pytest.mark.parametrize(
    "size",
    [
        pytest.param(HeaderSize(16_000, 16_000, 1), id="a bomb"),
        pytest.param(HeaderSize(8000, 6251, 1), id="hardly too many pixels"),
        pytest.param(HeaderSize(16_384, 1, 1), id="too wide"),
        pytest.param(HeaderSize(1, 16_384, 1), id="too high"),
        pytest.param(HeaderSize(1000, 1000, 51), id="too many frames"),
    ],
)
def test_what_is_too_large_is_refused(size: HeaderSize) -> None:
    with pytest.raises(DimensionsTooLargeError) as refusal:
        check_pixels(size, 50_000_000)
    assert (refusal.value.status, refusal.value.public_message) == (413, "Image dimensions too large")


@pytest.mark.parametrize("size", [HeaderSize(0, 100, 1), HeaderSize(100, 0, 1)])
def test_a_picture_without_pixels_is_none(size: HeaderSize) -> None:
    with pytest.raises(UndecodableImageError):
        check_pixels(size, 50_000_000)
