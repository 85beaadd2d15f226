"""EXIF: directories of tagged values in a TIFF structure (CIPA DC-008).

A general reader keeps every value of every directory, and a directory of a few thousand entries that all point at the
same 64 KB is hundreds of megabytes. This one looks at the tags it was asked for, once, and never follows a directory
to the next.
"""

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MAX_ENTRIES = 1000  # of a directory; cameras write less than a hundred
MAX_VALUE = 4096  # bytes
MAX_NUMBERS = 16

EXIF_DIRECTORY, GPS_DIRECTORY = 0x8769, 0x8825

IMAGE_DESCRIPTION, MAKE, MODEL, ARTIST, COPYRIGHT = 0x010E, 0x010F, 0x0110, 0x013B, 0x8298
XP_TITLE, XP_COMMENT, XP_AUTHOR, XP_KEYWORDS, XP_SUBJECT = range(0x9C9B, 0x9CA0)
TAKEN, DIGITIZED, OFFSET_TAKEN, OFFSET_DIGITIZED = 0x9003, 0x9004, 0x9011, 0x9012
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, ALTITUDE_REF, ALTITUDE, STATUS = 1, 2, 3, 4, 5, 6, 9
DIRECTION_REF, DIRECTION, DATUM = 16, 17, 18

MAIN_TAGS = frozenset({IMAGE_DESCRIPTION, MAKE, MODEL, ARTIST, COPYRIGHT, *range(XP_TITLE, XP_SUBJECT + 1)})
EXIF_TAGS = frozenset({TAKEN, DIGITIZED, OFFSET_TAKEN, OFFSET_DIGITIZED})
GPS_TAGS = frozenset(
    {
        LATITUDE_REF,
        LATITUDE,
        LONGITUDE_REF,
        LONGITUDE,
        ALTITUDE_REF,
        ALTITUDE,
        STATUS,
        DIRECTION_REF,
        DIRECTION,
        DATUM,
    }
)

Value = bytes | tuple[float, ...]
Tags = Mapping[int, Value]

# type: (struct's letter, bytes of one value); pairs are rationals
BYTES = frozenset({1, 2, 6, 7})  # numbers of one byte, text, and whatever a maker likes
NUMBERS = {3: ("H", 2), 4: ("L", 4), 8: ("h", 2), 9: ("l", 4), 11: ("f", 4), 12: ("d", 8)}
RATIONALS = {5: "L", 10: "l"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exif:
    """The tags that were found, by directory. Rationals are numbers; those of 1/0 are left out, 0/0 is nan."""

    main: Tags = field(default_factory=dict)
    photo: Tags = field(default_factory=dict)
    gps: Tags = field(default_factory=dict)


def read_exif(block: bytes) -> Exif:
    """Return what a TIFF structure says; an empty one where it is none."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return Exif()
    (first,) = struct.unpack_from(f"{order}L", block, 4)
    main = _directory(block, order, first, MAIN_TAGS | {EXIF_DIRECTORY, GPS_DIRECTORY})
    return Exif(
        main=main,
        photo=_directory(block, order, _pointer(main, EXIF_DIRECTORY), EXIF_TAGS),
        gps=_directory(block, order, _pointer(main, GPS_DIRECTORY), GPS_TAGS),
    )


def _pointer(tags: Tags, tag: int) -> int:
    value = tags.get(tag)
    return int(value[0]) if isinstance(value, tuple) and value else 0


def _directory(block: bytes, order: str, place: int, wanted: Collection[int]) -> dict[int, Value]:
    """Return the wanted tags of one directory, the first of each; no directory begins at 0."""
    if not 0 < place <= len(block) - 2:
        return {}
    (count,) = struct.unpack_from(f"{order}H", block, place)
    found: dict[int, Value] = {}
    for number in range(min(count, MAX_ENTRIES)):
        entry = block[place + 2 + 12 * number : place + 14 + 12 * number]
        if len(entry) < 12:
            break
        tag, kind, length = struct.unpack_from(f"{order}HHL", entry)
        if tag in wanted and tag not in found:
            value = _value(block, order, entry, kind, length)
            if value is not None:
                found[tag] = value
    return found


def _value(block: bytes, order: str, entry: bytes, kind: int, length: int) -> Value | None:
    if kind in BYTES:
        return _raw(block, order, entry, length, cut=True)
    if kind in NUMBERS and 0 < length <= MAX_NUMBERS:
        letter, width = NUMBERS[kind]
        raw = _raw(block, order, entry, length * width)
        return None if raw is None else struct.unpack(f"{order}{length}{letter}", raw)
    if kind in RATIONALS and 0 < length <= MAX_NUMBERS:
        raw = _raw(block, order, entry, length * 8)
        if raw is None:
            return None
        pairs = struct.unpack(f"{order}{2 * length}{RATIONALS[kind]}", raw)
        return tuple(_ratio(*pairs[place : place + 2]) for place in range(0, 2 * length, 2))
    return None


def _ratio(numerator: int, denominator: int) -> float:
    if denominator == 0:
        return float("nan")
    return numerator / denominator


def _raw(block: bytes, order: str, entry: bytes, size: int, *, cut: bool = False) -> bytes | None:
    """Return a value's bytes: up to four stand in the entry itself, more of them where it points to."""
    if size <= 4:
        return entry[8 : 8 + size]
    (place,) = struct.unpack_from(f"{order}L", entry, 8)
    if size > MAX_VALUE and not cut:
        return None
    raw = block[place : place + min(size, MAX_VALUE)]
    return raw if cut or len(raw) == size else None
