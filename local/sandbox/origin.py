"""The address a client used to reach the sandbox, which its links and its signatures are made with."""

from starlette.requests import Request

from local.sandbox.services import Sandbox


def host_of(request: Request) -> str:
    """Return scheme, host and port as the client wrote them."""
    host = request.headers.get("host") or request.url.netloc
    return f"{request.url.scheme}://{host}"


def server_of(sandbox: Sandbox, request: Request) -> str:
    """Return the origin for links: the configured one, or the client's."""
    return sandbox.settings.public_url.rstrip("/") or host_of(request)


def url_without_query(request: Request) -> str:
    """Return what an OAuth signature covers of the address."""
    return f"{host_of(request)}{request.scope['path']}"
