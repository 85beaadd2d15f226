"""Replies in the shapes of Flickr's API, with the quirks real ones have: numbers as strings, nulls, nested texts."""

from typing import Any
from urllib.parse import parse_qsl

import httpx

from curator.sources.flickr import FlickrSource
from curator.sources.source import SourceTools
from tests.fakes.clock import VirtualClock

NSID = "12345678@N00"
STATIC = "https://live.staticflickr.com/65535"
ALBUM = f"https://www.flickr.com/photos/{NSID}/albums/72157600000000001"

LICENCES = [
    {"id": "0", "name": "All Rights Reserved", "url": ""},
    {"id": "4", "name": "Attribution License", "url": "https://creativecommons.org/licenses/by/2.0/"},
    {"id": 11, "name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    {"id": 16, "name": "CC BY-NC-ND 4.0", "url": "https://creativecommons.org/licenses/by-nc-nd/4.0/"},
]


def listed(photo_id: str = "51000000001", **more: Any) -> dict[str, Any]:
    """Return a photo as in a photostream."""
    return {
        "id": photo_id,
        "owner": NSID,
        "secret": "0123456789",
        "server": "65535",
        "farm": 66,
        "title": "A bridge: at dawn",
        "ispublic": 1,
        "isfriend": 0,
        "isfamily": 0,
        "license": "4",
        "description": {"_content": 'See <a href="https://example.org/">this</a> &amp; that'},
        "dateupload": "1715990400",
        "datetaken": "2024-05-17 06:12:03",
        "datetakengranularity": 0,
        "datetakenunknown": "0",
        "ownername": "Alice on Flickr",
        "pathalias": "alice",
        "latitude": "47.376310",
        "longitude": 8.53964,
        "accuracy": "16",
        "geo_is_public": 1,
        "tags": "bridge dawn",
        "media": "photo",
        "media_status": "ready",
        "url_q": f"{STATIC}/{photo_id}_0123456789_q.jpg",
        "height_q": 150,
        "width_q": "150",
        "url_l": f"{STATIC}/{photo_id}_0123456789_b.jpg",
        "height_l": "768",
        "width_l": "1024",
        "url_o": f"{STATIC}/{photo_id}_abcdef_o.jpg",
        "height_o": "3000",
        "width_o": "4000",
    } | more


def info(photo_id: str = "51000000001", **more: Any) -> dict[str, Any]:
    """Return the same photo as `flickr.photos.getInfo` has it."""
    photo = {
        "id": photo_id,
        "secret": "0123456789",
        "server": "65535",
        "dateuploaded": "1715990400",
        "license": "4",
        "originalsecret": "abcdef",
        "originalformat": "jpg",
        "owner": {"nsid": NSID, "username": "Alice on Flickr", "realname": "Alice", "path_alias": "alice"},
        "title": {"_content": "A bridge: at dawn"},
        "description": {"_content": 'See <a href="https://example.org/">this</a> &amp; that'},
        "dates": {
            "posted": "1715990400",
            "taken": "2024-05-17 06:12:03",
            "takengranularity": "0",
            "takenunknown": 0,
            "lastupdate": "1716000000",
        },
        "location": {"latitude": "47.376310", "longitude": "8.53964", "accuracy": "16", "context": "0"},
        "tags": {"tag": [{"raw": "Bridge", "_content": "bridge"}, {"raw": "dawn", "_content": "dawn"}]},
        "media": "photo",
    }
    return {"photo": photo | more, "stat": "ok"}


def sizes(photo_id: str = "51000000001") -> dict[str, Any]:
    """Return its sizes as `flickr.photos.getSizes` has them."""
    rows = [("Large Square", "150", 150, "q"), ("Large", 1024, "768", "b"), ("Original", "4000", "3000", "o")]
    return {
        "sizes": {
            "canblog": 0,
            "canprint": 0,
            "candownload": 1,
            "size": [
                {
                    "label": label,
                    "width": width,
                    "height": height,
                    "source": f"{STATIC}/{photo_id}_{'abcdef' if mark == 'o' else '0123456789'}_{mark}.jpg",
                    "url": f"https://www.flickr.com/photos/alice/{photo_id}/sizes/{mark}/",
                    "media": "photo",
                }
                for label, width, height, mark in rows
            ],
        },
        "stat": "ok",
    }


def stream(*photos: dict[str, Any], page: int = 1, pages: int = 1, total: int | None = None) -> dict[str, Any]:
    """Return a page of a photostream or a search."""
    count = len(photos) if total is None else total
    body = {"page": page, "pages": pages, "perpage": 500, "total": str(count), "photo": list(photos)}
    return {"photos": body, "stat": "ok"}


def album(*photos: dict[str, Any], pages: int = 1, total: int | None = None) -> dict[str, Any]:
    """Return a page of an album, whose photos do not name their owner."""
    bare = [{name: value for name, value in photo.items() if name != "owner"} for photo in photos]
    body = stream(*bare, pages=pages, total=total)["photos"]
    return {"photoset": {"id": "72157600000000001", "owner": NSID, "ownername": "Alice", **body}, "stat": "ok"}


def failure(code: int | str, message: str) -> dict[str, Any]:
    """Return a refusal, which comes with status 200."""
    return {"stat": "fail", "code": code, "message": message}


class Flickr:
    """Answers each method in turn, with its last answer for ever; remembers what was asked."""

    def __init__(self, **answers: Any) -> None:
        """Take `photos_getInfo=[…]` and such, without the leading `flickr.`; a single answer needs no list."""
        self._answers = {
            f"flickr.{name.replace('_', '.')}": list(given) if isinstance(given, list) else [given]
            for name, given in answers.items()
        }
        self.requests: list[httpx.Request] = []
        self.clock = VirtualClock()

    def source(self, **environment: str) -> FlickrSource:
        return FlickrSource.from_tools(self.tools(**environment))

    def tools(self, **environment: str) -> SourceTools:
        return SourceTools(
            http=httpx.Client(transport=httpx.MockTransport(self._handle)),
            clock=self.clock,
            environment=environment,
            credential=lambda name: f"{name}-key",
        )

    @property
    def asked(self) -> list[dict[str, str]]:
        """What each request's form held, without what is the same in all."""
        forms = [dict(parse_qsl(request.content.decode(), keep_blank_values=True)) for request in self.requests]
        common = {"api_key", "format", "nojsoncallback"}
        return [{name: value for name, value in form.items() if name not in common} for form in forms]

    @property
    def methods(self) -> list[str]:
        return [form["method"].removeprefix("flickr.") for form in self.asked]

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answers = self._answers[self.asked[-1]["method"]]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)
