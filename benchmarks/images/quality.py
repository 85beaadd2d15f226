"""How near a variant is to what it should be: SSIMULACRA2."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from ssimulacra2 import compute_ssimulacra2

REGION = 640  # pixels; a larger picture is compared in regions of it, all of it would take minutes
PLACES = ((0.1, 0.1), (0.7, 0.2), (0.4, 0.5), (0.15, 0.8), (0.75, 0.75))  # of the regions' middles, in the picture
LARGE = 1200  # pixels; what is no longer is compared whole


def quality(variant: Path, reference: Path, folder: Path) -> float:
    """Return the score of a variant; `folder` is for what lies between."""
    with Image.open(variant) as seen, Image.open(reference) as expected:
        if seen.size != expected.size:
            raise ValueError(f"{variant} has {seen.size}, not {expected.size} pixels")
        scores = [
            _score(seen.crop(region), expected.crop(region), folder)
            for region in _regions(expected.width, expected.height)
        ]
    return sum(scores) / len(scores)


def _regions(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    if max(width, height) <= LARGE:
        yield 0, 0, width, height
        return
    for across, down in PLACES:
        left = min(max(0, round(width * across) - REGION // 2), width - REGION)
        top = min(max(0, round(height * down) - REGION // 2), height - REGION)
        yield left, top, left + REGION, top + REGION


def _score(seen: Image.Image, expected: Image.Image, folder: Path) -> float:
    paths = folder / "seen.png", folder / "expected.png"
    for picture, path in zip((seen, expected), paths, strict=True):
        picture.convert("RGB").save(path, compress_level=0)
    return float(compute_ssimulacra2(str(paths[1]), str(paths[0])))
