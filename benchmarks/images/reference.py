"""Variants as they should be: computed in floating point, rounded once, encoded without loss."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from curator.images.sizes import fit

# From linear Display P3 to linear sRGB; both have the same white, and the same curve between light and samples.
FROM_P3 = np.array(
    [[1.2249401, -0.2249404, 0.0], [-0.0420569, 1.0420571, 0.0], [-0.0196376, -0.0786361, 1.0982735]], np.float32
)
ROWS_AT_ONCE = 256
WHITE = 255.0

Samples = NDArray[np.float32]


def write_references(photograph: Path, limits: list[int], folder: Path) -> None:
    """Write the variants of a Display P3 photograph as `<limit>.png`."""
    with Image.open(photograph) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    planes = _planes(upright)
    for limit in limits:
        size = fit(*upright.size, limit)
        Image.merge("RGB", [_shrunk(plane, size) for plane in planes]).save(folder / f"{limit}.png", compress_level=1)


def _planes(picture: Image.Image) -> list[Image.Image]:
    """Return red, green and blue in sRGB, unrounded, not cut off where sRGB has no such colour."""
    planes = np.empty((3, picture.height, picture.width), np.float32)
    for top in range(0, picture.height, ROWS_AT_ONCE):
        bottom = min(top + ROWS_AT_ONCE, picture.height)
        strip = np.asarray(picture.crop((0, top, picture.width, bottom)), np.float32) / np.float32(WHITE)
        planes[:, top:bottom] = np.moveaxis(_from_light(_to_light(strip) @ FROM_P3.T), 2, 0) * np.float32(WHITE)
    return [Image.fromarray(plane) for plane in planes]


def _shrunk(plane: Image.Image, size: tuple[int, int]) -> Image.Image:
    samples = np.asarray(plane.resize(size, Image.Resampling.LANCZOS) if plane.size != size else plane)
    return Image.fromarray(np.clip(np.rint(samples), 0, WHITE).astype(np.uint8))


def _to_light(samples: Samples) -> Samples:
    return np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _from_light(light: Samples) -> Samples:
    strength = np.abs(light)
    samples = np.where(strength <= 0.0031308, strength * 12.92, 1.055 * strength ** (1 / 2.4) - 0.055)
    return np.copysign(samples, light).astype(np.float32)
