"""The contract of the HTTP API, where tests stand between the server and its clients."""

import re
from functools import cache

import httpx
from pydantic import ValidationError

from functions.api.documents.routes import ROUTES, answers_of
from functions.api.envelope import has_codes
from tests.fakes.contract import BrokenContractError

FRAMEWORKS_OWN = 422  # elsewhere than in the image API, FastAPI describes it


def check_response(response: httpx.Response) -> None:
    """Hold a response to the document of its route; raises BrokenContractError. What has no route is not held."""
    route = _route(response.request.method, response.request.url.path.rstrip("/") or "/")
    if route is None:
        return
    response.read()
    answer = answers_of(*route).get(response.status_code)
    if answer is None and response.status_code == FRAMEWORKS_OWN and not has_codes(route[1]):
        return
    if answer is None:
        raise BrokenContractError(f"{route} does not answer {response.status_code}: {response.text[:1000]}")
    missing = [name for name in answer.headers if name not in response.headers]
    if missing:
        raise BrokenContractError(f"{route} answers {response.status_code} without {', '.join(missing)}")
    kind = response.headers.get("content-type", "").partition(";")[0]
    if answer.content and kind not in answer.content:
        raise BrokenContractError(f"{route} answers {response.status_code} with {kind}")
    model = answer.content.get(kind)
    if model is not None:
        try:
            model.model_validate_json(response.content)
        except ValidationError as problem:
            raise BrokenContractError(f"{route} answers {response.text[:1000]}: {problem}") from problem


def _route(method: str, path: str) -> tuple[str, str] | None:
    """Return the route that serves a path: of several that fit, the one that says most of it."""
    fitting = [route for route in ROUTES if route[0] == method and _pattern(route[1]).fullmatch(path)]
    return max(fitting, key=lambda route: len(re.sub(r"\{\w+\}", "", route[1])), default=None)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what the template's paths look like; the names of packages have slashes in them."""
    pattern = re.escape(template).replace(r"/packages/\{ecosystem\}/\{name\}", "/packages/[^/]+/.+")
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", pattern))
