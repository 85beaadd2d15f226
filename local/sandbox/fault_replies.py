"""How a fault looks on the wire.

Dropping a connection: the reply promises more bytes than it sends, whereupon the server closes the connection and the
client meets a transport error. That works with any ASGI server.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.sandbox.faults import Behaviour, Fault
from local.sandbox.replies import ApiError, help_page
from local.sandbox.services import Sandbox

READONLY_REASON = "The sandbox's administrator is looking at it."
BLOCK = {
    "blockid": 1,
    "blockedby": "Admin",
    "blockedbyid": 1,
    "blockreason": "Open proxy",
    "blockedtimestamp": "2026-11-20T23:47:27Z",
    "blockexpiry": "infinite",
    "blockpartial": False,
    "blocknocreate": True,
    "blockanononly": False,
    "blockemail": False,
    "blockowntalk": True,
}
TEXTS = {
    "ratelimited": "You've exceeded your rate limit. Please wait some time and try again.",
    "readonly": "The wiki is currently in read-only mode.",
    "maxlag": "Waiting for a database server: 5 seconds lagged.",
    "badtoken": "Invalid CSRF token.",
    "blocked": "Your username or IP address has been blocked. The reason given is Open proxy.",
    "autoblocked": "Your IP address has been blocked automatically, because it was used by a blocked user.",
    "backend-fail-internal": 'An unknown error occurred in storage backend "local-swift".',
    "uploadstash-file-not-found": 'Key "1abcdefghijk.xxxxxx.2.jpg" not found in stash.',
    "mwoauth-invalid-authorization": "The authorization headers in your request are not valid: Invalid signature",
    "assertuserfailed": "You are no longer logged in, so the action could not be completed.",
}


class DroppedConnection(Response):
    """A reply that ends before it has begun."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's own form
        """Promise a body and send none of it."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1024")]})


def api_error_of(fault: Fault) -> ApiError:
    """Return the error of the action API that the fault names."""
    info = fault.info or TEXTS.get(fault.code, f"Something went wrong ({fault.code}).")
    if fault.code == "readonly":
        return ApiError("readonly", info, readonlyreason=READONLY_REASON)
    if fault.code in {"blocked", "autoblocked"}:
        return ApiError(fault.code, info, blockinfo=BLOCK)
    if fault.code == "maxlag":
        return max_lag(5.0, retry_after=fault.retry_after, info=info)
    headers = {} if fault.retry_after is None else {"retry-after": f"{fault.retry_after:g}"}
    return ApiError(fault.code, info, headers=headers)


def max_lag(lag: float, *, retry_after: float | None = None, info: str = "") -> ApiError:
    """Return the refusal of a request that asked not to be served by a lagged database."""
    wait = max(5.0, lag) if retry_after is None else retry_after
    return ApiError(
        "maxlag",
        info or f"Waiting for a database server: {lag:g} seconds lagged.",
        headers={"retry-after": f"{wait:g}", "x-database-lag": f"{lag:g}"},
        host="",
        lag=int(lag),
        type="db",
    )


def http_reply(fault: Fault) -> Response:
    """Return the page an overloaded edge server sends."""
    headers = {} if fault.retry_after is None else {"retry-after": f"{fault.retry_after:g}"}
    text = f"Error: {fault.status}, the sandbox was asked to fail.\n"
    return Response(text, status_code=fault.status, headers=headers, media_type="text/plain")


async def answer_with(
    fault: Fault,
    do: Callable[[], Awaitable[Response]],
    api_error: Callable[[Fault], Response],
) -> Response:
    """Return the reply of a request that met a fault.

    Args:
        fault: the fault.
        do: serves the request properly.
        api_error: writes an error in the service's own shape.
    """
    if fault.behaviour is Behaviour.HTTP:
        return http_reply(fault)
    if fault.behaviour is Behaviour.API_ERROR:
        return api_error(fault)
    if fault.behaviour is Behaviour.HTML_200:
        return help_page()
    if fault.behaviour is Behaviour.DROP:
        return DroppedConnection()
    if fault.behaviour is Behaviour.DELAY:
        await asyncio.sleep(fault.seconds)
        return await do()
    await do()
    await asyncio.sleep(fault.seconds)
    return DroppedConnection()


async def served(
    sandbox: Sandbox, kind: str, serve: Callable[[], Response], refuse: Callable[[Fault], Response]
) -> Response:
    """Return the reply of one of the smaller services, or of the fault the request meets.

    Args:
        sandbox: where the request arrived.
        kind: the request's name among the faults and the statistics.
        serve: does the work, in a thread.
        refuse: writes an error in the service's own shape.
    """
    sandbox.requests_seen[kind] += 1

    async def do() -> Response:
        return await run_in_threadpool(serve)

    fault = await run_in_threadpool(sandbox.faults.meet, kind)
    return await (do() if fault is None else answer_with(fault, do, refuse))
