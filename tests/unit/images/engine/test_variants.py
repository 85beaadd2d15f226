"""What becomes of a picture: four upright variants in sRGB, without a word about where it was taken."""

import hashlib
from typing import Any

import pytest
from PIL import Image, ImageChops
from PIL.Image import Transpose

from curator.images.engine.models import Rendered
from curator.images.engine.rendering import render
from curator.images.specification import DEFAULT_SPECIFICATION, specification_from
from tests.unit.images.engine.samples import (
    MAX_PIXELS,
    ORIENTATION,
    encoded,
    far_apart,
    gradient,
    opened,
    quarters,
    rendered,
)
from tests.unit.images.test_sizes import TABLE

GPS_IFD, MAKE = 0x8825, 0x010F
SECRET = b"where and with what this was taken"
# How the sensor had it, for each orientation that turns it upright again.
SEEN_BY_SENSOR = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def sizes(result: Rendered) -> list[tuple[int, int]]:
    return [(variant.width, variant.height) for variant in result.variants]


# scenario images-40
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_four_webp_files(file_format: str) -> None:
    result = rendered(encoded(gradient(640, 427), file_format))
    assert [variant.specification for variant in result.variants] == list(DEFAULT_SPECIFICATION.variants)
    for variant in result.variants:
        assert (variant.data[:4], variant.data[8:12]) == (b"RIFF", b"WEBP")
        picture = opened(variant)
        assert (picture.format, picture.size) == ("WEBP", (variant.width, variant.height))
        assert variant.sha256 == hashlib.sha256(variant.data).hexdigest()


# scenario images-41
# scenario images-47
# scenario images-48
@pytest.mark.parametrize("size", TABLE, ids=[f"{width}x{height}" for width, height in TABLE])
def test_variants_have_the_sizes_of_the_table(size: tuple[int, int]) -> None:
    result = rendered(encoded(Image.new("RGB", size, "teal")))
    assert (result.width, result.height) == size
    assert sizes(result) == TABLE[size]
    assert [opened(variant).size for variant in result.variants] == TABLE[size]


# scenario images-41
@pytest.mark.parametrize("size", [(4097, 3001), (4095, 2731), (1201, 1199), (1999, 601), (601, 1201), (4096, 4096)])
def test_sizes_are_those_of_the_rule_where_rounding_would_lose_a_pixel(size: tuple[int, int]) -> None:
    variants = specification_from({str(limit): limit for limit in (4096, 2047, 1200, 333, 150, 7, 1)}, 50, 0)
    result = render(encoded(Image.new("L", size), "PNG"), variants.variants, max_pixels=MAX_PIXELS)
    width, height = size
    for variant in result.variants:
        limit = min(variant.specification.limit, max(size))
        expected = (
            (limit, max(1, limit * height // width)) if width > height else (max(1, limit * width // height), limit)
        )
        assert (variant.width, variant.height) == expected


# scenario images-45
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(file_format: str, orientation: int) -> None:
    upright = quarters(1600, 1000)
    sensor = upright.transpose(SEEN_BY_SENSOR[orientation]) if orientation > 1 else upright
    assert (sensor.size == upright.size) == (orientation < 5)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    result = rendered(encoded(sensor, file_format, exif=exif))
    assert (result.width, result.height) == upright.size
    assert sizes(result) == [(150, 93), (600, 375), (1200, 750), (1600, 1000)]
    for variant in result.variants:
        picture = opened(variant).convert("RGB")
        for across, down, colour in ((1, 1, "red"), (3, 1, "lime"), (3, 3, "blue"), (1, 3, "white")):
            pixel = picture.getpixel((picture.width * across // 4, picture.height * down // 4))
            expected = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
            assert isinstance(pixel, tuple)
            assert isinstance(expected, tuple)
            assert far_apart(pixel, expected) <= 6


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert sizes(rendered(encoded(gradient(60, 40), exif=exif))) == [(60, 40)] * 4


# scenario images-44
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_left_in_a_variant(file_format: str) -> None:
    exif = Image.Exif()
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (59.0, 26.0, 13.2), 3: "E", 4: (24.0, 44.0, 42.7)})
    words: dict[str, Any] = {"JPEG": {"xmp": SECRET, "comment": SECRET}, "WEBP": {"xmp": SECRET}}.get(file_format, {})
    data = encoded(gradient(5000, 1000), file_format, exif=exif, icc_profile=SECRET, **words)
    assert data.count(SECRET) >= 1
    for variant in rendered(data).variants:
        assert SECRET not in variant.data
        picture = opened(variant)
        assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
        assert dict(picture.getexif()) == {}
        assert variant.data[12:16] == b"VP8 "  # a file without room for anything else


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_variant_looks_like_the_picture(file_format: str) -> None:
    original = gradient(1800, 1300)
    for variant in rendered(encoded(original, file_format)).variants:
        expected = original.resize((variant.width, variant.height), Image.Resampling.LANCZOS)
        difference = ImageChops.difference(expected, opened(variant).convert("RGB")).convert("L").histogram()
        assert sum(difference[12:]) == 0


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = encoded(gradient(5000, 3000))
    assert rendered(data) == rendered(data)


def test_a_variant_made_alone_is_the_one_made_with_the_others() -> None:
    """A backfill makes only what changed; it may not write other bytes than a whole run under the same key."""
    data = encoded(gradient(5000, 3000))
    together = rendered(data)
    for variant in together.variants:
        alone = render(data, [variant.specification], max_pixels=MAX_PIXELS)
        assert alone.variants == (variant,)
        assert (alone.dominant_color, alone.blurhash) == (together.dominant_color, together.blurhash)


def test_more_quality_or_effort_is_heard_of() -> None:
    data = encoded(gradient(900, 600))
    lengths = {}
    for quality, effort in ((50, 2), (90, 2), (90, 6)):
        (variant,) = render(
            data, specification_from({"large": 1200}, quality, effort).variants, max_pixels=MAX_PIXELS
        ).variants
        lengths[quality, effort] = len(variant.data)
    assert lengths[50, 2] < lengths[90, 6] < lengths[90, 2]


def test_a_limit_beyond_the_usual_ones_is_kept_to() -> None:
    variants = specification_from({"huge": 8192, "most": 5000, "original": 4096}, 80, 0).variants
    data = encoded(Image.new("RGB", (9000, 900), "teal"))
    assert sizes(render(data, variants, max_pixels=MAX_PIXELS)) == [(8192, 819), (5000, 500), (4096, 409)]


def test_no_variant_need_be_asked_for() -> None:
    assert render(encoded(gradient(30, 20)), [], max_pixels=MAX_PIXELS).variants == ()
