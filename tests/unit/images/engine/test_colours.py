"""Pictures in any of the ways pixels are written down come out in the colours a person would see."""

import io
from collections.abc import Callable
from typing import Any

import blurhash
import pytest
import pyvips
from PIL import Image, ImageCms

from tests.unit.images.engine.samples import display_p3, encoded, far_apart, gradient, opened, rendered

Pixel = tuple[int, ...]
BAND = 40  # pixels


def colour_of(result_data: bytes) -> Pixel:
    """Return the colour in the middle of the largest variant of a picture."""
    picture = opened(rendered(result_data).variants[-1])
    pixel = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(pixel, tuple)
    return pixel


def plain_png(colour: list[int], sample: str = "uchar", colours: str = "srgb", **options: Any) -> bytes:
    """Return a PNG as Pillow cannot write it."""
    image = pyvips.Image.black(BAND, BAND, bands=len(colour)).linear(1, colour)
    data: bytes = image.cast(sample).copy(interpretation=colours).pngsave_buffer(**options)
    return data


def deep_png(colour: list[int]) -> bytes:
    return plain_png(colour, "ushort", "rgb16")


def palette_png(transparent: int | None = None) -> bytes:
    picture = Image.new("P", (BAND, BAND), 1)
    picture.putpalette([0, 0, 0, 200, 100, 50])
    return encoded(picture, "PNG", **({} if transparent is None else {"transparency": transparent}))


MODES: dict[str, tuple[Callable[[], bytes], Pixel]] = {
    "RGB": (lambda: encoded(Image.new("RGB", (BAND, BAND), (200, 100, 50))), (200, 100, 50)),
    "grey JPEG": (lambda: encoded(Image.new("L", (BAND, BAND), 90)), (90, 90, 90)),
    "grey PNG": (lambda: encoded(Image.new("L", (BAND, BAND), 90), "PNG"), (90, 90, 90)),
    "one bit, white": (lambda: encoded(Image.new("1", (BAND, BAND), 1), "PNG"), (255, 255, 255)),
    "one bit, black": (lambda: encoded(Image.new("1", (BAND, BAND), 0), "PNG"), (0, 0, 0)),
    "palette": (palette_png, (200, 100, 50)),
    "palette, transparent elsewhere": (lambda: palette_png(0), (200, 100, 50)),
    "16 bits of grey": (lambda: encoded(Image.new("I;16", (BAND, BAND), 90 * 257), "PNG"), (90, 90, 90)),
    "16 bits a colour": (lambda: deep_png([200 * 257, 100 * 257, 50 * 257]), (200, 100, 50)),
    "YCCK, no ink": (lambda: encoded(Image.new("CMYK", (BAND, BAND), (0, 0, 0, 0))), (255, 255, 255)),
    "interlaced": (lambda: plain_png([200, 100, 50], interlace=True), (200, 100, 50)),
    "progressive": (lambda: encoded(Image.new("RGB", (BAND, BAND), (200, 100, 50)), progressive=True), (200, 100, 50)),
}
WITH_ALPHA: dict[str, Callable[[], bytes]] = {
    "RGBA PNG": lambda: encoded(Image.new("RGBA", (BAND, BAND), (200, 100, 50, 128)), "PNG"),
    "RGBA WebP": lambda: encoded(Image.new("RGBA", (BAND, BAND), (200, 100, 50, 128)), "WEBP", exact=True),
    "16 bits with alpha": lambda: deep_png([200 * 257, 100 * 257, 50 * 257, 128 * 257]),
    "palette with alpha": lambda: encoded(Image.new("RGBA", (BAND, BAND), (200, 100, 50, 128)).quantize(), "PNG"),
}


# scenario images-46
@pytest.mark.parametrize("mode", MODES)
def test_every_way_to_write_pixels_down_is_read(mode: str) -> None:
    make, expected = MODES[mode]
    assert far_apart(colour_of(make()), expected) <= 3


# scenario images-46
@pytest.mark.parametrize("mode", WITH_ALPHA)
def test_transparency_is_kept(mode: str) -> None:
    for variant in rendered(WITH_ALPHA[mode]()).variants:
        picture = opened(variant)
        assert picture.mode == "RGBA"
        pixel = picture.getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert far_apart(pixel, (200, 100, 50, 128)) <= 4


# scenario images-46
def test_transparent_greys_are_read() -> None:
    picture = opened(rendered(encoded(Image.new("LA", (BAND, BAND), (90, 128)), "PNG")).variants[0])
    pixel = picture.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert far_apart(pixel, (90, 90, 90, 128)) <= 3


def test_what_is_transparent_does_not_bleed_into_what_is_not() -> None:
    """Shrinking mixes neighbours; the colour of what cannot be seen must have no part in it."""
    picture = Image.new("RGBA", (2000, 100), (255, 0, 255, 0))
    for left in range(0, 2000, 4):
        picture.paste((0, 128, 0, 255), (left, 0, left + 2, 100))
    pixel = opened(rendered(encoded(picture, "PNG")).variants[0]).getpixel((75, 3))
    assert isinstance(pixel, tuple)
    assert pixel[0] < 30
    assert pixel[2] < 30


# scenario images-46
@pytest.mark.parametrize(
    ("ink", "expected"),
    [
        pytest.param((255, 0, 0, 0), (0, 158, 224), id="cyan"),
        pytest.param((0, 255, 0, 0), (230, 0, 126), id="magenta"),
        pytest.param((0, 0, 255, 0), (255, 237, 0), id="yellow"),
        pytest.param((0, 0, 0, 255), (29, 29, 27), id="black"),
    ],
)
def test_printing_inks_become_what_they_look_like_on_paper(ink: Pixel, expected: Pixel) -> None:
    """The expected colours are those of the European standard for offset printing; profiles differ a little."""
    assert far_apart(colour_of(encoded(Image.new("CMYK", (BAND, BAND), ink))), expected) <= 40


# scenario images-46
@pytest.mark.parametrize("embedded", [True, False])
@pytest.mark.parametrize("ink", [(200, 20, 30, 10), (0, 255, 255, 0), (128, 0, 255, 60), (10, 20, 30, 5)])
def test_printing_inks_are_converted_with_all_they_differ_in(ink: Pixel, *, embedded: bool) -> None:
    picture, profile = Image.new("CMYK", (BAND, BAND), ink), pyvips.Operation.call("profile_load", "cmyk")
    converted = ImageCms.profileToProfile(
        picture,
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        ImageCms.Intent.PERCEPTUAL,
        outputMode="RGB",
    )
    assert converted is not None
    expected = converted.getpixel((0, 0))
    assert isinstance(expected, tuple)
    found = colour_of(encoded(picture, **({"icc_profile": profile} if embedded else {})))
    assert far_apart(found, expected) <= 4


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_an_embedded_profile_is_converted_to_srgb(file_format: str) -> None:
    colour = (200, 100, 50)
    converted = ImageCms.profileToProfile(
        Image.new("RGB", (1, 1), colour),
        ImageCms.ImageCmsProfile(io.BytesIO(display_p3())),
        ImageCms.createProfile("sRGB"),
    )
    assert converted is not None
    expected = converted.getpixel((0, 0))
    assert isinstance(expected, tuple)
    assert far_apart(colour, expected) > 10
    data = encoded(Image.new("RGB", (BAND, BAND), colour), file_format, icc_profile=display_p3())
    assert far_apart(colour_of(data), expected) <= 3


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        pytest.param("RGB", b"no profile at all", id="no profile"),
        pytest.param("RGB", display_p3()[:200], id="cut off"),
        pytest.param("RGB", display_p3()[:12] + b"link" + display_p3()[16:], id="of a link between two devices"),
        pytest.param("RGB", display_p3()[:12] + b"nmcl" + display_p3()[16:], id="of colours with names"),
        pytest.param("L", display_p3(), id="of colours in a grey picture"),
        pytest.param("CMYK", display_p3(), id="of a screen in a printer's picture"),
    ],
)
def test_a_profile_that_is_of_no_use_is_passed_over(mode: str, profile: bytes) -> None:
    colours: dict[str, tuple[int | Pixel, Pixel]] = {
        "RGB": ((200, 100, 50), (200, 100, 50)),
        "L": (90, (90, 90, 90)),
        "CMYK": ((0, 0, 0, 0), (255, 255, 255)),
    }
    colour, expected = colours[mode]
    assert far_apart(colour_of(encoded(Image.new(mode, (BAND, BAND), colour), icc_profile=profile)), expected) <= 3


# scenario images-42
@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(Image.new("RGB", (1000, 800), (73, 109, 137)), "#496d89", id="one colour"),
        pytest.param(Image.new("L", (30, 20), 90), "#5a5a5a", id="grey"),
        pytest.param(Image.new("RGBA", (30, 20), (10, 20, 30, 0)), "#ffffff", id="all transparent"),
        pytest.param(Image.new("RGBA", (30, 20), (0, 0, 0, 51)), "#cccccc", id="a fifth of black on white"),
        pytest.param(Image.new("RGB", (4000, 10), (73, 109, 137)), "#496d89", id="very wide"),
    ],
)
def test_the_dominant_colour_is_the_mean(picture: Image.Image, expected: str) -> None:
    assert rendered(encoded(picture, "PNG")).dominant_color == expected


# scenario images-42
@pytest.mark.parametrize("size", [(1800, 1300), (601, 2000), (70, 50)])
def test_every_part_of_the_picture_counts_alike(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0], size[1] // 4))  # a mean that favours the middle would be lighter
    mean = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(mean, tuple)
    found = rendered(encoded(picture, "PNG")).dominant_color
    assert far_apart(tuple(bytes.fromhex(found[1:])), mean) <= 1


@pytest.mark.parametrize("size", [(1200, 800), (800, 1200), (70, 70), (1, 1)])
def test_the_blurhash_is_the_picture_out_of_focus(size: tuple[int, int]) -> None:
    original = gradient(*size)
    result = rendered(encoded(original, "PNG"))
    assert {variant.blurhash for variant in result.variants} == {result.blurhash}
    assert blurhash.components(result.blurhash) == ((4, 3) if size[0] >= size[1] else (3, 4))
    seen: list[list[list[int]]] = blurhash.decode(result.blurhash, 12, 12)  # by another program
    expected = original.resize((12, 12), Image.Resampling.BOX)
    for across, down in ((2, 2), (9, 2), (6, 6), (2, 9), (9, 9)):
        pixel = expected.getpixel((across, down))
        assert isinstance(pixel, tuple)
        assert far_apart(tuple(seen[down][across]), pixel) <= 45


@pytest.mark.parametrize("colour", [(73, 109, 137), (0, 0, 0), (255, 255, 255), (255, 0, 0)])
def test_a_picture_of_one_colour_has_a_blurhash_of_that_colour(colour: Pixel) -> None:
    seen: Any = blurhash.decode(rendered(encoded(Image.new("RGB", (300, 200), colour), "PNG")).blurhash, 3, 3)
    assert max(far_apart(tuple(pixel), colour) for row in seen for pixel in row) <= 3


def test_the_blurhash_of_what_is_transparent_is_white() -> None:
    seen: Any = blurhash.decode(rendered(encoded(Image.new("RGBA", (30, 20)), "PNG")).blurhash, 3, 3)
    assert min(min(pixel) for row in seen for pixel in row) >= 252


def test_the_samples_are_what_they_seem() -> None:
    with Image.open(io.BytesIO(MODES["interlaced"][0]())) as picture:
        assert picture.info.get("interlace") == 1
    with Image.open(io.BytesIO(deep_png([1, 2, 3]))) as picture:
        assert picture.tile[0].args == "RGB;16B"
