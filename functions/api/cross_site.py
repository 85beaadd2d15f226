"""No other site's page may change anything with a visitor's cookie.

The cookie is `SameSite=Lax`, so browsers leave it out of other sites' POSTs; what counts as the same site (every host
under one registered domain) is wider than what we trust, and old browsers know no SameSite. So whatever may change
something is also refused if its `Origin` is not trusted. Browsers send that header with every such request
(https://fetch.spec.whatwg.org/#origin-header), and scripts cannot forge it.
"""

import json

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from curator.identity.origins import Origins
from functions.api.envelope import refusal

# By RFC 9110. None of our routes changes anything by them but `/auth/logout`, which clients in the field call by GET:
# a link on another site can log somebody out.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSAL = "This request comes from another site"


class CrossSiteMiddleware:
    """Refuses what another site's page sends."""

    def __init__(self, app: ASGIApp, *, origins: Origins) -> None:
        """Wrap the application; `origins` are trusted."""
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or answer 403."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._origins.allow(_origin(scope)):
            await self._app(scope, receive, send)
            return
        body = json.dumps(refusal(scope["path"], 403, REFUSAL)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _origin(scope: Scope) -> str | None:
    return Headers(scope=scope).get("origin")
