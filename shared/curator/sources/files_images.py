"""A user's own file, as a photo of a source: what it says about itself, made fit for a title, a page and statements."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from curator.sources.files_licences import licence_of_file
from curator.sources.own_files import OwnFile, OwnFiles
from curator.sources.source import (
    Asker,
    Camera,
    Creator,
    DatePrecision,
    Dates,
    Dimensions,
    GeoLocation,
    ImageUrls,
    MediaImage,
)

WIKI = "https://commons.wikimedia.org"
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
PRECISIONS = {
    "second": DatePrecision.DAY,  # the finest there is
    "day": DatePrecision.DAY,
    "month": DatePrecision.MONTH,
    "year": DatePrecision.YEAR,
}
CLOCK_TOLERANCE = timedelta(days=1)  # a camera's clock is set to some zone, our own to UTC

NOT_IN_TITLES = re.compile(r"[\x00-\x1f\x7f#<>\[\]|{}:/\\]")
TITLE_BYTES = 120  # of a file's name, which has 240 with all that a template adds
FIRST_SENTENCE = re.compile(r"(?<=[.!?])\s")
LETTERS = re.compile(r"[^\W\d_]+")
CAMERA_WORDS = frozenset(
    {
        "img",
        "image",
        "dsc",
        "dscn",
        "dscf",
        "dsci",
        "pxl",
        "mvi",
        "gopr",
        "dji",
        "pict",
        "pic",
        "picture",
        "photo",
        "foto",
        "bild",
        "screenshot",
        "whatsapp",
        "signal",
        "scan",
        "edited",
        "edit",
        "copy",
        "pano",
        "hdr",
        "burst",
        "cover",
        "raw",
        "jpg",
        "jpeg",
        "png",
        "webp",
        "portrait",
        "night",
        "received",
    }
)


def media_image(file: OwnFile, asker: Asker, files: OwnFiles) -> MediaImage:
    """Return a file of a user as they and Commons see it. What it says about itself is looked at with suspicion."""
    photo = file.photo
    licence, dates = licence_of_file(file), _dates(file)
    extension = EXTENSIONS.get(file.content_type, "jpg")
    return MediaImage(
        id=file.id,
        title=f"{_words(file, asker)} ({file.id}).{extension}",
        dates=dates,
        creator=Creator(id=asker.user_id, username=asker.username, profile_url=user_page(asker.username)),
        location=_location(photo),
        urls=ImageUrls(
            url=files.address(file.id, "original"),
            original="",  # nobody downloads it by an address
            preview=files.address(file.id, "medium"),
            thumbnail=files.address(file.id, "medium"),
        ),
        dimensions=Dimensions(width=file.width, height=file.height),
        camera=Camera(make=_text(photo, "make"), model=_text(photo, "model"), is_pano=photo.get("is_pano") is True),
        description=_text(photo, "description") or _text(photo, "title"),
        license=licence.name,
        license_template=licence.template or None,
        refusal=licence.refusal,
        credit=_credit(photo, asker),
        tags=tuple(word for word in _list(photo, "keywords") if isinstance(word, str)),
    )


def user_page(username: str) -> str:
    """Return the address of a user's page on Commons."""
    return f"{WIKI}/wiki/User:{quote(username.replace(' ', '_'), safe='')}"


def _dates(file: OwnFile) -> Dates:
    """Return when it was taken; no photo was taken after it was uploaded, whatever its camera believes."""
    uploaded = datetime.fromtimestamp(int(file.uploaded), UTC)
    unknown = Dates(taken=uploaded, precision=DatePrecision.UNKNOWN, posted=uploaded)
    try:
        clock = datetime.fromisoformat(file.photo["taken"]).replace(tzinfo=UTC, microsecond=0)
        precision = PRECISIONS[file.photo["precision"]]
    except (KeyError, TypeError, ValueError):
        return unknown
    if clock > uploaded + CLOCK_TOLERANCE:
        return unknown
    offset = file.photo.get("offset")
    if not isinstance(offset, int) or abs(offset) > 24 * 60:
        return Dates(taken=clock, precision=precision, posted=uploaded)
    return Dates(taken=clock - timedelta(minutes=offset), precision=precision, posted=uploaded, utc_offset=offset)


def _location(photo: Mapping[str, Any]) -> GeoLocation:
    """Return the place, or 0, 0 as the other sources do where none is known."""
    latitude, longitude = _number(photo, "latitude", 90), _number(photo, "longitude", 180)
    if latitude is None or longitude is None:
        return GeoLocation(latitude=0, longitude=0)
    direction = _number(photo, "direction", 360)
    return GeoLocation(
        latitude=latitude,
        longitude=longitude,
        compass_angle=direction if direction and 0 < direction < 360 else None,
        altitude=_number(photo, "altitude", 100_000),
    )


def _words(file: OwnFile, asker: Asker) -> str:
    """Return what the photo may be called: its title, what its description begins with, or what its file was named."""
    described = FIRST_SENTENCE.split(_text(file.photo, "description") or "")[0]
    named = file.filename.rpartition(".")[0] or file.filename
    candidates = (_text(file.photo, "title") or "", described, named if _says_something(named) else "")
    return next(filter(None, map(_fit, candidates)), f"Photograph by {_fit(asker.username)}")


def _says_something(name: str) -> bool:
    """Return whether a person named the file; cameras write letters and a number."""
    words = [word for word in LETTERS.findall(name) if word.lower() not in CAMERA_WORDS and len(word) > 2]
    return sum(map(len, words)) >= 5


def _fit(text: str) -> str:
    """Return a text as it may stand in the name of a file on Commons."""
    words = " ".join(NOT_IN_TITLES.sub(" ", text.replace("_", " ")).split())
    return words.encode()[:TITLE_BYTES].decode(errors="ignore").strip(" .~")


def _credit(photo: Mapping[str, Any], asker: Asker) -> str | None:
    """Return whom the file names as its author, or its copyright notice, where that is not the user's own name."""
    named = _text(photo, "artist") or _text(photo, "copyright")
    return named if named and named.casefold() != asker.username.casefold() else None


def _text(photo: Mapping[str, Any], name: str) -> str | None:
    value = photo.get(name)
    return value if isinstance(value, str) and value else None


def _list(photo: Mapping[str, Any], name: str) -> list[Any]:
    value = photo.get(name)
    return value if isinstance(value, list) else []


def _number(photo: Mapping[str, Any], name: str, most: float) -> float | None:
    value = photo.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) and abs(value) <= most else None  # type: ignore[arg-type]
