"""Who asks, where CloudFront stands in front: API Gateway tells CloudFront's address then, which half the world shares.

CloudFront writes the viewer's address into a header and shows a secret of the stack in another, the template's
EdgeSecret. Whoever asks the HTTP API itself does not know the secret, and counts by the address API Gateway tells.
Neither header reaches the routes.
"""

import hmac
import logging
from collections.abc import Callable
from ipaddress import ip_address

from botocore.exceptions import BotoCoreError, ClientError
from starlette.types import ASGIApp, Receive, Scope, Send

SECRET_HEADER = b"x-curator-edge"
VIEWER_HEADER = b"x-curator-viewer"

log = logging.getLogger(__name__)


class EdgeMiddleware:
    """Puts the viewer's address where API Gateway puts the sender's."""

    def __init__(self, app: ASGIApp, *, secret: Callable[[], str]) -> None:
        """Wrap the application; `secret` is asked for when somebody shows one."""
        self._app = app
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            shown, viewer = headers.get(SECRET_HEADER), _address(headers.get(VIEWER_HEADER, b""))
            kept = [pair for pair in scope["headers"] if pair[0] not in {SECRET_HEADER, VIEWER_HEADER}]
            scope = {**scope, "headers": kept}
            if shown and viewer and self._is_ours(shown):
                scope["client"] = (viewer, 0)
        await self._app(scope, receive, send)

    def _is_ours(self, shown: bytes) -> bool:
        try:
            return hmac.compare_digest(shown, self._secret().encode())
        except (ClientError, BotoCoreError):  # limits by CloudFront's address are better than no answer
            log.exception("the secret of CloudFront cannot be read")
            return False


def _address(text: bytes) -> str:
    """Return an address as it is written, empty for anything else."""
    try:
        return str(ip_address(text.decode("ascii")))
    except ValueError:
        return ""
