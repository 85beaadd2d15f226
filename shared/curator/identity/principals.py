"""Who is asking, whatever they showed to prove it."""

from collections.abc import Collection
from dataclasses import dataclass

ADMIN = "admin"
DEFAULT_ORGANISATION = "default-org"  # of everybody whose proof of identity names none, such as a login at the wiki


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody Curator knows, and what they may do."""

    user_id: str  # the wiki's global user id, or the subject of a bearer token
    username: str
    org_id: str = DEFAULT_ORGANISATION
    roles: frozenset[str] = frozenset()
    tier: str = "standard"

    @property
    def is_admin(self) -> bool:
        """Whether this is one of the operators."""
        return ADMIN in self.roles


def roles_of(username: str, admin_names: Collection[str]) -> frozenset[str]:
    """Return a wiki account's roles; the operators' names come from configuration."""
    return frozenset({ADMIN}) if username in admin_names else frozenset()
