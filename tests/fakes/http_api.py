"""API Gateway's HTTP API in front of a Lambda handler, for an ordinary httpx client."""

import base64
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx

TEXT = ("text/", "application/json", "application/javascript", "application/xml")  # the rest comes in base64
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-central-1:123456789012:function:test",
    aws_request_id="request",
    get_remaining_time_in_millis=lambda: 300_000,
)


class HttpApi(httpx.BaseTransport):
    """Turns requests into events of payload format 2.0, and what the handler returns into responses."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        reply = self._handler(event_of(request), CONTEXT)
        body = reply.get("body") or ""
        headers = [(name, value) for name, value in reply.get("headers", {}).items()]
        headers += [("set-cookie", cookie) for cookie in reply.get("cookies", [])]
        content = base64.b64decode(body) if reply.get("isBase64Encoded") else body.encode()
        return httpx.Response(reply["statusCode"], headers=headers, content=content)


def event_of(request: httpx.Request) -> dict[str, Any]:
    """Return the event of a request."""
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    cookie = request.headers.get("cookie")
    content = request.read()
    is_text = request.headers.get("content-type", "text/plain").startswith(TEXT)
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.url.path,
        "rawQueryString": request.url.query.decode(),
        "cookies": cookie.split("; ") if cookie else [],
        "headers": {**headers, "x-forwarded-proto": request.url.scheme, "x-forwarded-port": "443"},
        "requestContext": {
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "test",
            },
            "stage": "$default",
        },
        "body": (content if is_text else base64.b64encode(content)).decode() or None,
        "isBase64Encoded": not is_text,
    }


def browser_for(handler: Handler, site: str) -> httpx.Client:
    """Return a browser that has this site open: it keeps cookies and does not follow redirects."""
    return httpx.Client(transport=HttpApi(handler), base_url=site, follow_redirects=False)
