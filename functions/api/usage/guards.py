"""Who reaches a usage route: whoever shows an API key, a session or a bearer token, of a tier that the route takes.

Only these routes take API keys. A key is a long-lived secret that people put into scripts, so it opens what it was made
for and nothing else: not the uploads of whoever made it, and no further keys.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Request

from curator.identity.api_keys.tiers import Tier
from curator.identity.errors import TierNeededError
from curator.identity.principals import Principal
from curator.identity.roles.actions import Roles
from functions.api.roles import RolesRoute

TIERS = "__tiers__"

F = TypeVar("F", bound=Callable[..., Any])


def tiers(*allowed: str) -> Callable[[F], F]:
    """Declare that a route's function serves these tiers alone, and operators; the first is the one that refusals name.

    Raises:
        ValueError: there is no such tier.
    """
    known = tuple(Tier(tier) for tier in allowed)

    def declare(function: F) -> F:
        setattr(function, TIERS, known)
        return function

    return declare


class UsageRoute(RolesRoute):
    """A route for whoever shows a key, a session or a bearer token."""

    signed_in = True
    takes_keys = True
    unknown = "Not authenticated: send an API key in the header X-API-Key"

    def admit(self, request: Request, needed: Roles) -> None:
        """Return if whoever asks has the roles and the tier; raises TierNeededError beside what `RolesRoute` does."""
        super().admit(request, needed)
        allowed: tuple[Tier, ...] = getattr(self.endpoint, TIERS, ())
        principal: Principal = request.state.principal
        if allowed and not principal.is_admin and principal.tier not in allowed:
            raise TierNeededError(allowed[0])
