"""The sequences the sandbox's Mapillary offers: which photograph was taken where, when and with which camera.

Everything here follows from a sequence's name and a photograph's place in it, so that every run offers the same.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from local.sandbox.photograph_sources import CREDITS

FIRST_ID = 498_763_468_000_000  # Mapillary's ids are that large: beyond what a 32-bit number holds
ID_STEP = 7_919
METRES_PER_DEGREE = 111_320
SIZES = ((1280, 960), (1600, 1200), (2048, 1536), (1920, 1440), (2304, 1728), (1440, 1080), (1800, 1350))
LARGE_SIZE = (4000, 3000)  # every eleventh photograph
LARGE_EVERY = 11
CAMERAS = (("Apple", "iPhone 13"), ("GoPro", "HERO9 Black"), ("samsung", "SM-G991B"))
NO_CAMERA = ("none", "none")  # what Mapillary really sends for an unknown camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A walk: where it starts, in which direction, how many photographs, and who took them."""

    id: str
    number: int
    length: int
    latitude: float
    longitude: float
    heading: float  # degrees from north
    metres_apart: float
    started_at: int  # milliseconds since the epoch
    creator_id: str
    creator_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """One photograph of a sequence."""

    id: int
    sequence: Sequence
    index: int
    width: int
    height: int
    captured_at: int  # milliseconds since the epoch
    latitude: float
    longitude: float
    compass_angle: float
    make: str
    model: str

    @property
    def source_path(self) -> str:
        """Return which real photograph it is cut from."""
        return CREDITS[self.index % len(CREDITS)].path

    @property
    def zoom(self) -> float:
        """Return how much of the real photograph is seen, from 1 (all of it) downwards."""
        return 1.0 - 0.05 * (self.index // len(CREDITS) % 8) - 0.01 * self.sequence.number


SEQUENCES = (
    Sequence(
        id="sandbox-walk",
        number=1,
        length=25,
        latitude=47.376_31,
        longitude=8.539_64,
        heading=171.0,
        metres_apart=4.2,
        started_at=1_779_523_271_412,
        creator_id="104713591234567",
        creator_name="limmatlaeufer",
    ),
    Sequence(
        id="sandbox-short",
        number=2,
        length=5,
        latitude=52.516_27,
        longitude=13.377_70,
        heading=88.0,
        metres_apart=6.0,
        started_at=1_780_129_845_007,
        creator_id="112233445566778",
        creator_name="spreewege",
    ),
    Sequence(
        id="sandbox-long",
        number=3,
        length=60,
        latitude=59.325_17,
        longitude=18.071_09,
        heading=305.0,
        metres_apart=3.5,
        started_at=1_781_870_112_930,
        creator_id="109876543210987",
        creator_name="gamlastan_cykel",
    ),
    Sequence(
        id="sandbox-empty",
        number=4,
        length=0,
        latitude=0.0,
        longitude=0.0,
        heading=0.0,
        metres_apart=0.0,
        started_at=1_781_870_112_930,
        creator_id="109876543210987",
        creator_name="gamlastan_cykel",
    ),
    Sequence(
        id="sandbox-endless",
        number=5,
        length=10_000,  # more than a client in the field can be shown at once
        latitude=45.464_20,
        longitude=9.189_98,
        heading=12.0,
        metres_apart=2.0,
        started_at=1_782_200_000_000,
        creator_id="109876543210987",
        creator_name="gamlastan_cykel",
    ),
)


def photographs_of(sequence: Sequence) -> Iterator[Photograph]:
    """Yield a sequence's photographs in the order they were taken."""
    for index in range(sequence.length):
        yield _photograph(sequence, index)


def _photograph(sequence: Sequence, index: int) -> Photograph:
    heading = sequence.heading + 6.0 * math.sin(index / 3.0)
    metres = sequence.metres_apart * index
    north = metres * math.cos(math.radians(sequence.heading)) / METRES_PER_DEGREE
    east = metres * math.sin(math.radians(sequence.heading)) / METRES_PER_DEGREE
    position = index + sequence.number * 3
    width, height = LARGE_SIZE if index % LARGE_EVERY == LARGE_EVERY - 2 else SIZES[position % len(SIZES)]
    make, model = NO_CAMERA if index % 13 == 7 else CAMERAS[sequence.number % len(CAMERAS)]
    return Photograph(
        id=FIRST_ID + sequence.number * 1_000_000_000 + index * ID_STEP,
        sequence=sequence,
        index=index,
        width=width,
        height=height,
        captured_at=sequence.started_at + 1000 * index + (index * 37) % 400,
        latitude=round(sequence.latitude + north, 7),
        longitude=round(sequence.longitude + east / math.cos(math.radians(sequence.latitude)), 7),
        compass_angle=0.0 if index % 17 == 12 else round(heading % 360, 6),
        make=make,
        model=model,
    )


BY_SEQUENCE = {sequence.id: tuple(photographs_of(sequence)) for sequence in SEQUENCES}
BY_ID = {photograph.id: photograph for photographs in BY_SEQUENCE.values() for photograph in photographs}
