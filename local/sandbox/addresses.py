"""One address of a service whose errors are no more than a text, a status and headers."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.services import Sandbox

Endpoint = Callable[[Request], Awaitable[Response]]
Respond = Callable[[Sandbox, Request], Response]
Refuse = Callable[[str, int, dict[str, str]], Response]


def address(kind: str, respond: Respond, refuse: Refuse) -> Endpoint:
    """Return what serves an address.

    Args:
        kind: its name among the faults and the statistics.
        respond: does the work, in a thread.
        refuse: writes an error of this text, with this status and these headers, in the service's own shape.
    """

    async def serve(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox

        def refused(fault: Fault) -> Response:
            headers = {"retry-after": f"{fault.retry_after:g}"} if fault.retry_after else {}
            return refuse(fault.info or fault.code, fault.status, headers)

        return await served(sandbox, kind, lambda: respond(sandbox, request), refused)

    return serve
