"""Makes the photographs of the sequences: each a crop of a real photograph, enlarged, with a camera's grain and EXIF.

A photograph is made when it is first asked for and kept. The bytes are the same on every machine with the same Pillow.
"""

import os
import random
import threading
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from local.sandbox.photograph_sources import CREDITS, Credit
from local.sandbox.sequences import Photograph

QUALITY = 92
THUMBNAIL_QUALITY = 80
GRAIN = 0.09  # how much of the picture is sensor noise; without it an enlargement has no megabytes
GRAIN_TILE = 512
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
MAKE, MODEL, SOFTWARE, DATE_TIME, ARTIST, COPYRIGHT = 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298
DATE_TIME_ORIGINAL, SUBSECONDS_ORIGINAL = 0x9003, 0x9291
ORIGINAL = 0  # as a width: the photograph itself


class PhotographsMissingError(Exception):
    """The packages with the real photographs are not installed; the text says where they were looked for."""


class PhotographLibrary:
    """Photographs on disk, made as they are asked for."""

    def __init__(self, sources_dir: Path, cache_dir: Path) -> None:
        """Cut from the pictures below `sources_dir`, keep in `cache_dir`."""
        self._sources_dir = sources_dir
        self._cache_dir = cache_dir
        self._lock = threading.Lock()

    def missing_sources(self) -> list[Path]:
        """Return the pictures that are not there."""
        return [path for credit in CREDITS if not (path := self._sources_dir / credit.path).is_file()]

    def file(self, photograph: Photograph, width: int = ORIGINAL) -> Path:
        """Return the JPEG of a photograph, or of its thumbnail so many pixels wide.

        Raises:
            PhotographsMissingError: the real photographs are not installed.
        """
        target = self._cache_dir / f"{photograph.id}-{width or 'original'}.jpg"
        if target.exists():
            return target
        with self._lock:  # one at a time: two cores have other work too
            if not target.exists():
                self._make(photograph, width, target)
        return target

    def _make(self, photograph: Photograph, width: int, target: Path) -> None:
        source = self._sources_dir / photograph.source_path
        if not source.is_file():
            raise PhotographsMissingError(f"{source} is not there; `make build/photographs` installs it")
        self._cache_dir.mkdir(parents=True, exist_ok=True)
        size = _scaled(photograph, width) if width else (photograph.width, photograph.height)
        with Image.open(source) as original:
            picture = original.convert("RGB").resize(
                size, Image.Resampling.BICUBIC, box=_crop(photograph, original.size)
            )
        unfinished = target.with_suffix(f".{os.getpid()}")
        if width:
            picture.save(unfinished, "JPEG", quality=THUMBNAIL_QUALITY)
        else:
            grained = Image.blend(picture, _grain(photograph, size), GRAIN)
            grained.save(unfinished, "JPEG", quality=QUALITY, exif=_exif(photograph, _credit(photograph)))
        unfinished.replace(target)


def _credit(photograph: Photograph) -> Credit:
    return next(credit for credit in CREDITS if credit.path == photograph.source_path)


def _scaled(photograph: Photograph, width: int) -> tuple[int, int]:
    return width, round(width * photograph.height / photograph.width)


def _crop(photograph: Photograph, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the part of the real photograph that is seen, in the photograph's own proportions."""
    full_width, full_height = size
    width = min(full_width, full_height * photograph.width / photograph.height) * photograph.zoom
    height = width * photograph.height / photograph.width
    chance = random.Random(photograph.id)  # noqa: S311 - the same crop every time
    left = chance.uniform(0, full_width - width)
    top = chance.uniform(0, full_height - height)
    return left, top, left + width, top + height


def _grain(photograph: Photograph, size: tuple[int, int]) -> Image.Image:
    chance = random.Random(photograph.id + 1)  # noqa: S311
    tile = Image.frombytes("L", (GRAIN_TILE, GRAIN_TILE), chance.randbytes(GRAIN_TILE * GRAIN_TILE))
    grain = Image.new("L", size)
    for left in range(0, size[0], GRAIN_TILE):
        for top in range(0, size[1], GRAIN_TILE):
            grain.paste(tile, (left, top))
    return Image.merge("RGB", (grain, grain, grain))


def _exif(photograph: Photograph, credit: Credit) -> Image.Exif:
    taken = datetime.fromtimestamp(photograph.captured_at / 1000, UTC)
    exif = Image.Exif()
    if photograph.make != "none":
        exif[MAKE], exif[MODEL] = photograph.make, photograph.model
    exif[SOFTWARE] = "Curator sandbox"
    exif[DATE_TIME] = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif[ARTIST] = credit.author
    exif[COPYRIGHT] = credit.copyright_line
    exif.get_ifd(EXIF_IFD)[DATE_TIME_ORIGINAL] = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(EXIF_IFD)[SUBSECONDS_ORIGINAL] = f"{photograph.captured_at % 1000:03d}"
    exif.get_ifd(GPS_IFD).update(
        {
            0: b"\x02\x03\x00\x00",
            1: "N" if photograph.latitude >= 0 else "S",
            2: _degrees(photograph.latitude),
            3: "E" if photograph.longitude >= 0 else "W",
            4: _degrees(photograph.longitude),
            16: "T",
            17: photograph.compass_angle,
        }
    )
    return exif


def _degrees(angle: float) -> tuple[float, float, float]:
    """Return degrees, minutes and seconds."""
    positive = abs(angle)
    degrees = int(positive)
    minutes = int((positive - degrees) * 60)
    seconds = round((positive - degrees - minutes / 60) * 3600, 4)
    return float(degrees), float(minutes), seconds
