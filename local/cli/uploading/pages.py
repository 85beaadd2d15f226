"""What sets the titles and description pages of one source apart from those of another. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.cli.uploading.escapes import linkable, literal
from local.cli.uploading.taken import known_day, known_time

Image = dict[str, Any]  # `MediaImage`


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How photographs of a source are described.

    Attributes:
        nameless: stands where nothing is known about a photograph but its source.
        template: of titles, unless another is chosen.
        category: what every file of the source is in: how the community finds and checks what Curator uploads.
        description: stands in for an empty one of the uploader's.
        date: the page's date.
        origin: the page's source, from the photograph and its collection's id.
        author: the page's author.
        licence: the lines under the licence's heading.
        own_words: whether what a photograph says about itself is the uploader's own word.
    """

    nameless: str
    template: str
    category: str
    description: Callable[[Image], str]
    date: Callable[[Image], str]
    origin: Callable[[Image, str], str]
    author: Callable[[Image], str]
    licence: Callable[[Image], list[str]]
    own_words: bool = False


def _taken_on(image: Image) -> str:
    dates = image["dates"]
    return f"{{{{Taken on|{known_day(dates)}T{known_time(dates)}Z}}}}"


def _camera_date(image: Image) -> str:
    """Return the camera's time, without a zone; a photograph of unknown date was taken by the day it was posted."""
    dates = image["dates"]
    precision, time = dates.get("precision"), known_time(dates)
    if precision == "circa":
        return f"{{{{Other date|circa|{known_day(dates)}}}}}"
    if precision == "unknown":
        posted = dates.get("posted")
        return f"{{{{Other date|by|{known_day({'taken': posted})}}}}}" if posted else "{{Other date|unknown}}"
    return f"{{{{Taken on|{known_day(dates)} {time}}}}}" if time else known_day(dates)


def _photographer(image: Image) -> str:
    return f"[{linkable(image['creator']['profile_url'])} {literal(image['creator']['username'])}]"


def _user(image: Image) -> str:
    name = literal(image["creator"]["username"])
    return f"[[User:{name}|{name}]]"


PAGES: Mapping[str, Pages] = {
    "mapillary": Pages(
        nameless="Photo from Mapillary",
        template="{place} – {date} ({id}).jpg",  # noqa: RUF001 - titles on Commons have it
        category="Images from Mapillary uploaded with Curator",
        description=lambda _image: "Photo from Mapillary",
        date=_taken_on,
        origin=lambda image, collection: (
            f"{{{{Mapillary-source|key={literal(image['id'])}}}}} Sequence ID: {literal(collection)}"
        ),
        author=_photographer,
        licence=lambda _image: ["{{cc-by-sa-4.0}}"],
    ),
    "flickr": Pages(
        nameless="Photo from Flickr",
        template="{title} ({id}).{type}",
        category="Images from Flickr uploaded with Curator",
        description=lambda image: literal(image.get("description", "")) or "Photo from Flickr",
        date=_camera_date,
        origin=lambda image, _collection: f"[{linkable(image['urls']['url'])} Flickr photo {literal(image['id'])}]",
        author=_photographer,
        # {{flickrreview}} asks a reviewer, most of the time a bot, to compare the licence with Flickr's page.
        licence=lambda image: [f"{{{{{image['license_template']}}}}}", "{{flickrreview}}"],
    ),
    "files": Pages(
        nameless="Own photograph",
        template="{title} – {date} {time} ({number}).{type}",  # noqa: RUF001
        category="Own works uploaded with Curator",
        description=lambda image: literal(image.get("description", "")) or "Own photograph",
        date=_camera_date,
        origin=lambda _image, _collection: "{{own}}",
        author=_user,
        licence=lambda image: [f"{{{{self|{image['license_template']}}}}}"],
        own_words=True,
    ),
}
"""By the source's name."""
