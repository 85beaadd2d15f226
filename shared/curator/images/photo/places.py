"""Where the camera stood, in degrees (WGS 84), metres and degrees clockwise from true north.

A place in the wrong hemisphere is worse than none, so whatever is ambiguous counts as absent: a latitude without north
or south, a reading the receiver itself calls void, another datum than GPS's own, a direction from magnetic north.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from curator.images.photo import exif, xmp
from curator.images.photo.exif import Tags, Value
from curator.images.photo.texts import decoded
from curator.images.photo.xmp import Properties

WGS_84 = re.compile(r"(?:WGS[ _-]?(?:19)?84.*)?", re.IGNORECASE)
HIGHEST, DEEPEST = 10_000.0, -500.0  # metres: what people who take photographs reach, in the air and on the ground
XMP_ANGLE = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?(?:,(\d{1,2}(?:\.\d+)?))?\s*([NSEWnsew])")
XMP_NUMBER = re.compile(r"(-?\d{1,12}(?:\.\d+)?)(?:/(\d{1,12}))?")
VOID = "V"
BELOW_SEA = frozenset({1, 3})  # 2 and 3 are those of Exif 3.0, above and below the ellipsoid
DECIMALS = 7  # a centimetre


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the camera stood, and where it looked if that is known."""

    latitude: float
    longitude: float
    altitude: float | None = None
    direction: float | None = None


def exif_place(gps: Tags) -> Place | None:
    """Return what the GPS directory says."""
    latitude = _angle(gps.get(exif.LATITUDE), _word(gps, exif.LATITUDE_REF), "NS", 90)
    longitude = _angle(gps.get(exif.LONGITUDE), _word(gps, exif.LONGITUDE_REF), "EW", 180)
    if _word(gps, exif.STATUS).upper().startswith(VOID) or not WGS_84.fullmatch(_word(gps, exif.DATUM)):
        return None
    is_true = _word(gps, exif.DIRECTION_REF).upper() in {"", "T"}
    return _place(
        latitude,
        longitude,
        altitude=_altitude(_number(gps.get(exif.ALTITUDE)), _first_byte(gps.get(exif.ALTITUDE_REF))),
        direction=_number(gps.get(exif.DIRECTION)) if is_true else None,
    )


def xmp_place(properties: Properties) -> Place | None:
    """Return what XMP's own form of the GPS directory says, as in `47,22.5786N`."""
    first = {name: values[0] for name, values in properties.items()}
    if first.get(f"{xmp.EXIF}GPSStatus", "").upper() == VOID:
        return None
    if not WGS_84.fullmatch(first.get(f"{xmp.EXIF}GPSMapDatum", "")):
        return None
    is_true = first.get(f"{xmp.EXIF}GPSImgDirectionRef", "T").upper() == "T"
    below = first.get(f"{xmp.EXIF}GPSAltitudeRef", "0")
    return _place(
        _xmp_angle(first.get(f"{xmp.EXIF}GPSLatitude", ""), "NS", 90),
        _xmp_angle(first.get(f"{xmp.EXIF}GPSLongitude", ""), "EW", 180),
        altitude=_altitude(_xmp_number(first.get(f"{xmp.EXIF}GPSAltitude", "")), int(below in {"1", "3"})),
        direction=_xmp_number(first.get(f"{xmp.EXIF}GPSImgDirection", "")) if is_true else None,
    )


def _place(
    latitude: float | None, longitude: float | None, *, altitude: float | None, direction: float | None
) -> Place | None:
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):  # a receiver that knows nothing
        return None
    if direction is not None and not 0 <= direction <= 360:
        direction = None
    return Place(
        latitude=round(latitude, DECIMALS),
        longitude=round(longitude, DECIMALS),
        altitude=None if altitude is None else round(altitude, 1),
        direction=None if direction is None else round(direction % 360, 2),
    )


def _angle(value: Value | None, hemisphere: str, letters: str, most: int) -> float | None:
    """Return an angle of degrees, minutes and seconds, of which the later ones may be missing or unknown (0/0)."""
    if isinstance(value, bytes):  # text, as some programs write it
        text = decoded(value).strip()
        return _xmp_angle(text if text[-1:].isalpha() else text + hemisphere[:1], letters, most)
    if not value or len(value) > 3 or not math.isfinite(value[0]):
        return None
    degrees, *smaller = value
    parts = [part if math.isfinite(part) else 0.0 for part in smaller]
    return _signed(degrees, parts, hemisphere[:1].upper(), letters, most)


def _xmp_angle(text: str, letters: str, most: int) -> float | None:
    found = XMP_ANGLE.fullmatch(text.strip())
    if found is None:
        return None
    degrees, minutes, seconds, letter = found.groups()
    return _signed(float(degrees), [float(minutes or 0), float(seconds or 0)], letter.upper(), letters, most)


def _signed(degrees: float, smaller: Sequence[float], letter: str, letters: str, most: int) -> float | None:
    if any(not 0 <= part <= 60 for part in smaller):
        return None
    size = abs(degrees) + sum(part / 60.0 ** (place + 1) for place, part in enumerate(smaller))
    if size > most:
        return None
    if degrees < 0:  # against the standard, but clear, unless the letter disagrees
        return -size if letter in {"", letters[1]} else None
    if not letter or letter not in letters:
        return None
    return -size if letter == letters[1] else size


def _altitude(metres: float | None, reference: int) -> float | None:
    if metres is None:
        return None
    height = -abs(metres) if reference in BELOW_SEA else metres
    return height if DEEPEST <= height <= HIGHEST else None


def _number(value: Value | None) -> float | None:
    return value[0] if isinstance(value, tuple) and value and math.isfinite(value[0]) else None


def _xmp_number(text: str) -> float | None:
    found = XMP_NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    divisor = int(found[2] or 1)
    return float(found[1]) / divisor if divisor else None


def _first_byte(value: Value | None) -> int:
    """Return a reference that should be one byte; programs write numbers and digits as well."""
    if isinstance(value, bytes) and value:
        return value[0] - ord("0") if value[:1].isdigit() else value[0]
    return int(value[0]) if isinstance(value, tuple) and value and math.isfinite(value[0]) else 0


def _word(gps: Tags, tag: int) -> str:
    value = gps.get(tag)
    return decoded(value).strip() if isinstance(value, bytes) else ""
