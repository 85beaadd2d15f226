"""Who reaches `/api/admin/*`: the operators named in the configuration, and nobody else, logged in or not.

The guard stands before FastAPI reads anything of the request, so that a stranger learns nothing from a validation
error, not even which fields there are.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from curator.identity.cookies import SESSION
from curator.identity.sessions import Session
from functions.api.services import Services


class AdminRoute(APIRoute):
    """A route for operators."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler behind the guard."""
        serve = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            services: Services = request.app.state.services
            session = services.sessions.find(request.cookies.get(SESSION))
            if session is None or not session.principal.is_admin:
                raise HTTPException(403, "Forbidden")
            request.state.session = session
            return await serve(request)

        return guarded


async def _session(request: Request) -> Session:
    session: Session = request.state.session
    return session


OperatorSession = Annotated[Session, Depends(_session)]
"""The session of the operator who asks."""
