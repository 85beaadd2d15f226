"""What an operator says of the issuer whose tokens count."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from curator.foundation.settings import SettingsError

RS256, ES256 = "RS256", "ES256"
KNOWN_ALGORITHMS = frozenset({RS256, ES256})  # both need the issuer's private key to sign; none that shares a secret
ROLES_CLAIM, REALM, CLIENT = "roles", "realm", "client"
KNOWN_ROLE_PLACES = frozenset({ROLES_CLAIM, REALM, CLIENT})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """The environment; raises SettingsError for what cannot work.

    Attributes:
        oidc_issuer: as its tokens' `iss` says it; empty: there is none.
        oidc_audience: our names there, of which `aud` must hold one.
        oidc_algorithms: how its tokens may be signed.
        oidc_roles: where its tokens' roles are: `roles` the claim of that name, `realm` Keycloak's realm roles,
            `client` Keycloak's roles of one client.
        oidc_client_id: that client; empty: the one that asked for the token (`azp`).
        oidc_timeout: seconds that asking the issuer for its keys may take.
    """

    oidc_issuer: str = ""
    oidc_audience: tuple[str, ...] = ()
    oidc_algorithms: tuple[str, ...] = (RS256, ES256)
    oidc_roles: tuple[str, ...] = (CLIENT,)
    oidc_client_id: str = ""
    oidc_timeout: float = 5.0

    def __post_init__(self) -> None:
        """Name every setting that cannot work."""
        if not self.oidc_issuer:
            return
        problems = []
        if not is_safe_address(self.oidc_issuer):
            problems.append("OIDC_ISSUER is no https address")
        if not self.oidc_audience:
            problems.append("OIDC_AUDIENCE is not set: tokens for other services would count")
        if not self.oidc_algorithms or not KNOWN_ALGORITHMS.issuperset(self.oidc_algorithms):
            problems.append("OIDC_ALGORITHMS holds others than RS256 and ES256")
        if not KNOWN_ROLE_PLACES.issuperset(self.oidc_roles):
            problems.append("OIDC_ROLES holds others than roles, realm and client")
        if not 0 < self.oidc_timeout < float("inf"):
            problems.append("OIDC_TIMEOUT is not above 0")
        if problems:
            raise SettingsError("OidcSettings: " + "; ".join(problems))


def is_safe_address(url: object) -> bool:
    """Return whether nobody on the way could answer in another's name: https, or this very machine."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
