"""What a token of an issuer says of roles: in a claim `roles`, or where Keycloak writes them.

    {"realm_access": {"roles": ["auditor"]}, "azp": "web", "resource_access": {"web": {"roles": ["get-authors"]}}}

Which of these count is configured. With no client named, the roles of the client that asked for the token count
(`azp`); a client that others can register could then hand out our roles, so a deployment that shares its realm names
the client whose roles it means.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from curator.identity.bearer import listed_roles
from curator.identity.oidc.settings import CLIENT, REALM, ROLES_CLAIM


def role_reader(places: Collection[str], client_id: str = "") -> Callable[[Mapping[str, Any]], frozenset[str]]:
    """Return what finds the roles in a token's claims; `client_id` stands for `azp` where it is given."""

    def roles(claims: Mapping[str, Any]) -> frozenset[str]:
        found: set[str] = set()
        if ROLES_CLAIM in places:
            found |= listed_roles(claims)
        if REALM in places:
            found |= listed_roles(_object(claims, "realm_access"))
        if CLIENT in places:
            found |= listed_roles(_object(_object(claims, "resource_access"), client_id or claims.get("azp")))
        return frozenset(found)

    return roles


def _object(claims: Mapping[str, Any], name: object) -> Mapping[str, Any]:
    """Return a part of the claims; nothing where it is missing or of another form."""
    part = claims.get(name) if isinstance(name, str) else None
    return part if isinstance(part, Mapping) else {}
