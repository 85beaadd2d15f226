"""From what Mapillary's API says about a photo to a `MediaImage`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from curator.sources.errors import SourceDataError
from curator.sources.source import Camera, Creator, Dates, Dimensions, GeoLocation, ImageUrls, MediaImage

FIELDS = (
    "captured_at,compass_angle,creator,geometry,height,is_pano,make,model,"
    "thumb_256_url,thumb_1024_url,thumb_original_url,width"
)
PAGE_PREFIX = "https://www.mapillary.com/app/"
UNKNOWN_USERNAME = "Unknown"
NO_NAME = "none"  # what Mapillary writes for an unknown make or model


def media_image(raw: Mapping[str, Any]) -> MediaImage:
    """Return the photo described by an API object with `FIELDS`.

    Raises:
        SourceDataError: it lacks its id, creator, coordinates or time.
    """
    try:
        return _described(raw)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise SourceDataError(f"Mapillary photo {raw.get('id')}: {type(error).__name__} {error}") from error


def _described(raw: Mapping[str, Any]) -> MediaImage:
    image_id = str(raw["id"])
    longitude, latitude = (float(degrees) for degrees in raw["geometry"]["coordinates"][:2])
    taken = _moment(raw["captured_at"])
    return MediaImage(
        id=image_id,
        title=f"Photo from Mapillary {taken:%Y-%m-%d} ({image_id}).jpg",
        dates=Dates(taken=taken),
        creator=_creator(raw["creator"]),
        location=GeoLocation(latitude=latitude, longitude=longitude, compass_angle=_angle(raw.get("compass_angle"))),
        urls=ImageUrls(
            url=f"{PAGE_PREFIX}?pKey={image_id}&focus=photo",
            original=raw.get("thumb_original_url") or "",
            preview=raw.get("thumb_1024_url") or "",
            thumbnail=raw.get("thumb_256_url") or "",
        ),
        dimensions=Dimensions(width=int(raw.get("width") or 0), height=int(raw.get("height") or 0)),
        camera=Camera(make=_name(raw.get("make")), model=_name(raw.get("model")), is_pano=bool(raw.get("is_pano"))),
    )


def _creator(raw: Mapping[str, Any]) -> Creator:
    user_id, username = str(raw["id"]), str(raw.get("username") or UNKNOWN_USERNAME)
    return Creator(id=user_id, username=username, profile_url=f"{PAGE_PREFIX}user/{quote(username, safe='')}")


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) // 1000, UTC)


def _angle(degrees: float | None) -> float | None:
    """Return a heading Wikidata accepts; exactly 0 and 360 are what Mapillary writes when it does not know."""
    return degrees if degrees is not None and 0 < degrees < 360 else None


def _name(text: str | None) -> str | None:
    return text if text and text != NO_NAME else None
