"""What every request to ecosyste.ms goes through."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from local.sandbox.addresses import Endpoint, address
from local.sandbox.allowances import ECOSYSTEMS
from local.sandbox.origin import server_of
from local.sandbox.paging import Page, page_of
from local.sandbox.services import Sandbox
from local.sandbox.world.world import World

REPOS = "/ecosystems/repos/api/v1"
PACKAGES = "/ecosystems/packages/api/v1"
USUAL_A_PAGE = 100
MOST_A_PAGE = 1_000


class NotFoundError(Exception):
    """There is no such thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """JSON, or a redirect."""

    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, read."""

    sandbox: Sandbox
    request: Request

    @property
    def world(self) -> World:
        """Return what there is."""
        return self.sandbox.living_world.world

    def address(self, path: str) -> str:
        """Return an address of the same service."""
        return f"{server_of(self.sandbox, self.request)}{path}"

    def part(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def value(self, name: str) -> str:
        """Return a parameter of the query."""
        return self.request.query_params.get(name, "")

    @property
    def page(self) -> Page:
        """Return which page is asked for."""
        address = self.address(self.request.url.path)
        return page_of(self.request, address, usual=USUAL_A_PAGE, most=MOST_A_PAGE)


Answer = Callable[[Asking], Reply]


def endpoint(kind: str, answer: Answer) -> Endpoint:
    """Return what serves one address; `kind` is its name among the faults and the statistics."""
    return address(kind, lambda sandbox, request: _respond(Asking(sandbox, request), answer), _refused)


def _refused(text: str, status: int, headers: dict[str, str]) -> Response:
    return _json({"error": text}, status=status, headers=headers)


def _respond(asking: Asking, answer: Answer) -> Response:
    caller = asking.request.client.host if asking.request.client else "127.0.0.1"
    limits = asking.sandbox.provider_limits
    spent = limits.spend(ECOSYSTEMS, caller)
    balance = spent or limits.balance(ECOSYSTEMS, caller)
    headers = {
        "x-ratelimit-limit": str(balance.limit),
        "x-ratelimit-remaining": str(balance.remaining),
        "x-ratelimit-reset": str(int(balance.reset_at)),
    }
    if spent is None:
        wait = str(max(1, int(balance.reset_at - asking.sandbox.clock.now())))
        return _json({"error": "Too Many Requests"}, status=429, headers={**headers, "retry-after": wait})
    try:
        reply = answer(asking)
    except NotFoundError:
        return _json({"error": "404 Not Found"}, status=404, headers=headers)
    return _tagged(asking.request, reply, headers)


def _tagged(request: Request, reply: Reply, headers: dict[str, str]) -> Response:
    tag = f'W/"{hashlib.md5(json.dumps(reply.body).encode(), usedforsecurity=False).hexdigest()}"'
    headers = {**headers, **reply.headers, "etag": tag, "cache-control": "public"}
    if reply.status == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return _json(reply.body, status=reply.status, headers=headers)


def _json(body: Any, *, status: int, headers: dict[str, str]) -> Response:
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status_code=status,
        headers=headers,
        media_type="application/json; charset=utf-8",
    )
