"""Holds the emulator's buckets to what S3 holds them to: a signature, and the bucket's own CORS rules.

Left alone, ministack gives an object to whoever asks, takes a form nobody has signed, and lets pages of every origin
read the answers. So a page that works there may not work on AWS. Its full checks (`AUTH=true`) want users and roles of
its own for every caller; these three need none.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import ministack.app as gateway
from ministack.core.sigv4 import calculate_signature, signatures_match
from ministack.services import s3

from local.emulator.environment import SECRET_ACCESS_KEY

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Answer = tuple[int, dict[str, Any], bytes]

CORS_HEADER = b"access-control-"


def install() -> None:
    """Let S3 refuse what nobody has signed."""
    handle = gateway.SERVICE_HANDLERS["s3"]

    async def handler(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        refusal = _refusal(method, headers, body, query)
        if refusal is not None:
            return refusal
        answer: Answer = await handle(method, path, headers, body, query)
        return answer

    gateway.SERVICE_HANDLERS["s3"] = handler


def with_bucket_cors(application: Application) -> Application:
    """Answer requests to buckets with the CORS headers that their rules give, and with no others."""

    async def answer(scope: Any, receive: Any, send: Send) -> None:
        bucket = _bucket(scope)
        if bucket is None:
            await application(scope, receive, send)
            return
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] == "OPTIONS":
            await _send(send, s3.cors_preflight(bucket, _key(scope), headers))
            return
        allowed = s3.cors_response_headers(bucket, scope["method"], headers)

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if not pair[0].lower().startswith(CORS_HEADER)]
                message = {**message, "headers": [*kept, *_raw(allowed)]}
            await send(message)

        await application(scope, receive, send_allowed)

    return answer


def _bucket(scope: Any) -> str | None:
    if scope["type"] != "http":
        return None
    name: str = scope["path"].lstrip("/").partition("/")[0]
    return name if name and s3._bucket_owner_account(name) is not None else None


def _key(scope: Any) -> str:
    key: str = scope["path"].lstrip("/").partition("/")[2]
    return key


def _raw(headers: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), str(value).encode("latin-1")) for name, value in headers.items()]


async def _send(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    headers = {name: value for name, value in headers.items() if name.lower() != "content-length"}
    raw = [*_raw(headers), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _refusal(method: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer | None:
    """Return S3's answer to a request without a signature, or to a form with a wrong one."""
    content_type = headers.get("content-type", "")
    if method == "POST" and content_type.startswith("multipart/form-data"):
        return _refused_form(content_type, body)
    signed = "authorization" in headers or "X-Amz-Signature" in query
    return None if signed else _denied("AccessDenied", "Access Denied")


def _refused_form(content_type: str, body: bytes) -> Answer | None:
    """Check the signature of a form's policy; ministack itself checks what the policy says."""
    parts = s3._parse_multipart_form(content_type, body)
    fields = {name.lower(): value.decode("utf-8", "replace") for name, _, _, value in parts if name != "file"}
    scope = fields.get("x-amz-credential", "").split("/")
    policy, signature = fields.get("policy", ""), fields.get("x-amz-signature", "")
    if not policy or not signature or len(scope) != 5:
        return _denied("AccessDenied", "Access Denied")
    computed = calculate_signature(SECRET_ACCESS_KEY, scope[1], scope[2], "s3", policy)
    if not signatures_match(computed, signature):
        return _denied(
            "SignatureDoesNotMatch", "The request signature we calculated does not match the one you provided."
        )
    return None


def _denied(code: str, message: str) -> Answer:
    answer: Answer = s3._error(code, message, 403)
    return answer
