"""Whose a bearer token is: a JWT (RFC 7519) that somebody we trust has signed.

The claims: `sub` the user's id; `org_id` their organisation; `name` what to call them; `roles` a list of words. Only
`sub` and `exp` must be there.

Where the key comes from is a matter of its own: here it is a secret shared with whoever signs. An issuer that publishes
its keys is another `KeySource`, which finds the key by the token's header.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Protocol

import jwt

from curator.foundation.clock import Clock
from curator.foundation.settings import SettingsError
from curator.identity.errors import InvalidTokenError, SubjectMissingError, TokenExpiredError
from curator.identity.principals import DEFAULT_ORGANISATION, Principal

HS256 = "HS256"
MIN_SECRET_CHARACTERS = 32  # RFC 7518, 3.2: no shorter than the hash; both secrets that examples use are
LEEWAY_SECONDS = 30  # an issuer's clock may be so far ahead of ours; one that is behind makes tokens end early
MAX_TOKEN_CHARACTERS = 8192  # API Gateway takes 10 KB of headers
MAX_ID_BYTES = 256  # ids become parts of DynamoDB's partition keys, which end at 2,048 bytes

# PyJWT would look at the machine's own clock, and takes an `exp` of Infinity. What it does judge: the signature, and
# `aud`: a token that names an audience is for somebody else, as long as we do not know ourselves by a name.
OPTIONS: Any = {"require": ["exp"], "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_sub": False}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationKey:
    """What a token's signature is checked with, and how: the token itself has no say in that."""

    value: Any = field(repr=False)
    algorithms: tuple[str, ...]


class KeySource(Protocol):
    """Who knows the keys of those we trust."""

    def key_for(self, header: Mapping[str, Any]) -> VerificationKey:
        """Return the key for a token with this header, of which nothing is proven; raises InvalidTokenError."""


class SharedSecret:
    """One secret for all tokens, known to us and to whoever signs them."""

    def __init__(self, secret: str) -> None:
        """Take the secret; raises SettingsError for one that could be guessed."""
        if len(secret) < MIN_SECRET_CHARACTERS:
            raise SettingsError(f"the secret of bearer tokens has fewer than {MIN_SECRET_CHARACTERS} characters")
        self._key = VerificationKey(value=secret, algorithms=(HS256,))

    def key_for(self, header: Mapping[str, Any]) -> VerificationKey:  # noqa: ARG002 - KeySource's form
        """Return the one key."""
        return self._key


class BearerTokens:
    """Reads tokens."""

    def __init__(self, keys: KeySource, clock: Clock) -> None:
        """Check signatures with `keys` and times by `clock`."""
        self._keys = keys
        self._clock = clock

    def principal(self, token: str) -> Principal:
        """Return whose token this is.

        Raises:
            InvalidTokenError: it proves nothing; its subclasses say what the client may know of why.
        """
        claims = self._claims(token)
        self._check_times(claims)
        user_id = claims.get("sub")
        if not isinstance(user_id, str) or not user_id.strip():
            raise SubjectMissingError
        return Principal(
            user_id=_id(user_id, "sub"),
            username=_name(claims) or user_id,
            org_id=_organisation(claims),
            roles=_roles(claims),
        )

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise InvalidTokenError("the token is too long")
        try:
            key = self._keys.key_for(jwt.get_unverified_header(token))
            claims: dict[str, Any] = jwt.decode(token, key.value, algorithms=list(key.algorithms), options=OPTIONS)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            # Only the kind: a text may quote the token.
            raise InvalidTokenError(f"{type(error).__name__}") from None
        return claims

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now()
        if _moment(claims, "exp") <= now:
            raise TokenExpiredError
        for name in ("nbf", "iat"):
            if name in claims and _moment(claims, name) > now + LEEWAY_SECONDS:
                raise InvalidTokenError(f"{name} lies in the future")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """Return a time of the token's; what is no number would else compare with nothing, or last for ever."""
    value = claims[name]
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and not isfinite(value))
    ):
        raise InvalidTokenError(f"{name} is no time")
    return value


def _organisation(claims: Mapping[str, Any]) -> str:
    """Return the organisation; only a token that names none is of the default one."""
    org_id = claims.get("org_id")
    if org_id is None or org_id == "":
        log.warning("jwt_missing_org_id", extra={"user_id": claims["sub"]})
        return DEFAULT_ORGANISATION
    return _id(org_id, "org_id")


def _id(value: Any, name: str) -> str:
    is_id = isinstance(value, str) and value.strip() and value.isprintable() and len(value.encode()) <= MAX_ID_BYTES
    if not is_id:
        raise InvalidTokenError(f"{name} cannot be an id")
    return str(value)


def _name(claims: Mapping[str, Any]) -> str:
    name = claims.get("name")
    return name.strip() if isinstance(name, str) and name.isprintable() else ""


def _roles(claims: Mapping[str, Any]) -> frozenset[str]:
    roles = claims.get("roles")
    return frozenset(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else frozenset()
