"""What a picture looks like in a few characters: for a placeholder while it loads."""

from curator.images.engine.blurhash import blurhash
from curator.images.engine.pixels import Pixels
from curator.images.sizes import fit

WHITE = 255
COLOUR_BANDS = 3
BLURHASH_PIXELS = 24  # on the longer side; more change nothing that so few waves can show


def dominant_color(pixels: Pixels) -> str:
    """Return the mean of all pixels as `#rrggbb`. What is transparent counts as lying on white."""
    image = _opaque(pixels).image()
    return "#" + "".join(f"{round(image.extract_band(band).avg()):02x}" for band in range(COLOUR_BANDS))


def blurhash_of(pixels: Pixels) -> str:
    """Return the blurhash. What is transparent counts as lying on white."""
    small = _opaque(pixels.resized(*fit(pixels.width, pixels.height, BLURHASH_PIXELS)))
    return blurhash(bytes(small.data), small.width, small.height)


def _opaque(pixels: Pixels) -> Pixels:
    return Pixels.computed(pixels.image().flatten(background=WHITE)) if pixels.bands > COLOUR_BANDS else pixels
