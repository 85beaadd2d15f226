"""How a refusal becomes an answer: a sentence, with the status that its class states (`envelope` has the shape)."""

import json
import logging
import math
from collections.abc import Mapping

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from curator.foundation.errors import CuratorError
from curator.identity.errors import InvalidTokenError
from functions.api.envelope import has_codes, refusal

BEARER = {"WWW-Authenticate": "Bearer"}
TELLING = ("type", "loc", "msg")  # what is said of an input; the input itself is not said back

log = logging.getLogger(__name__)


async def answer(request: Request, problem: Exception) -> Response:
    """Return the answer to a request that met a CuratorError."""
    if not isinstance(problem, CuratorError):
        raise problem
    log.info("refused: %s: %s", type(problem).__name__, problem)
    path = request.url.path
    body = refusal(path, problem.status, problem.public_message, code=getattr(problem, "code", ""))
    headers = {**_headers(path, problem.status, problem.retry_after), **_about_the_token(problem)}
    return JSONResponse(body, problem.status, headers)


async def answer_http(request: Request, problem: Exception) -> Response:
    """Return the answer where FastAPI or a route refused: no such path, no such method, a body that cannot be read."""
    if not isinstance(problem, HTTPException):
        raise problem
    path = request.url.path
    if not has_codes(path):
        return await http_exception_handler(request, problem)
    headers = {**_headers(path, problem.status_code), **(problem.headers or {})}
    return JSONResponse(refusal(path, problem.status_code, problem.detail), problem.status_code, headers)


async def answer_wrong_form(request: Request, problem: Exception) -> Response:
    """Return the answer to a request of the wrong form, with what is wrong with it."""
    if not isinstance(problem, RequestValidationError):
        raise problem
    path = request.url.path
    details = [{key: error[key] for key in TELLING} for error in problem.errors()]
    if has_codes(path):
        return _ascii(refusal(path, 422, "Validation error", details=details), 422)
    try:
        return await request_validation_exception_handler(request, problem)
    except ValueError:  # it says the input back, also what Python reads as JSON and cannot write as such
        return _ascii({"detail": details}, 422)


def _ascii(body: object, status: int) -> Response:
    """Return JSON that escapes all but ASCII: half of a surrogate pair, as a field's name may have it, is no UTF-8."""
    return Response(json.dumps(body), status, media_type="application/json")


def _about_the_token(problem: CuratorError) -> Mapping[str, str]:
    """Return what a client's library looks for (RFC 6750, 3): that another token is needed, and why."""
    if not isinstance(problem, InvalidTokenError):
        return {}
    return {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{problem.reason}"'}


def _headers(path: str, status: int, retry_after: float | None = None) -> Mapping[str, str]:
    asks_for_bearer = status == 401 and has_codes(path)
    waits = {} if retry_after is None else {"Retry-After": str(max(1, math.ceil(retry_after)))}
    return (BEARER if asks_for_bearer else {}) | waits
