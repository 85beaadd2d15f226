"""Who reaches `/api/admin/*`: operators, and nobody else, logged in or not.

Whoever is turned away reads the same sentence, and does not learn whether it was for the want of a login or of a role.
"""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from curator.foundation.errors import ForbiddenError, UnauthorizedError
from curator.identity.cookies import SESSION
from curator.identity.principals import ADMIN
from curator.identity.roles.actions import Roles
from curator.identity.sessions import Session
from functions.api.roles import RolesRoute
from functions.api.services import Services

LOGIN_NEEDED = "This is done with a login at the wiki, which a token does not have"


class AdminRoute(RolesRoute):
    """A route for operators."""

    roles = (ADMIN,)
    signed_in = True

    def admit(self, request: Request, needed: Roles) -> None:
        """Return if whoever asks has the roles needed; 403 for everybody else."""
        try:
            super().admit(request, needed)
        except (UnauthorizedError, ForbiddenError):
            raise HTTPException(403, "Forbidden") from None


async def _session(request: Request) -> Session:
    services: Services = request.app.state.services
    # Somebody who shows a token is its owner, whoever's cookie comes along.
    session = None if "authorization" in request.headers else services.sessions.find(request.cookies.get(SESSION))
    if session is None:
        raise ForbiddenError(public_message=LOGIN_NEEDED)
    return session


OperatorSession = Annotated[Session, Depends(_session)]
"""The session of the operator who asks, for what is done with their login at the wiki."""
