"""Who reaches a route that changes something, asked before FastAPI reads anything of the request.

A stranger learns nothing from a validation error, and no body is taken in for somebody who may not send it. The roles
that the file of actions may name for a route come first, then the permission.
"""

from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.types import Message, Receive

from curator.identity.roles.actions import Roles
from curator.images.errors import FileTooLargeError, megabytes
from functions.api.roles import Serve, SignedInRoute
from functions.api.services import Services

READ, UPLOAD, DELETE, ADMIN = "image:read", "image:upload", "image:delete", "image:admin"
FORM_BYTES = 64 * 1024  # what a multipart form has beside the file
# Lambda takes 6 MB with one call, and what is no text arrives in base64, a third longer, beside the headers:
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_DIRECT_BYTES = 4_613_734  # 4.4 MB


class PermittedRoute(SignedInRoute):
    """A route for those who have a permission."""

    unknown = "Not authenticated"

    def admit(self, request: Request, needed: Roles) -> None:
        """Return if whoever asks has the roles and the permission."""
        super().admit(request, needed)
        services: Services = request.app.state.services
        services.permissions().require(request.state.principal, self.permission)


class ReadRoute(PermittedRoute):
    """A route for those who may read: their own, since whoever knows an image's id may see it anyway."""

    permission = READ


class UploadRoute(PermittedRoute):
    """A route for those who may upload."""

    permission = UPLOAD


class DeleteRoute(PermittedRoute):
    """A route for those who may delete."""

    permission = DELETE


class DirectUploadRoute(UploadRoute):
    """A route that takes a file, and no more of it than an image may have."""

    def get_route_handler(self) -> Serve:
        """Return the route's handler behind the limit, whether the request states its length or not."""
        serve = super().get_route_handler()

        async def limited(request: Request) -> Response:
            services: Services = request.app.state.services
            largest = services.image_facts.max_bytes
            if _stated_length(request) > largest + FORM_BYTES:
                raise too_large(largest)
            body = _LimitedBody(request.receive, largest + FORM_BYTES)
            try:
                return await serve(Request(request.scope, body.receive))
            except HTTPException:  # what FastAPI makes of anything that happens while it reads
                if body.exceeded:
                    raise too_large(largest) from None
                raise

        return limited


def too_large(largest: int) -> FileTooLargeError:
    """Return the refusal of a file, with the other way in."""
    problem = FileTooLargeError(largest)
    problem.public_message += (
        f". Only about {megabytes(MAX_DIRECT_BYTES)} arrive in one request to this address: "
        "for larger files POST /api/v1/images/uploads gives one that takes them"
    )
    return problem


def _stated_length(request: Request) -> int:
    stated = request.headers.get("content-length", "")
    return int(stated) if stated.isdecimal() and stated.isascii() else 0


class _LimitedBody:
    """A request's body that ends with an error where it is too long."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    @property
    def exceeded(self) -> bool:
        return self._left < 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.exceeded:
            raise HTTPException(413)
        return message
