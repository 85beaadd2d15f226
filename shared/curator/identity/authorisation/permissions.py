"""What somebody may do, by an outside service or by our own rules."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Protocol

from curator.identity.errors import AuthorisationUnavailableError, PermissionDeniedError
from curator.identity.principals import ADMIN, Principal
from curator.identity.roles.actions import Actions

FOR_EVERYBODY = frozenset({"image:read", "image:upload", "image:delete"})

Status = Mapping[str, Any]

NO_ACTIONS = Actions()


class Verdict(Enum):
    """What whoever decides says."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNAVAILABLE = "unavailable"  # nobody could be asked, and nothing is allowed unasked


class Rules(Protocol):
    """Whoever decides: `checker` asks an outside service."""

    def verdict(self, principal: Principal, permission: str) -> Verdict:
        """Return whether the principal has a permission, as in `image:upload`."""


class OwnRules:
    """Decides where no service does: whoever is signed in may work with images, operators may do everything."""

    def __init__(self, actions: Actions = NO_ACTIONS) -> None:
        """Take who has the role of an operator by inheriting it."""
        self._actions = actions

    def verdict(self, principal: Principal, permission: str) -> Verdict:
        """Return whether the principal has the permission; these rules are never unavailable."""
        allowed = permission in FOR_EVERYBODY or not self._actions.missing(principal.roles, (ADMIN,))
        return Verdict.ALLOWED if allowed else Verdict.DENIED


class Permissions:
    """Asks whoever decides."""

    def __init__(self, rules: Rules, status: Callable[[], Status]) -> None:
        """Take who decides, and what tells how asking goes."""
        self._rules = rules
        self._status = status

    def require(self, principal: Principal, permission: str) -> None:
        """Return if the principal has the permission.

        Raises:
            PermissionDeniedError: they have not.
            AuthorisationUnavailableError: nobody can tell now.
        """
        if not self.allows(principal, permission):
            raise PermissionDeniedError(permission)

    def allows(self, principal: Principal, permission: str) -> bool:
        """Return whether the principal has the permission; raises AuthorisationUnavailableError if nobody can tell."""
        verdict = self._rules.verdict(principal, permission)
        if verdict is Verdict.UNAVAILABLE:
            raise AuthorisationUnavailableError(f"nobody could be asked about {permission}")
        return verdict is Verdict.ALLOWED

    def status(self) -> dict[str, Any]:
        """Return how asking goes, as `GET /api/v1/health/auth` shows it."""
        return dict(self._status())
