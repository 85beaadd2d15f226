"""Which variants are made of a picture, and a fingerprint of everything that decides their bytes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from curator.images.errors import SpecificationError

MAX_LIMIT = 8192  # pixels of the longer side
MAX_QUALITY = 100  # on WebP's scale
MAX_EFFORT = 6  # WebP's slowest method
FINGERPRINT_DIGITS = 12
# Part of every fingerprint. One more whenever the engine makes a picture that looks otherwise than before: every
# variant is then made anew by the next backfill. A library's new version alone is no reason.
ENGINE_GENERATION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantSpecification:
    """One variant.

    Attributes:
        name: as it is asked for, and as it stands in keys.
        limit: the most pixels its longer side has.
        quality: 0 to 100, on the scale of WebP's encoder at its own default effort.
        effort: 0 to 6; how much time the encoder may take to save bytes.
    """

    name: str
    limit: int
    quality: int
    effort: int

    @property
    def fingerprint(self) -> str:
        """A short hash of what decides the bytes; the name does not."""
        decisive = {
            "engine": ENGINE_GENERATION,
            "limit": self.limit,
            "quality": self.quality,
            "effort": self.effort,
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:FINGERPRINT_DIGITS]


@dataclass(frozen=True, slots=True)
class Specification:
    """All variants of a picture."""

    variants: tuple[VariantSpecification, ...]

    def named(self, name: str) -> VariantSpecification | None:
        """Return the variant of this name, or None."""
        return next((variant for variant in self.variants if variant.name == name), None)


def specification_from(sizes: Mapping[str, int], quality: int, effort: int) -> Specification:
    """Return the specification that settings ask for.

    Raises:
        SpecificationError: no size at all, a size, the quality or the effort is out of range.
    """
    if not sizes:
        raise SpecificationError("there must be at least one size")
    for name, limit in sizes.items():
        if limit <= 0:
            raise SpecificationError(f"the size of {name!r} must be positive, not {limit}")
        if limit > MAX_LIMIT:
            raise SpecificationError(f"the size of {name!r} is too large: {limit}, at most {MAX_LIMIT}")
    if not 0 <= quality <= MAX_QUALITY:
        raise SpecificationError(f"the quality must be 0 to {MAX_QUALITY}, not {quality}")
    if not 0 <= effort <= MAX_EFFORT:
        raise SpecificationError(f"the effort must be 0 to {MAX_EFFORT}, not {effort}")
    return Specification(
        tuple(
            VariantSpecification(name=name, limit=limit, quality=quality, effort=effort)
            for name, limit in sizes.items()
        )
    )


DEFAULT_SIZES = {"thumbnail": 150, "medium": 600, "large": 1200, "original": 4096}
DEFAULT_QUALITY = 85
DEFAULT_EFFORT = 2  # less than half of what the encoder's own default takes, for some 10 % more bytes
DEFAULT_SPECIFICATION = specification_from(DEFAULT_SIZES, DEFAULT_QUALITY, DEFAULT_EFFORT)
