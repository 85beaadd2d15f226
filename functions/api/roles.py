"""Which roles a route asks for, and the guard that asks.

The guard is part of the route that the application's router has matched, and looks up the route's own template: no
other way of writing a path, with a slash, in capitals or encoded, leads to a route past its guard. It stands before
FastAPI reads anything of the request, so that a stranger learns nothing from a validation error.
"""

from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from curator.foundation.errors import ForbiddenError
from curator.identity.errors import NotAuthenticatedError
from curator.identity.principals import Principal
from curator.identity.roles.actions import Actions, Roles
from curator.identity.roles.errors import ActionsError, MissingRolesError
from curator.identity.roles.matrix import EVERYBODY
from functions.api.asking import principal_of
from functions.api.late import LateRoute

if TYPE_CHECKING:  # it is made of routes itself
    from functions.api.services import Services

DECLARED = "__required_roles__"

Serve = Callable[[Request], Coroutine[Any, Any, Response]]
F = TypeVar("F", bound=Callable[..., Any])


def require_roles(*roles: str) -> Callable[[F], F]:
    """Declare that a route's function needs all these roles, instead of those that its class of routes needs."""

    def declare(function: F) -> F:
        setattr(function, DECLARED, roles)
        return function

    return declare


def who_asks(request: Request, *, takes_keys: bool = False) -> Principal:
    """Return whose token or session the request carries, or whose API key; raises UnauthorizedError."""
    services: Services = request.app.state.services
    return principal_of(request.scope, services.authenticator(), takes_keys=takes_keys)


class RolesRoute(LateRoute):
    """A route of Curator's: every one is of this class or of one below it."""

    roles: ClassVar[Roles] = ()  # what a route of the class declares
    signed_in: ClassVar[bool] = False  # whether it asks who is there, also where no role is needed
    takes_keys: ClassVar[bool] = False  # whether an API key proves who asks
    permission: ClassVar[str] = ""  # what else `authorisation` is asked for
    unknown = "Authentication required"  # what is said to somebody who shows no proof
    forbidden = ""  # … to somebody without the roles; empty to name what is missing

    def get_route_handler(self) -> Serve:
        """Return the route's handler behind the guard."""
        serve = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            services: Services = request.app.state.services
            needed = services.actions.for_route(request.method, self.path, self.declared(services))
            if needed or self.signed_in:
                self.admit(request, needed)
            return await serve(request)

        return guarded

    def declared(self, _services: "Services | None" = None) -> Roles:
        """Return the roles that the code declares; what a deployment is set to may lower them."""
        roles: Roles = getattr(self.endpoint, DECLARED, self.roles)
        return roles

    def admit(self, request: Request, needed: Roles) -> None:
        """Return if whoever asks has the roles needed; who it is stands in `request.state.principal`.

        Raises:
            UnauthorizedError: nobody, or somebody whose proof is none.
            ForbiddenError: somebody who lacks a role.
        """
        try:
            principal = who_asks(request, takes_keys=self.takes_keys)
        except NotAuthenticatedError as problem:
            raise NotAuthenticatedError(str(problem), public_message=self.unknown) from None
        request.state.principal = principal
        services: Services = request.app.state.services
        missing = services.actions.missing(principal.roles, needed)
        if missing and self.forbidden:
            raise ForbiddenError(f"without {', '.join(missing)}", public_message=self.forbidden)
        if missing:
            raise MissingRolesError(missing)


class OpenRoute(RolesRoute):
    """A route that needs no role even where the default is to deny: logging in, health, the client's files."""

    roles = EVERYBODY


class SignedInRoute(RolesRoute):
    """A route for whoever is signed in."""

    signed_in = True


async def _caller(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


Caller = Annotated[Principal, Depends(_caller)]
"""Who passed the guard of a route that asks who is there."""


def require_sound_actions(routers: Iterable[APIRouter], actions: Actions) -> None:
    """Return if every route has the guard, and the file of actions and the routes fit each other.

    Raises:
        ActionsError: a route without the guard, an entry of the file without a route, or a declared role unknown to it.
    """
    routes = list(_routes(routers))
    bare = [getattr(route, "path", repr(route)) for route in routes if not isinstance(route, RolesRoute)]
    if bare:
        raise ActionsError(f"routes without the guard of roles: {', '.join(bare)}")
    guarded = [route for route in routes if isinstance(route, RolesRoute)]
    actions.check(
        None,
        [(method, route.path) for route in guarded for method in route.methods or ()],
        [role for route in guarded for role in route.declared()],
    )


def guarded_routes(routers: Iterable[APIRouter]) -> dict[tuple[str, str], RolesRoute]:
    """Return the routes by (method, template), as `Actions.matrix` and those who print it need them."""
    return {
        (method, route.path): route
        for route in _routes(routers)
        if isinstance(route, RolesRoute)
        for method in sorted((route.methods or set()) - {"HEAD"})
    }


def takes_key(scope: Scope, routes: Iterable[BaseRoute]) -> bool:
    """Return whether the route that serves a request takes API keys; a slash at the path's end makes no difference."""
    path = scope["path"]
    asked = {**scope, "path": path[:-1]} if path.endswith("/") and path != "/" else scope  # see `SlashMiddleware`
    for route in routes:
        if route.matches(asked)[0] is Match.FULL:
            return isinstance(route, RolesRoute) and route.takes_keys
    return False


def _routes(routers: Iterable[APIRouter]) -> Iterator[BaseRoute]:
    for router in routers:
        yield from router.routes
