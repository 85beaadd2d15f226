"""Mapillary's Graph API, as far as Curator asks it, and the picture addresses it hands out."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.origin import server_of
from local.sandbox.photographs import ORIGINAL, PhotographsMissingError
from local.sandbox.sequences import BY_ID, BY_SEQUENCE, Photograph
from local.sandbox.services import Sandbox

CDN_KEY = b"the sandbox's own; keeps nobody out, makes old addresses stop working"
SIZES = {"256": 256, "1024": 1024, "2048": 2048, "original": ORIGINAL}
MAXIMUM_IDS = 100


class GraphError(Exception):
    """A refusal in the Graph API's words."""

    def __init__(self, message: str, *, code: int, status: int = 400, subcode: int | None = None) -> None:
        """Describe the refusal."""
        super().__init__(message)
        self.code = code
        self.status = status
        self.subcode = subcode

    def to_response(self) -> Response:
        """Return it as sent."""
        error: dict[str, Any] = {"message": str(self), "type": "MLYApiException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return JSONResponse({"error": {**error, "fbtrace_id": "A5andb0xSandb0xSandb0x"}}, status_code=self.status)


async def images(request: Request) -> Response:
    """`GET /images?sequence_ids=…&fields=…`: every photograph of the sequences, in no promised order."""
    return await _graph(request, "mapillary.images", _images)


async def many(request: Request) -> Response:
    """`GET /?ids=a,b&fields=…`: photographs by their ids."""
    return await _graph(request, "mapillary.many", _many)


async def one(request: Request) -> Response:
    """`GET /{id}?fields=…`: one photograph."""
    return await _graph(request, "mapillary.image", _one)


async def picture(request: Request) -> Response:
    """Send the bytes behind one of the addresses, until it expires."""
    sandbox: Sandbox = request.app.state.sandbox

    def serve() -> Response:
        return _picture(sandbox, request)

    def refuse(fault: Fault) -> Response:
        return PlainTextResponse(fault.info or fault.code, status_code=fault.status)

    return await served(sandbox, "cdn", serve, refuse)


async def _graph(request: Request, kind: str, answer: Any) -> Response:
    sandbox: Sandbox = request.app.state.sandbox

    def serve() -> Response:
        try:
            _check_token(request)
            return JSONResponse(answer(sandbox, request))
        except GraphError as error:
            return error.to_response()

    def refuse(fault: Fault) -> Response:
        code = int(fault.code) if fault.code.isdigit() else 1
        return GraphError(fault.info or "An unknown error occurred", code=code, status=fault.status).to_response()

    return await served(sandbox, kind, serve, refuse)


def _check_token(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() or request.query_params.get("access_token", "")
    if scheme.lower() not in {"bearer", "oauth", ""} or not token:
        raise GraphError("Invalid OAuth 2.0 Access Token", code=190, status=401)


def _images(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    identifiers = _words(request, "sequence_ids")
    if not identifiers:
        raise GraphError("Param sequence_ids or bbox must be specified", code=100)
    photographs = [photograph for name in identifiers for photograph in BY_SEQUENCE.get(name, ())]
    shuffled = sorted(photographs, key=lambda photograph: photograph.id % 1_009)
    return {"data": [_described(sandbox, request, photograph) for photograph in shuffled]}


def _many(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    identifiers = _words(request, "ids")
    if not identifiers:
        raise GraphError("Unsupported get request. Please read the documentation.", code=100)
    if len(identifiers) > MAXIMUM_IDS:
        raise GraphError(f"Too many ids requested, the limit is {MAXIMUM_IDS}", code=100)
    return {name: _described(sandbox, request, _found(name)) for name in identifiers}


def _one(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    return _described(sandbox, request, _found(request.path_params["id"]))


def _found(identifier: str) -> Photograph:
    photograph = BY_ID.get(int(identifier)) if identifier.isdigit() else None
    if photograph is None:
        text = (
            f"Unsupported get request. Object with ID '{identifier}' does not exist, cannot be loaded due to missing "
            "permissions, or does not support this operation"
        )
        raise GraphError(text, code=100, subcode=33)
    return photograph


def _words(request: Request, name: str) -> list[str]:
    return [word.strip() for word in request.query_params.get(name, "").split(",") if word.strip()]


def _described(sandbox: Sandbox, request: Request, photograph: Photograph) -> dict[str, Any]:
    wanted = _words(request, "fields")
    facts: dict[str, Any] = {
        "altitude": 408.2,
        "camera_type": "perspective",
        "captured_at": photograph.captured_at,
        "compass_angle": photograph.compass_angle,
        "creator": {"username": photograph.sequence.creator_name, "id": photograph.sequence.creator_id},
        "geometry": {"type": "Point", "coordinates": [photograph.longitude, photograph.latitude]},
        "height": photograph.height,
        "is_pano": False,
        "make": photograph.make,
        "model": photograph.model,
        "sequence": photograph.sequence.id,
        "width": photograph.width,
    }
    facts.update({f"thumb_{size}_url": picture_url(sandbox, request, photograph.id, size) for size in SIZES})
    unknown = [name for name in wanted if name not in {*facts, "id"}]
    if unknown:
        raise GraphError(f"Tried accessing nonexistent field ({unknown[0]})", code=100)
    return {**{name: facts[name] for name in wanted if name != "id"}, "id": str(photograph.id)}


def picture_url(sandbox: Sandbox, request: Request, identifier: int, size: str) -> str:
    """Return an address that works for about an hour."""
    expires = int(sandbox.clock.now()) + sandbox.settings.image_url_seconds
    query = urlencode({"oh": _signature(identifier, size, expires), "oe": f"{expires:X}"})
    return f"{server_of(sandbox, request)}/mapillary-cdn/{identifier}/{size}.jpg?{query}"


def _picture(sandbox: Sandbox, request: Request) -> Response:
    size = str(request.path_params["size"])
    photograph = BY_ID.get(int(request.path_params["id"]))
    if photograph is None or size not in SIZES:
        return PlainTextResponse("Not found", status_code=404)
    if not _is_valid(sandbox, photograph.id, size, request.query_params):
        return PlainTextResponse("URL signature expired", status_code=403)
    try:
        return FileResponse(sandbox.photographs.file(photograph, SIZES[size]), media_type="image/jpeg")
    except PhotographsMissingError as error:
        return PlainTextResponse(str(error), status_code=500)


def _is_valid(sandbox: Sandbox, identifier: int, size: str, query: Any) -> bool:
    try:
        expires = int(query.get("oe", ""), 16)
    except ValueError:
        return False
    expected = _signature(identifier, size, expires)
    return hmac.compare_digest(expected, query.get("oh", "")) and expires > sandbox.clock.now()


def _signature(identifier: int, size: str, expires: int) -> str:
    return hmac.new(CDN_KEY, f"{identifier}/{size}/{expires}".encode(), hashlib.sha256).hexdigest()[:40]


def sequence_lengths() -> Iterable[tuple[str, int]]:
    """Return the sequences there are, with their lengths."""
    return ((name, len(photographs)) for name, photographs in BY_SEQUENCE.items())
