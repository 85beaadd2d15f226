"""The photographs the engines work on: what a phone takes, made of freely licensed ones, the same on every machine.

A mosaic of real photographs is enlarged to the size of a sensor; the enlargement alone would be too soft, so texture of
several sizes and a sensor's grain are laid over it. The file says what a phone's says: Display P3 as its colour space,
an EXIF orientation, the place where it was taken, and a maker's note.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import pyvips
from PIL import Image

from local.sandbox.photograph_sources import CREDITS

QUALITY = 90
COLUMNS, ROWS = 4, 3
TEXTURE_TILES = ((64, 0.05), (192, 0.05), (512, 0.06))  # pixels of noise before it is enlarged, share of the picture
GRAIN = 0.05
GRAIN_TILE = 512
MAKER_NOTE_BYTES = 4096
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
ORIENTATION, MAKE, MODEL, ARTIST, COPYRIGHT, MAKER_NOTE = 0x0112, 0x010F, 0x0110, 0x013B, 0x8298, 0x927C


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """One photograph: its name in the report, its pixels as the sensor has them, and how the phone was held."""

    name: str
    width: int
    height: int
    orientation: int


PHOTOGRAPHS = (
    Photograph(name="12 MP", width=4032, height=3024, orientation=6),
    Photograph(name="24 MP", width=5712, height=4284, orientation=6),
    Photograph(name="50 MP", width=8160, height=6120, orientation=1),
)


def write_photograph(photograph: Photograph, sources_dir: Path, target: Path) -> None:
    """Write the photograph as a JPEG file, from the pictures below `sources_dir`."""
    size = photograph.width, photograph.height
    chance = random.Random(photograph.width)  # noqa: S311 - the same every time
    picture = _mosaic(size, sources_dir, chance)
    for tile, share in TEXTURE_TILES:
        noise = _noise(tile, chance).resize(size, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, Image.merge("RGB", (noise, noise, noise)), share)
    picture = Image.blend(picture, _grain(size, chance), GRAIN)
    picture.save(
        target,
        "JPEG",
        quality=QUALITY,
        exif=_exif(photograph, chance),
        icc_profile=pyvips.Operation.call("profile_load", "p3"),
    )


def _mosaic(size: tuple[int, int], sources_dir: Path, chance: random.Random) -> Image.Image:
    """Fill the picture with crops, each of them enlarged."""
    width, height = size
    picture = Image.new("RGB", size)
    for place in range(COLUMNS * ROWS):
        left, right = (width * edge // COLUMNS for edge in (place % COLUMNS, place % COLUMNS + 1))
        top, bottom = (height * edge // ROWS for edge in (place // COLUMNS, place // COLUMNS + 1))
        with Image.open(sources_dir / CREDITS[place % len(CREDITS)].path) as source:
            side = min(source.size) * 0.9
            x, y = chance.uniform(0, source.width - side), chance.uniform(0, source.height - side)
            crop = source.convert("RGB").resize(
                (right - left, bottom - top), Image.Resampling.BICUBIC, box=(x, y, x + side, y + side)
            )
        picture.paste(crop, (left, top))
    return picture


def _noise(side: int, chance: random.Random) -> Image.Image:
    return Image.frombytes("L", (side, side), chance.randbytes(side * side))


def _grain(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Return noise of its own in each colour, tiled."""
    tile = Image.merge("RGB", [_noise(GRAIN_TILE, chance) for _ in range(3)])
    grain = Image.new("RGB", size)
    for left in range(0, size[0], GRAIN_TILE):
        for top in range(0, size[1], GRAIN_TILE):
            grain.paste(tile, (left, top))
    return grain


def _exif(photograph: Photograph, chance: random.Random) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[ORIENTATION] = "Curator", "Benchmark", photograph.orientation
    exif[ARTIST] = "; ".join(sorted({credit.author for credit in CREDITS}))
    exif[COPYRIGHT] = "; ".join(credit.copyright_line for credit in CREDITS)
    exif.get_ifd(EXIF_IFD)[MAKER_NOTE] = chance.randbytes(MAKER_NOTE_BYTES)
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (59.0, 26.0, 13.2), 3: "E", 4: (24.0, 44.0, 42.7)})
    return exif
