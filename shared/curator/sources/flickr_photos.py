"""From what Flickr's API says about a photo to a `MediaImage`.

There are two shapes. Lists of photos are flat: `title` a string, `owner` an id, `latitude` and `license` beside them,
`url_o`, `width_o` and `height_o` for the sizes that were asked for with `extras`; photos of an album lack the owner,
who stands once on the album. A single photo is nested: `title._content`, `owner.nsid`, `dates.taken`, `location`; its
sizes come from another method. `flattened` makes the second shape the first. Numbers arrive as numbers or as strings,
without a rule. Seen in the fixtures of https://github.com/Flickr-Foundation/flickr-photos-api, and in recorded replies
in many programs that use the API.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from curator.sources.errors import NotAPhotographError, SourceDataError
from curator.sources.flickr_urls import WEB
from curator.sources.licences import Licence
from curator.sources.source import (
    Camera,
    Creator,
    DatePrecision,
    Dates,
    Dimensions,
    GeoLocation,
    ImageUrls,
    MediaImage,
)

SIZE_BY_LABEL = {
    "Square": "sq",
    "Large Square": "q",
    "Thumbnail": "t",
    "Small": "s",
    "Small 320": "n",
    "Medium": "m",
    "Medium 640": "z",
    "Medium 800": "c",
    "Large": "l",
    "Large 1600": "h",
    "Large 2048": "k",
    "X-Large 3K": "3k",
    "X-Large 4K": "4k",
    "X-Large 5K": "5k",
    "X-Large 6K": "6k",
    "Original": "o",
}
LARGEST_FIRST = ("o", "6k", "5k", "4k", "3k", "k", "h", "l", "c", "z", "m", "s")
PREVIEWS = ("l", "c", "z", "m", "s", "o")
THUMBNAILS = ("q", "n", "s", "t", "sq", "m")
EXTRAS = (
    "description,license,date_upload,date_taken,owner_name,path_alias,geo,tags,media,original_format,"
    "url_q,url_n,url_s,url_t,url_sq,url_m,url_z,url_c,url_l,url_h,url_k,url_3k,url_4k,url_5k,url_6k,url_o"
)

PRECISIONS = {"0": DatePrecision.DAY, "4": DatePrecision.MONTH, "6": DatePrecision.YEAR, "8": DatePrecision.CIRCA}
"""Flickr's granularities (https://www.flickr.com/services/api/misc.dates.html)."""

TAG = re.compile(r"<[^>]*>")
# What MediaWiki refuses in titles (Title::getTitleInvalidRegex) or treats as a blank.
NOT_IN_TITLES = re.compile(r"[\x00-\x1f\x7f#<>\[\]|{}:/\\_\s]+|%(?=[0-9A-Fa-f]{2})|&(?=#?[\w]+;)|~{3,}")
TITLE_LENGTH = 60  # characters of Flickr's title that become part of a file's name, which has 240 bytes

Raw = Mapping[str, Any]
LicenceById = Callable[[str], Licence]


def media_image(raw: Raw, licence_by_id: LicenceById) -> MediaImage:
    """Return the photo described by an entry of a list made with `EXTRAS`; refused where Commons would not take it.

    Raises:
        SourceDataError: it lacks its id, owner, licence or times.
        SourceError: its licence cannot be looked up.
    """
    try:
        licence = licence_by_id(str(raw["license"]))
        return _described(raw, licence)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise SourceDataError(f"Flickr photo {raw.get('id')}: {type(error).__name__} {error}") from error


def flattened(info: Raw, sizes: Sequence[Raw] = ()) -> dict[str, Any]:
    """Return a photo as a list would have it.

    Args:
        info: `photo` of `flickr.photos.getInfo`.
        sizes: `sizes.size` of `flickr.photos.getSizes`.

    Raises:
        SourceDataError: it lacks what every photo has.
    """
    try:
        return _flat(info) | _flat_sizes(sizes)
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceDataError(f"Flickr photo {info.get('id')}: {type(error).__name__} {error}") from error


def is_photograph(raw: Raw) -> bool:
    """Return whether an entry of a list is no video."""
    return str(raw.get("media", "photo")) == "photo"


def _described(raw: Raw, licence: Licence) -> MediaImage:
    photo_id, dates, original = str(raw["id"]), _dates(raw), _best(raw, LARGEST_FIRST)
    owner = str(raw.get("pathalias") or raw["owner"])
    file = _url(raw, original)
    return MediaImage(
        id=photo_id,
        title=_title(raw, dates, file),
        dates=dates,
        creator=_creator(raw, owner),
        location=_location(raw),
        urls=ImageUrls(
            url=f"{WEB}/photos/{quote(owner, safe='@')}/{photo_id}/",
            original=file,
            preview=_url(raw, _best(raw, PREVIEWS)),
            thumbnail=_url(raw, _best(raw, THUMBNAILS)),
        ),
        dimensions=Dimensions(
            width=int(raw.get(f"width_{original}") or 0), height=int(raw.get(f"height_{original}") or 0)
        ),
        camera=Camera(),
        description=_plain(raw.get("description")),
        license=licence.name,
        license_template=licence.template or None,
        refusal=licence.refusal if is_photograph(raw) else NotAPhotographError.public_message,
        tags=tuple(str(raw.get("tags") or "").split()),
    )


def _creator(raw: Raw, owner: str) -> Creator:
    username = str(raw.get("ownername") or owner)
    return Creator(id=str(raw["owner"]), username=username, profile_url=f"{WEB}/people/{quote(owner, safe='@')}/")


def _dates(raw: Raw) -> Dates:
    """Return the dates; where the camera's is not known, Flickr fills in that of the upload, and so do we."""
    posted = datetime.fromtimestamp(int(raw["dateupload"]), UTC)
    try:
        taken = datetime.strptime(str(raw.get("datetaken")), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:  # as in "0000-00-00 00:00:00"
        return Dates(taken=posted, precision=DatePrecision.UNKNOWN, posted=posted)
    precision = PRECISIONS.get(str(raw.get("datetakengranularity", "0")), DatePrecision.UNKNOWN)
    if str(raw.get("datetakenunknown", "0")) == "1":
        precision = DatePrecision.UNKNOWN
    return Dates(taken=taken, precision=precision, posted=posted)


def _location(raw: Raw) -> GeoLocation:
    """Return the place; Flickr writes 0, 0 where it knows none, and so do we."""
    accuracy = int(raw.get("accuracy") or 0)
    return GeoLocation(
        latitude=float(raw.get("latitude") or 0), longitude=float(raw.get("longitude") or 0), accuracy=accuracy or None
    )


def _title(raw: Raw, dates: Dates, file: str) -> str:
    """Return a file name as other tools make it for Flickr: the title, and the id, which makes it unique."""
    extension = urlsplit(file).path.rpartition(".")[2].lower() if file else "jpg"
    words = " ".join(NOT_IN_TITLES.sub(" ", str(raw.get("title") or "")).split())[:TITLE_LENGTH].strip(" .")
    return f"{words or f'Photo from Flickr {dates.taken:%Y-%m-%d}'} ({raw['id']}).{extension}"


def _plain(description: Any) -> str | None:
    """Return a description without its HTML."""
    text = description.get("_content", "") if isinstance(description, Mapping) else description or ""
    return html.unescape(TAG.sub("", str(text))).strip() or None


def _best(raw: Raw, order: Sequence[str]) -> str:
    return next((size for size in order if raw.get(f"url_{size}")), "")


def _url(raw: Raw, size: str) -> str:
    return str(raw.get(f"url_{size}") or "")


def _flat(info: Raw) -> dict[str, Any]:
    owner, dates, location = info["owner"], info["dates"], info.get("location") or {}
    return {
        "id": info["id"],
        "title": _content(info.get("title")),
        "description": info.get("description"),
        "license": info["license"],
        "owner": owner["nsid"],
        "ownername": owner.get("username"),
        "pathalias": owner.get("path_alias"),
        "dateupload": dates["posted"],
        "datetaken": dates.get("taken"),
        "datetakengranularity": dates.get("takengranularity", "0"),
        "datetakenunknown": dates.get("takenunknown", "0"),
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
        "accuracy": location.get("accuracy"),
        "tags": " ".join(str(tag.get("_content", "")) for tag in (info.get("tags") or {}).get("tag", [])),
        "media": info.get("media", "photo"),
    }


def _flat_sizes(sizes: Sequence[Raw]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for size in sizes:
        suffix = SIZE_BY_LABEL.get(str(size.get("label")))
        if suffix is not None and size.get("media", "photo") == "photo":
            flat |= {
                f"url_{suffix}": size.get("source"),
                f"width_{suffix}": size.get("width"),
                f"height_{suffix}": size.get("height"),
            }
    return flat


def _content(value: Any) -> str:
    return str(value.get("_content", "")) if isinstance(value, Mapping) else str(value or "")
