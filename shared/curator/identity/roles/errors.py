"""What can be wrong with roles.

SettingsError
└── ActionsError       the file of actions cannot be followed; the function must not start
CuratorError
└── MissingRolesError  403  somebody lacks roles that a route asks for
"""

from collections.abc import Sequence

from curator.foundation.errors import ForbiddenError
from curator.foundation.settings import SettingsError


class ActionsError(SettingsError):
    """The file of actions cannot be read, says something that could be misread, or names what is not there."""


class MissingRolesError(ForbiddenError):
    """Somebody lacks roles that a route asks for."""

    def __init__(self, missing: Sequence[str]) -> None:
        """Name the roles that are missing, in the order the route asks for them."""
        super().__init__(public_message=f"Missing required roles: {', '.join(missing)}")
