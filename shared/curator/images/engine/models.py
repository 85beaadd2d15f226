"""What the engine makes of a picture."""

from dataclasses import dataclass

from curator.images.specification import VariantSpecification


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedVariant:
    """One variant, ready to be stored."""

    specification: VariantSpecification
    width: int
    height: int
    data: bytes  # a WebP file
    sha256: str
    blurhash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """All variants of a picture.

    Attributes:
        width: of the original, upright.
        height: of the original, upright.
        dominant_color: `#rrggbb`, the mean of all pixels; what is transparent counts as lying on white.
        blurhash: a few characters that a client draws as a blurred preview.
        variants: in the order they were asked for.
    """

    width: int
    height: int
    dominant_color: str
    blurhash: str
    variants: tuple[RenderedVariant, ...]
