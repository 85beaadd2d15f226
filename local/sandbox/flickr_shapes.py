"""Photos in the two shapes of Flickr's API: flat in lists, nested alone.

Learned from the documentation of `extras` and of the methods (https://www.flickr.com/services/api/), the code and the
recorded replies of https://github.com/Flickr-Foundation/flickr-photos-api, and replies quoted in public programs. The
quirks are real: numbers as strings or not, zeros for no place, places only with `geo_is_public`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.sandbox.flickr_photographs import MONTH, FlickrPhoto
from local.sandbox.photographs import ORIGINAL

SERVER, FARM = "65535", 66
SIZES = (
    # label, name in `extras`, mark in the address, width
    ("Thumbnail", "t", "_t", 100),
    ("Large Square", "q", "_q", 150),
    ("Small", "s", "_m", 240),
    ("Medium", "m", "", 500),
    ("Medium 640", "z", "_z", 640),
    ("Large", "l", "_b", 1024),
    ("Large 1600", "h", "_h", 1600),
    ("Original", "o", "_o", ORIGINAL),
)
WIDTHS = {mark: width for _, _, mark, width in SIZES}


def in_list(photo: FlickrPhoto, extras: list[str], picture_url: Callable[[str], str]) -> dict[str, Any]:
    """Return a photo as lists have it; `picture_url` makes an address of a file's name."""
    flat: dict[str, Any] = {
        "id": photo.id,
        "owner": photo.owner.nsid,
        "secret": photo.secret,
        "server": SERVER,
        "farm": FARM,
        "title": photo.title,
        "ispublic": 1,
        "isfriend": 0,
        "isfamily": 0,
    }
    more = _extras(photo)
    for name in extras:
        flat |= more.get(name, {})
    for size in sizes(photo, picture_url):
        if f"url_{size['name']}" in extras:
            flat |= {f"url_{size['name']}": size["source"], f"height_{size['name']}": size["height"]}
            flat[f"width_{size['name']}"] = str(size["width"])
    return flat


def alone(photo: FlickrPhoto) -> dict[str, Any]:
    """Return a photo as `flickr.photos.getInfo` has it."""
    info: dict[str, Any] = {
        "id": photo.id,
        "secret": photo.secret,
        "server": SERVER,
        "farm": FARM,
        "dateuploaded": str(photo.posted_at),
        "isfavorite": 0,
        "license": photo.licence,
        "safety_level": "0",
        "rotation": 0,
        "originalsecret": photo.original_secret,
        "originalformat": "jpg",
        "owner": {
            "nsid": photo.owner.nsid,
            "username": photo.owner.username,
            "realname": photo.owner.realname,
            "location": "",
            "path_alias": photo.owner.alias or None,
        },
        "title": {"_content": photo.title},
        "description": {"_content": photo.description},
        "visibility": {"ispublic": 1, "isfriend": 0, "isfamily": 0},
        "dates": {
            "posted": str(photo.posted_at),
            "taken": _taken(photo),
            "takengranularity": photo.granularity,
            "takenunknown": "0" if photo.taken_is_known else "1",
            "lastupdate": str(photo.posted_at),
        },
        "views": "7",
        "usage": {"candownload": 1, "canblog": 0, "canprint": 0, "canshare": 1},
        "comments": {"_content": "0"},
        "notes": {"note": []},
        "people": {"haspeople": 0},
        "tags": {"tag": [{"id": f"{photo.id}-1", "raw": "Sandbox", "_content": "sandbox", "machine_tag": 0}]},
        "urls": {"url": [{"type": "photopage", "_content": page_url(photo)}]},
        "media": _media(photo),
    }
    if photo.has_place:
        place = photo.photograph
        info["location"] = {
            "latitude": str(place.latitude),
            "longitude": str(place.longitude),
            "accuracy": "16",
            "context": "0",
        }
    return info


def sizes(photo: FlickrPhoto, picture_url: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the pictures there are, none larger than the original; `name` is not Flickr's."""
    full = photo.photograph
    found = []
    for label, name, mark, asked in SIZES:
        width = asked or full.width
        if width > full.width:
            continue
        secret = photo.original_secret if asked == ORIGINAL else photo.secret
        found.append(
            {
                "name": name,
                "label": label,
                "width": width,
                "height": round(width * full.height / full.width),
                "source": picture_url(f"{photo.id}_{secret}{mark}.jpg"),
                "url": f"{page_url(photo)}sizes/{name}/",
                "media": "photo",
            }
        )
    return found


def page_url(photo: FlickrPhoto) -> str:
    """Return the address of a photo's page."""
    return f"https://www.flickr.com/photos/{photo.owner.alias or photo.owner.nsid}/{photo.id}/"


def _extras(photo: FlickrPhoto) -> dict[str, dict[str, Any]]:
    nowhere = {"latitude": 0, "longitude": 0, "accuracy": 0, "context": 0}
    place = {
        "latitude": str(photo.photograph.latitude),
        "longitude": str(photo.photograph.longitude),
        "accuracy": "16",
        "context": 0,
        "geo_is_public": 1,
    }
    return {
        "description": {"description": {"_content": photo.description}},
        "license": {"license": photo.licence},
        "date_upload": {"dateupload": str(photo.posted_at)},
        "date_taken": {
            "datetaken": _taken(photo),
            "datetakengranularity": photo.granularity,
            "datetakenunknown": "0" if photo.taken_is_known else "1",
        },
        "owner_name": {"ownername": photo.owner.username},
        "path_alias": {"pathalias": photo.owner.alias or None},
        "geo": place if photo.has_place else nowhere,
        "tags": {"tags": "sandbox"},
        "media": {"media": _media(photo), "media_status": "ready"},
        "original_format": {"originalsecret": photo.original_secret, "originalformat": "jpg"},
    }


def _taken(photo: FlickrPhoto) -> str:
    """Return what the camera's clock showed; Flickr fills in the upload where nobody knows."""
    seconds = photo.photograph.captured_at // 1000 if photo.taken_is_known else photo.posted_at
    taken = datetime.fromtimestamp(seconds, UTC)
    if photo.granularity == MONTH:
        return f"{taken:%Y-%m}-01 00:00:00"
    return f"{taken:%Y-%m-%d %H:%M:%S}" if photo.granularity == "0" else f"{taken:%Y}-01-01 00:00:00"


def _media(photo: FlickrPhoto) -> str:
    return "video" if photo.is_video else "photo"
