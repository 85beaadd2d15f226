"""What every request to GitHub's REST API goes through: who asks, what that costs, and what the headers say of it."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from local.sandbox.allowances import ANONYMOUS, CORE, SECONDARY_REST
from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.github.asking import Asking, Caller, GithubError, Reply, caller_of
from local.sandbox.services import Sandbox
from local.sandbox.windows import Balance

SECONDARY_URL = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
PRIMARY_URL = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"
Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Asking], Reply]


def endpoint(kind: str, answer: Answer, resource: str = CORE) -> Endpoint:
    """Return what serves one of GitHub's addresses.

    Args:
        kind: the request's name among the faults and the statistics.
        answer: does the work; raises GithubError.
        resource: of which limit a call takes a point.
    """

    async def serve(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox

        def work() -> Response:
            return respond(sandbox, request, answer, resource)

        def refuse(fault: Fault) -> Response:
            if fault.code == "incomplete":
                return respond(sandbox, request, lambda asking: _incomplete(answer(asking)), resource)
            return _fault(sandbox, request, fault, resource)

        return await served(sandbox, kind, work, refuse)

    return serve


def respond(sandbox: Sandbox, request: Request, answer: Answer, resource: str) -> Response:
    """Return the reply to one request, or its refusal."""
    try:
        caller = caller_of(request)
    except GithubError as error:
        return as_response(error.body, status=error.status)
    window = window_of(resource, caller)
    limits = sandbox.provider_limits
    try:
        balance = limits.balance(window, caller.name)
        if not balance.remaining:
            limits.spend(window, caller.name)  # counts the refusal
            raise primary_limit(caller)
        if wait := limits.pass_by(SECONDARY_REST, caller.name):
            raise secondary_limit(wait)
        reply = answer(Asking(sandbox=sandbox, request=request, caller=caller))
    except GithubError as error:
        if error.status not in {403, 429}:
            limits.spend(window, caller.name)
        headers = {**rate_headers(resource, limits.balance(window, caller.name)), **error.headers}
        return as_response(error.body, status=error.status, headers=headers)
    return _with_tag(sandbox, request, reply, resource=resource, caller=caller)


def _with_tag(sandbox: Sandbox, request: Request, reply: Reply, *, resource: str, caller: Caller) -> Response:
    content = reply.raw if reply.raw is not None else json.dumps(reply.body, ensure_ascii=False).encode()
    tag = f'W/"{hashlib.sha256(reply.media_type.encode() + content).hexdigest()}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    unchanged = tag.removeprefix("W/") in known
    window = window_of(resource, caller)
    if not (unchanged and caller.known):  # a reply without news is free for those who have a token
        sandbox.provider_limits.spend(window, caller.name)
    headers = {
        **rate_headers(resource, sandbox.provider_limits.balance(window, caller.name)),
        **reply.headers,
        "etag": tag,
        "cache-control": "private, max-age=60, s-maxage=60" if caller.known else "public, max-age=60, s-maxage=60",
        "vary": "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With",
    }
    if unchanged:
        return as_response(None, status=304, headers=headers)
    return as_response(content, status=reply.status, headers=headers, media_type=reply.media_type)


def window_of(resource: str, caller: Caller) -> str:
    """Return the name of the limit that holds for this caller."""
    return resource if caller.known else f"{resource}{ANONYMOUS}"


def rate_headers(resource: str, balance: Balance) -> dict[str, str]:
    """Return the headers that tell what is left."""
    return {
        "x-ratelimit-limit": str(balance.limit),
        "x-ratelimit-remaining": str(balance.remaining),
        "x-ratelimit-used": str(balance.used),
        "x-ratelimit-reset": str(int(balance.reset_at)),
        "x-ratelimit-resource": resource.rpartition(".")[2],
    }


def primary_limit(caller: Caller) -> GithubError:
    """Return the refusal of somebody who has spent the window."""
    if caller.known:
        text = (
            "API rate limit exceeded for user ID 1001. If you reach out to GitHub Support for help, please include "
            "the request ID."
        )
    else:
        text = (
            f"API rate limit exceeded for {caller.name}. (But here's the good news: Authenticated requests get a "
            "higher rate limit. Check out the documentation for more details.)"
        )
    return GithubError(403, text, documentation_url=PRIMARY_URL)


def secondary_limit(wait: float, status: int = 403) -> GithubError:
    """Return the refusal of somebody who asks too fast."""
    text = (
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to "
        "GitHub Support for help, please include the request ID."
    )
    headers = {"retry-after": str(max(1, -(-int(wait * 1000) // 1000)))} if wait > 0 else {}
    return GithubError(status, text, headers=headers, documentation_url=SECONDARY_URL)


def as_response(
    body: Any,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    media_type: str = "application/json; charset=utf-8",
) -> Response:
    """Return the reply as GitHub sends it."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    response = Response(content, status_code=status, headers=headers)
    response.headers["content-type"] = media_type
    response.headers["server"] = "github.com"
    response.headers["x-github-media-type"] = "github.v3; format=json"
    response.headers["x-github-api-version-selected"] = "2022-11-28"
    response.headers["x-github-request-id"] = "5A4D:B0C5:1F2E3D:4C5B6A:6F7E8D9C"
    return response


def _incomplete(reply: Reply) -> Reply:
    """Return half of what a search found: GitHub ran out of time, and says so."""
    items = reply.body["items"]
    return replace(reply, body={**reply.body, "incomplete_results": True, "items": items[: len(items) // 2]})


def _fault(sandbox: Sandbox, request: Request, fault: Fault, resource: str) -> Response:
    """Return the refusal that a fault of the kind `api_error` asks for: `secondary`, `rate_limited`, or any message."""
    caller = Caller(name=request.headers.get("authorization", "").partition(" ")[2] or "127.0.0.1", known=True)
    balance = sandbox.provider_limits.balance(resource, caller.name)
    headers = rate_headers(resource, balance)
    status = fault.status if fault.status in {403, 429} else 403
    if fault.code == "secondary":
        error = secondary_limit(fault.retry_after or 0.0, status)
    elif fault.code == "rate_limited":
        error = primary_limit(caller)
        headers["x-ratelimit-remaining"] = "0"
        headers["x-ratelimit-reset"] = str(int(sandbox.clock.now() + (fault.retry_after or 60)))
    else:
        error = GithubError(fault.status, fault.info or fault.code)
    return as_response(error.body, status=error.status, headers={**headers, **error.headers})
