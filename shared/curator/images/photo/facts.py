"""What a photograph says about itself, as it is kept with the image: one answer where a file gives several.

The same thing may stand in three places. Editors write XMP, agencies IPTC, cameras EXIF; who touched the file last
knows best, so they count in that order, but for what only the camera can know: time, place and model are EXIF's first.

    taken, precision, offset            as the camera's clock showed it; minutes east of UTC where the file says so
    latitude, longitude, altitude, direction
    make, model, is_pano
    title, description, keywords, artist, copyright, licence_url
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from curator.images.photo import exif, iptc, xmp
from curator.images.photo.containers import Blocks, find_blocks
from curator.images.photo.exif import Exif, Tags
from curator.images.photo.iptc import Datasets
from curator.images.photo.moments import Moment, iptc_moment, moment
from curator.images.photo.places import exif_place, xmp_place
from curator.images.photo.texts import cleaned, decoded, decoded_wide
from curator.images.photo.xmp import Properties

logger = logging.getLogger(__name__)

T = TypeVar("T")

MAX_BYTES = 8 * 1024  # as JSON: it is rewritten with each transition of the image
TITLE_CHARACTERS, NAME_CHARACTERS, DESCRIPTION_CHARACTERS = 200, 150, 1000
KEYWORDS, KEYWORD_CHARACTERS = 30, 60
DEED = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[a-z+-]+(?:/[0-9.]+)?/?")

# What cameras and programs write into the description when nobody described anything.
NO_DESCRIPTION = re.compile(
    r"(?:olympus digital camera|minolta digital camera|konica minolta.*|sony dsc|samsung.*|digital still camera|"
    r"<?digimax.*|<?kenox.*|dcim.*|exif_jpeg.*|default|untitled|screenshot|binary comment|cof|vlcsnap.*|image|picture|"
    r"dav|hdr(?:pl|pnl)?|rhdr|mde|ptr|sdr|nor|oznor|edf|jpeg_copyright|[a-z]{2,4}_vivid)",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"(?:none|unknown|artist|photographer|copyright|n/?a|default|unknown (?:artist|author)|[-_.?\s]*)", re.I
)


def read_photo(data: bytes, mime: str) -> dict[str, Any]:
    """Return what a file says about itself, `{}` where that is nothing. Never raises, whatever the file holds."""
    blocks = _or_else(Blocks(), lambda: find_blocks(data, mime))
    camera = _or_else(Exif(), lambda: exif.read_exif(blocks.exif))
    datasets: Datasets = _or_else({}, lambda: iptc.read_iptc(blocks.photoshop))
    properties: Properties = _or_else({}, lambda: xmp.read_xmp(blocks.xmp))
    facts: dict[str, Any] = {}
    for read in (_when, _where, _what_with, _texts):
        facts |= _or_else({}, lambda read=read: read(camera, datasets, properties))  # type: ignore[misc]
    return _fitting({name: value for name, value in facts.items() if value not in (None, "", [])})


def _or_else(fallback: T, read: Callable[[], T]) -> T:
    """Return what `read` returns. A file can be broken in more ways than anybody lists, and none may cost the image."""
    try:
        return read()
    except Exception:
        logger.warning("metadata that cannot be read", exc_info=True)
        return fallback


def _when(camera: Exif, datasets: Datasets, properties: Properties) -> dict[str, Any]:
    found = next((one for one in _moments(camera, datasets, properties) if one is not None), None)
    if found is None:
        return {}
    return {"taken": found.clock.isoformat(), "precision": found.precision, "offset": found.offset}


def _moments(camera: Exif, datasets: Datasets, properties: Properties) -> Iterator[Moment | None]:
    photo = camera.photo
    yield moment(_text(photo, exif.TAKEN), _text(photo, exif.OFFSET_TAKEN))
    yield moment(_first(properties, f"{xmp.EXIF}DateTimeOriginal"))
    yield moment(_first(properties, f"{xmp.PHOTOSHOP}DateCreated"))
    yield iptc_moment(_dataset(datasets, iptc.DATE), _dataset(datasets, iptc.TIME))
    yield moment(_text(photo, exif.DIGITIZED), _text(photo, exif.OFFSET_DIGITIZED))
    yield moment(_first(properties, f"{xmp.XMP}CreateDate"))


def _where(camera: Exif, _datasets: Datasets, properties: Properties) -> dict[str, Any]:
    place = exif_place(camera.gps) or xmp_place(properties)
    if place is None:
        return {}
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "altitude": place.altitude,
        "direction": place.direction,
    }


def _what_with(camera: Exif, _datasets: Datasets, properties: Properties) -> dict[str, Any]:
    make = _text(camera.main, exif.MAKE) or _first(properties, f"{xmp.TIFF}Make")
    model = _text(camera.main, exif.MODEL) or _first(properties, f"{xmp.TIFF}Model")
    projection = _first(properties, f"{xmp.PANORAMA}ProjectionType")
    return {
        "make": _name(make),
        "model": _name(model),
        "is_pano": True if projection.lower() == "equirectangular" else None,
    }


def _texts(camera: Exif, datasets: Datasets, properties: Properties) -> dict[str, Any]:
    main = camera.main
    title = (
        _first(properties, f"{xmp.DC}title")
        or _dataset(datasets, iptc.TITLE)
        or _wide(main, exif.XP_TITLE)
        or _first(properties, f"{xmp.PHOTOSHOP}Headline")
        or _dataset(datasets, iptc.HEADLINE)
    )
    descriptions = (
        _first(properties, f"{xmp.DC}description"),
        _dataset(datasets, iptc.CAPTION),
        _text(main, exif.IMAGE_DESCRIPTION),
        _wide(main, exif.XP_SUBJECT),
        _wide(main, exif.XP_COMMENT),
    )
    artist = (
        ", ".join(properties.get(f"{xmp.DC}creator", [])[:5])
        or _dataset(datasets, iptc.CREATOR)
        or _text(main, exif.ARTIST)
        or _wide(main, exif.XP_AUTHOR)
    )
    rights = _first(properties, f"{xmp.DC}rights") or _dataset(datasets, iptc.COPYRIGHT) or _text(main, exif.COPYRIGHT)
    return {
        "title": cleaned(title, TITLE_CHARACTERS),
        "description": next(filter(None, map(_description, descriptions)), None),
        "keywords": _keywords(camera, datasets, properties),
        "artist": _name(artist),
        "copyright": _name(rights),
        "licence_url": _deed(properties, rights),
    }


def _description(text: str) -> str:
    clean = cleaned(text, DESCRIPTION_CHARACTERS)
    return "" if NO_DESCRIPTION.fullmatch(clean) else clean


def _keywords(camera: Exif, datasets: Datasets, properties: Properties) -> list[str]:
    given = (
        properties.get(f"{xmp.DC}subject")
        or [decoded(value) for value in datasets.get(iptc.KEYWORD, [])]
        or _wide(camera.main, exif.XP_KEYWORDS).split(";")
    )
    clean = (cleaned(word, KEYWORD_CHARACTERS) for word in given)
    return list(dict.fromkeys(filter(None, clean)))[:KEYWORDS]


def _deed(properties: Properties, rights: str) -> str | None:
    """Return the Creative Commons deed that the file names, if it names one."""
    named = (*properties.get(f"{xmp.CC}license", []), *properties.get(f"{xmp.RIGHTS}WebStatement", []), rights)
    return next((found[0] for text in named if (found := DEED.search(text))), None)


def _name(text: str) -> str:
    clean = cleaned(text, NAME_CHARACTERS)
    return "" if NO_NAME.fullmatch(clean) else clean


def _first(properties: Properties, name: str) -> str:
    return next(iter(properties.get(name, [])), "")


def _dataset(datasets: Datasets, number: int) -> str:
    return decoded(next(iter(datasets.get(number, [])), b""))


def _text(tags: Tags, tag: int) -> str:
    value = tags.get(tag)
    return decoded(value) if isinstance(value, bytes) else ""


def _wide(tags: Tags, tag: int) -> str:
    value = tags.get(tag)
    return decoded_wide(value) if isinstance(value, bytes) else ""


def _fitting(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as far as they fit; long texts in scripts that JSON escapes are what can be too much."""
    for name in ("keywords", "copyright", "artist", "description", "title"):
        if len(json.dumps(facts)) <= MAX_BYTES:
            break
        facts = {other: value for other, value in facts.items() if other != name}
    return facts
