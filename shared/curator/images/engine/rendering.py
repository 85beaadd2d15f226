"""One photograph in, its variants out."""

import hashlib
from collections.abc import Sequence

from curator.images.engine.colours import blurhash_of, dominant_color
from curator.images.engine.decoding import open_picture
from curator.images.engine.ladder import Ladder
from curator.images.engine.models import Rendered, RenderedVariant
from curator.images.engine.webp import encode
from curator.images.specification import VariantSpecification

SUMMARY_LIMIT = 600  # pixels; the rung of which the colour and the blurhash are taken, whatever variants are asked for


def render(data: bytes, variants: Sequence[VariantSpecification], *, max_pixels: int) -> Rendered:
    """Return the variants of a picture. The same picture and specification give the same bytes.

    Raises:
        UnsupportedFileTypeError: it is no JPEG, PNG or WebP.
        DimensionsTooLargeError: it has more than `max_pixels`, or a side too long for WebP; nothing was decoded.
        UndecodableImageError: the file is damaged or ends too early.
    """
    picture = open_picture(data, max_pixels)
    ladder = Ladder(picture)
    summary = ladder.at(SUMMARY_LIMIT)
    blurhash = blurhash_of(summary)
    return Rendered(
        width=picture.width,
        height=picture.height,
        dominant_color=dominant_color(summary),
        blurhash=blurhash,
        variants=tuple(_variant(variant, ladder, blurhash) for variant in variants),
    )


def _variant(specification: VariantSpecification, ladder: Ladder, blurhash: str) -> RenderedVariant:
    pixels = ladder.at(specification.limit)
    data = encode(pixels, quality=specification.quality, effort=specification.effort)
    return RenderedVariant(
        specification=specification,
        width=pixels.width,
        height=pixels.height,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        blurhash=blurhash,
    )
