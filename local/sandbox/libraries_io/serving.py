"""What every request to Libraries.io goes through: a key, and sixty calls a minute."""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from local.sandbox.addresses import Endpoint, address
from local.sandbox.allowances import LIBRARIES_IO
from local.sandbox.services import Sandbox
from local.sandbox.settings import SANDBOX_LIBRARIES_IO_KEY
from local.sandbox.world.world import World

BASE = "/libraries-io/api"


class NotKnownError(Exception):
    """There is no such thing."""


Answer = Callable[[World, Request], Any]


def endpoint(kind: str, answer: Answer) -> Endpoint:
    """Return what serves one address; `kind` is its name among the faults and the statistics."""
    return address(kind, lambda sandbox, request: _respond(sandbox, request, answer), _refused)


def _refused(text: str, status: int, headers: dict[str, str]) -> Response:
    return _json({"error": text}, status=status, headers=headers)


def _respond(sandbox: Sandbox, request: Request, answer: Answer) -> Response:
    key = request.query_params.get("api_key", "")
    if key != SANDBOX_LIBRARIES_IO_KEY:
        return _json({"error": "Error 403, you don't have permissions for this operation."}, status=403)
    balance = sandbox.provider_limits.spend(LIBRARIES_IO, key)
    if balance is None:
        return _too_many(sandbox, key)
    headers = {"x-ratelimit-limit": str(balance.limit), "x-ratelimit-remaining": str(balance.remaining)}
    try:
        return _json(answer(sandbox.living_world.world, request), headers=headers)
    except NotKnownError:
        return _json({"error": "Error 404, page or resource not found."}, status=404, headers=headers)


def _too_many(sandbox: Sandbox, key: str) -> Response:
    """Return the refusal; it tells the seconds that are left, not a moment."""
    balance = sandbox.provider_limits.balance(LIBRARIES_IO, key)
    left = str(max(1, round(balance.reset_at - sandbox.clock.now())))
    headers = {"x-ratelimit-limit": str(balance.limit), "x-ratelimit-remaining": "0"}
    headers |= {"x-ratelimit-reset": left, "retry-after": left}
    return Response("Retry later\n", status_code=429, headers=headers, media_type="text/plain")


def _json(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status_code=status, headers=headers, media_type="application/json; charset=utf-8")
