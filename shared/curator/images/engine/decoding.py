"""From the bytes of a file to its pixels, once: upright, in sRGB, no larger than needed.

libvips decodes, shrinks, converts colours and turns in one pass over strips of the picture, so that a photograph of
50 megapixels never lies in memory whole. What the file declares is checked before anything is decoded.
"""

from dataclasses import dataclass
from typing import Any

import pyvips

from curator.images.engine.pixels import Pixels
from curator.images.errors import UndecodableImageError
from curator.images.formats import HEAD_BYTES, check_type
from curator.images.headers import HeaderSize, check_pixels, read_size
from curator.images.sizes import fit

TURNED = range(5, 9)  # EXIF orientations that swap width and height
# A decoder that meets the end of the file too early would otherwise fill what is missing with grey.
FAIL_ON = "error"
LOADING = f"fail_on={FAIL_ON}"  # for `thumbnail_buffer`, whose own argument of this name comes to nothing
COLOUR_BANDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file whose header was read and found acceptable; nothing is decoded yet.

    Attributes:
        data: the file.
        width: of the picture, upright.
        height: of the picture, upright.
        has_profile: a colour profile is embedded.
        is_cmyk: its colours are a printer's.
    """

    data: bytes
    width: int
    height: int
    has_profile: bool
    is_cmyk: bool

    def fitted(self, limit: int) -> tuple[int, int]:
        """Return the size of the picture with at most `limit` pixels on its longer side."""
        return fit(self.width, self.height, limit)


def open_picture(data: bytes, max_pixels: int) -> Picture:
    """Read and check the header.

    Raises:
        UnsupportedFileTypeError: it is no JPEG, PNG or WebP.
        DimensionsTooLargeError: it has more pixels than may be decoded.
        UndecodableImageError: the header makes no sense.
    """
    declared = read_size(data, check_type(data[:HEAD_BYTES]))
    if declared is None:
        raise UndecodableImageError("the file ends before its header says how large the picture is")
    check_pixels(declared, max_pixels)
    try:
        header = pyvips.Image.new_from_buffer(data, "", access="sequential", fail_on=FAIL_ON)
    except pyvips.Error as error:
        raise UndecodableImageError(str(error)) from error
    # Once more, by the decoder's own reading: a file that shows us one size and the decoder another is no bomb.
    check_pixels(HeaderSize(header.width, header.height, declared.frames), max_pixels)
    fields = header.get_fields()
    turned = "orientation" in fields and header.get("orientation") in TURNED
    return Picture(
        data=data,
        width=header.height if turned else header.width,
        height=header.width if turned else header.height,
        has_profile="icc-profile-data" in fields,
        is_cmyk=header.interpretation == "cmyk",
    )


def decode(picture: Picture, limit: int) -> Pixels:
    """Return the pixels of a picture with at most `limit` of them on its longer side.

    Raises:
        UndecodableImageError: the file is damaged or ends too early.
    """
    width, height = picture.fitted(limit)
    failure: Exception | None = None
    for colours in _colour_conversions(picture):
        try:
            shrunk = pyvips.Image.thumbnail_buffer(
                picture.data, width, height=height, size="force", option_string=LOADING, **colours
            )
            return Pixels.computed(_eight_bits(shrunk))
        except pyvips.Error as error:
            failure = error
    raise UndecodableImageError(str(failure)) from failure


def _colour_conversions(picture: Picture) -> list[dict[str, Any]]:
    """Return the ways to sRGB, the best first.

    A conversion is asked for only where it is needed: without a profile it takes 25 times the time of decoding. Most
    profiles that are of no use libvips passes over by itself; with some it fails, and the picture is good without.
    """
    without: dict[str, Any] = {}
    if picture.is_cmyk:
        # The profile within libvips serves where none is embedded. Perceptual keeps differences between colours that
        # a screen cannot show; the usual intent cuts them off.
        return [{"input_profile": "cmyk", "output_profile": "srgb", "intent": "perceptual"}, without]
    return [{"output_profile": "srgb", "intent": "perceptual"}, without] if picture.has_profile else [without]


def _eight_bits(image: pyvips.Image) -> pyvips.Image:
    """Return the picture with three or four bands of eight bits: greys and deeper colours are converted."""
    if image.interpretation != "srgb":
        image = image.colourspace("srgb")
    if image.bands > COLOUR_BANDS + 1:
        image = image.extract_band(0, n=COLOUR_BANDS + 1)
    return image if image.format == "uchar" else image.cast("uchar")
