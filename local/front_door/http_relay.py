"""Relays HTTP requests to the emulator's HTTP API."""

import asyncio
import logging

import httpx
from starlette.requests import Request
from starlette.responses import Response

from local.front_door.limits import Limits
from local.front_door.payload import size_in_event
from local.front_door.refusals import refusal, too_large

logger = logging.getLogger(__name__)

# RFC 9110, 7.6.1: for one connection only. The length is set anew, since bodies are relayed whole.
CONNECTION_HEADERS = {
    b"connection",
    b"content-length",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}


class HttpRelay:
    """Answers requests from an API of the emulator, in path form."""

    def __init__(self, client: httpx.AsyncClient, *, api_url: str, limits: Limits) -> None:
        self._client = client
        self._api_url = httpx.URL(api_url)
        self._limits = limits

    async def __call__(self, request: Request) -> Response:
        """Relay one request and its response, both held to API Gateway's limits."""
        body = await self._read(request)
        if body is None:
            return too_large(request.url.path)
        try:
            async with asyncio.timeout(self._limits.integration_seconds):
                return await self._relay(request, body)
        except TimeoutError:
            return refusal(503, "Service Unavailable")
        except httpx.TransportError as error:
            logger.warning("the emulator did not answer: %r", error)
            return refusal(503, "Service Unavailable")

    async def _read(self, request: Request) -> bytes | None:
        """Return the body, or None when API Gateway or Lambda would not take it."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._limits.request_body:
                return None
        size = size_in_event(len(body), request.headers.get("content-type", ""))
        return None if size > self._limits.invocation_payload else bytes(body)

    async def _relay(self, request: Request, body: bytes) -> Response:
        client_address = request.client.host if request.client else "127.0.0.1"
        headers = [
            *((name, value) for name, value in request.headers.raw if name not in CONNECTION_HEADERS),
            (b"x-forwarded-for", client_address.encode()),
            (b"x-forwarded-proto", request.url.scheme.encode()),
            (b"x-forwarded-port", str(request.url.port or 80).encode()),
        ]
        path = self._api_url.raw_path.rstrip(b"/") + request.scope["raw_path"]
        query = request.scope["query_string"]
        url = self._api_url.copy_with(raw_path=path + (b"?" + query if query else b""))
        # Not the client's build_request, which would add headers the browser did not send.
        outgoing = httpx.Request(request.method, url, headers=headers, content=body)
        incoming = await self._client.send(outgoing, stream=True)
        try:
            content = b"".join([chunk async for chunk in incoming.aiter_raw()])
        finally:
            await incoming.aclose()
        if size_in_event(len(content), incoming.headers.get("content-type", "")) > self._limits.invocation_payload:
            logger.warning("%s: the function's response is larger than Lambda returns", request.url.path)
            return refusal(500, "Internal Server Error")
        response = Response(content, incoming.status_code)
        kept = [(name.lower(), value) for name, value in incoming.headers.raw]
        response.raw_headers = [
            *((name, value) for name, value in kept if name not in CONNECTION_HEADERS),
            (b"content-length", str(len(content)).encode()),
        ]
        return response
