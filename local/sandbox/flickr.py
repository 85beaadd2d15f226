"""Flickr's API, as far as Curator asks it, and its picture files.

Refusals come with status 200 and `stat` `fail`; the numbers are those of the methods' pages
(https://www.flickr.com/services/api/). The search takes the dates of photos taken and posted, and nothing else.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from local.sandbox import flickr_shapes
from local.sandbox.bodies import UnreadableBodyError, read_body
from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.flickr_photographs import ALBUMS, LICENCES, PHOTOS, STREAMS, USERS, FlickrPhoto
from local.sandbox.origin import server_of
from local.sandbox.photographs import PhotographsMissingError
from local.sandbox.services import Sandbox

MAXIMUM_FORM_BYTES = 100_000
MAXIMUM_PER_PAGE = 500
UNAVAILABLE = 105
FILE = re.compile(r"([0-9]+)_([0-9a-f]{10})(_[a-z])?\.jpg")
USER_PAGE = re.compile(r"https?://(?:www\.)?flickr\.com/(?:photos|people)/([^/]+)/?")

Form = Mapping[str, str]
PictureUrl = Callable[[str], str]


class FlickrError(Exception):
    """A refusal in Flickr's words."""

    def __init__(self, code: int, message: str) -> None:
        """Describe the refusal."""
        super().__init__(message)
        self.code = code

    def to_response(self) -> Response:
        """Return it as sent: with status 200."""
        return JSONResponse({"stat": "fail", "code": self.code, "message": str(self)})


async def rest(request: Request) -> Response:
    """`GET` or `POST /services/rest/?method=…&api_key=…&format=json&nojsoncallback=1`."""
    sandbox: Sandbox = request.app.state.sandbox
    form = await _form(request)
    method = form.get("method", "")

    def picture_url(name: str) -> str:
        return f"{server_of(sandbox, request)}/flickr-static/{flickr_shapes.SERVER}/{name}"

    def serve() -> Response:
        try:
            return JSONResponse({**_answer(method, form, picture_url), "stat": "ok"})
        except FlickrError as error:
            return error.to_response()

    def refuse(fault: Fault) -> Response:
        code = int(fault.code) if fault.code.isdigit() else UNAVAILABLE
        return FlickrError(code, fault.info or "Service currently unavailable").to_response()

    return await served(sandbox, method.lower() or "flickr", serve, refuse)  # kinds are in small letters


async def picture(request: Request) -> Response:
    """Send a photo's file; the addresses hold for ever, but not without their secrets."""
    sandbox: Sandbox = request.app.state.sandbox

    def serve() -> Response:
        return _picture(sandbox, request.path_params["name"])

    def refuse(fault: Fault) -> Response:
        return PlainTextResponse(fault.info or fault.code, status_code=fault.status)

    return await served(sandbox, "cdn", serve, refuse)


async def _form(request: Request) -> Form:
    fields = dict(request.query_params)
    if request.method == "POST":
        try:
            async with read_body(request, maximum_bytes=MAXIMUM_FORM_BYTES) as body:
                fields |= body.fields
        except UnreadableBodyError:
            return {}
    return fields


def _answer(method: str, form: Form, picture_url: PictureUrl) -> dict[str, Any]:
    if not form.get("api_key"):
        raise FlickrError(100, "Invalid API Key (Key has invalid format)")
    if form.get("format") != "json" or form.get("nojsoncallback") != "1":
        raise FlickrError(111, f'Format "{form.get("format", "rest")}" not found')
    answer = METHODS.get(method)
    if answer is None:
        raise FlickrError(112, f'Method "{method}" not found')
    return answer(form, picture_url)


def _album(form: Form, picture_url: PictureUrl) -> dict[str, Any]:
    album = ALBUMS.get(form.get("photoset_id", ""))
    if album is None:
        raise FlickrError(1, "Photoset not found")
    if album.owner.nsid != form.get("user_id"):
        raise FlickrError(2, "User not found")
    page = _page(album.photos, form, picture_url)
    for photo in page["photo"]:  # the owner stands on the album
        del photo["owner"]
        photo["isprimary"] = "0"
    described = {"id": album.id, "primary": album.photos[0].id, "owner": album.owner.nsid, "title": album.title}
    return {"photoset": {**described, "ownername": album.owner.username, **page}}


def _stream(form: Form, picture_url: PictureUrl) -> dict[str, Any]:
    photos = STREAMS.get(form.get("user_id", ""))
    if photos is None:
        raise FlickrError(1, "User not found")
    return {"photos": _page(photos, form, picture_url)}


def _search(form: Form, picture_url: PictureUrl) -> dict[str, Any]:
    photos = STREAMS.get(form.get("user_id", ""))
    if photos is None:
        raise FlickrError(2, "Unknown user")
    taken = [_moment(form.get(f"{end}_taken_date")) for end in ("min", "max")]
    posted = [_moment(form.get(f"{end}_upload_date")) for end in ("min", "max")]
    found = [
        photo
        for photo in photos
        if _is_between(photo.photograph.captured_at // 1000, *taken) and _is_between(photo.posted_at, *posted)
    ]
    if form.get("sort", "").endswith("-asc"):
        found.reverse()
    return {"photos": _page(found, form, picture_url)}


def _info(form: Form, _: PictureUrl) -> dict[str, Any]:
    return {"photo": flickr_shapes.alone(_found(form))}


def _sizes(form: Form, picture_url: PictureUrl) -> dict[str, Any]:
    listed = flickr_shapes.sizes(_found(form), picture_url)
    bare = [{name: value for name, value in size.items() if name != "name"} for size in listed]
    return {"sizes": {"canblog": 0, "canprint": 0, "candownload": 1, "size": bare}}


def _user(form: Form, _: PictureUrl) -> dict[str, Any]:
    page = USER_PAGE.fullmatch(form.get("url", ""))
    for user in USERS:
        if page is not None and page[1] in {user.nsid, user.alias}:
            return {"user": {"id": user.nsid, "username": {"_content": user.username}}}
    raise FlickrError(1, "User not found")


def _licences(_form: Form, _: PictureUrl) -> dict[str, Any]:
    return {"licenses": {"license": [{"id": number, "name": name, "url": url} for number, name, url in LICENCES]}}


METHODS: dict[str, Callable[[Form, PictureUrl], dict[str, Any]]] = {
    "flickr.photosets.getPhotos": _album,
    "flickr.people.getPublicPhotos": _stream,
    "flickr.photos.search": _search,
    "flickr.photos.getInfo": _info,
    "flickr.photos.getSizes": _sizes,
    "flickr.photos.licenses.getInfo": _licences,
    "flickr.urls.lookupUser": _user,
}


def _found(form: Form) -> FlickrPhoto:
    photo_id = form.get("photo_id", "")
    if photo_id not in PHOTOS:
        raise FlickrError(1, f'Photo "{photo_id}" not found (invalid ID)')
    return PHOTOS[photo_id]


def _page(photos: list[FlickrPhoto] | tuple[FlickrPhoto, ...], form: Form, picture_url: PictureUrl) -> dict[str, Any]:
    size = max(1, min(_number(form.get("per_page"), 100), MAXIMUM_PER_PAGE))
    pages = -(-len(photos) // size)
    number = max(1, min(_number(form.get("page"), 1), max(pages, 1)))  # after the last page comes the last again
    extras = [name.strip() for name in form.get("extras", "").split(",")]
    shown = photos[(number - 1) * size : number * size]
    return {
        "page": number,
        "pages": pages,
        "perpage": size,
        "total": len(photos),
        "photo": [flickr_shapes.in_list(photo, extras, picture_url) for photo in shown],
    }


def _moment(text: str | None) -> float | None:
    """Return seconds since the epoch for a timestamp or a date as MySQL writes it; anything else is no bound."""
    if text and text.isdigit():
        return float(text)
    try:
        return datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _is_between(moment: float, first: float | None, last: float | None) -> bool:
    return (first is None or moment >= first) and (last is None or moment <= last)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


def _picture(sandbox: Sandbox, name: str) -> Response:
    parts = FILE.fullmatch(name)
    photo = PHOTOS.get(parts[1]) if parts else None
    mark = (parts[3] or "") if parts else ""
    if parts is None or photo is None or mark not in flickr_shapes.WIDTHS:
        return PlainTextResponse("Not found", status_code=404)
    if parts[2] != (photo.original_secret if mark == "_o" else photo.secret):
        return PlainTextResponse("Not found", status_code=404)
    try:
        file = sandbox.photographs.file(photo.photograph, flickr_shapes.WIDTHS[mark])
    except PhotographsMissingError as error:
        return PlainTextResponse(str(error), status_code=500)
    return FileResponse(file, media_type="image/jpeg")
