"""Whose a bearer token is: a JWT (RFC 7519) that somebody we trust has signed.

The claims: `sub` the user's id; `exp` when it ends; `org_id` their organisation; `preferred_username` or `name` what to
call them; and their roles, `roles` unless `ClaimRules` says otherwise. Only `sub` and `exp` must always be there.

Where the key comes from is a matter of its own: here it is a secret shared with whoever signs. An issuer that publishes
its keys is another `KeySource` (`curator.identity.oidc`), which finds the key by the token's header.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Protocol

import jwt

from curator.foundation.clock import Clock
from curator.foundation.settings import SettingsError
from curator.identity.errors import InvalidTokenError, SubjectMissingError, TokenExpiredError, TokenUndecodableError
from curator.identity.principals import DEFAULT_ORGANISATION, Principal
from curator.identity.proofs import Proof

HS256 = "HS256"
MIN_SECRET_CHARACTERS = 32  # RFC 7518, 3.2: no shorter than the hash; both secrets that examples use are
LEEWAY_SECONDS = 30  # an issuer's clock may be so far ahead of ours; one that is behind makes tokens end early
MAX_TOKEN_CHARACTERS = 8192  # API Gateway takes 10 KB of headers
LAST_SECOND = 253_402_300_799  # of the year 9999: a time may be any number, and DynamoDB's have 38 digits
PREFIX = "token:"  # of the ids of people whose `sub` could be taken for an account of the wiki
MAX_ID_BYTES = 256  # ids become parts of DynamoDB's partition keys, which end at 2,048 bytes

# PyJWT would look at the machine's own clock, and takes an `exp` of Infinity. What it does judge: the signature, the
# issuer, and `aud`: a token that names an audience is for somebody else, as long as we do not know ourselves by a name.
TIMES_ARE_OURS = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_sub": False}

log = logging.getLogger(__name__)


def listed_roles(claims: Mapping[str, Any]) -> frozenset[str]:
    """Return the words in the claim `roles`."""
    roles = claims.get("roles")
    return frozenset(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRules:
    """What a token must say beside being rightly signed, and what is read from it.

    Attributes:
        issuer: what `iss` must be; empty: nobody asks.
        audiences: our names, of which `aud` must hold one; none: a token that names an audience is refused.
        required: the claims that must be there; `sub` always must.
        expiry_leeway: seconds after `exp` for which the token still counts.
        roles: finds the roles.
    """

    issuer: str = ""
    audiences: tuple[str, ...] = ()
    required: tuple[str, ...] = ("exp",)
    expiry_leeway: int = 0
    roles: Callable[[Mapping[str, Any]], frozenset[str]] = listed_roles


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

    def __init__(self, keys: KeySource, clock: Clock, rules: ClaimRules | None = None) -> None:
        """Check signatures with `keys`, times by `clock`, and claims by `rules`."""
        self._keys = keys
        self._clock = clock
        self._rules = rules or ClaimRules()
        self._options: Any = {"require": list(self._rules.required), **TIMES_ARE_OURS}

    def principal(self, token: str) -> Principal:
        """Return whose token this is; raises as `proof` does."""
        return self.proof(token).principal

    def proof(self, token: str) -> Proof:
        """Return whose token this is, and until when it proves that.

        Raises:
            InvalidTokenError: it proves nothing; its subclasses say what the client may know of why.
            TokenKeyUnavailableError: it cannot be checked now.
        """
        claims = self._claims(token)
        ends_at = _moment(claims, "exp") + self._rules.expiry_leeway
        self._check_times(claims, ends_at)
        user_id = claims.get("sub")
        if not isinstance(user_id, str) or not user_id.strip():
            raise SubjectMissingError
        principal = Principal(
            user_id=_user_id(_id(user_id, "sub")),
            username=_name(claims) or user_id,
            org_id=_organisation(claims),
            roles=self._rules.roles(claims),
        )
        return Proof(principal=principal, expires_at=int(min(ends_at, LAST_SECOND)))

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise TokenUndecodableError("the token is too long")
        try:
            key = self._keys.key_for(jwt.get_unverified_header(token))
            claims: dict[str, Any] = jwt.decode(
                token,
                key.value,
                algorithms=list(key.algorithms),
                issuer=self._rules.issuer or None,
                audience=self._rules.audiences or None,
                options=self._options,
            )
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError) as error:
            raise InvalidTokenError(type(error).__name__) from None
        except (jwt.DecodeError, ValueError, RecursionError) as error:
            raise TokenUndecodableError(type(error).__name__) from None  # only the kind: a text may quote the token
        except jwt.PyJWTError as error:
            raise InvalidTokenError(type(error).__name__) from None
        return claims

    def _check_times(self, claims: Mapping[str, Any], ends_at: float) -> None:
        now = self._clock.now()
        if ends_at <= now:
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


def _user_id(subject: str) -> str:
    """Return the id of somebody with this `sub`; no two have the same.

    The ids of the wiki's accounts are numbers. Whoever signs tokens may number people, too, and their 42 is another.
    """
    return PREFIX + subject if subject.isdecimal() or subject.startswith(PREFIX) else subject


def _name(claims: Mapping[str, Any]) -> str:
    """Return what to call them: Keycloak's name to log in with, else their own."""
    for claim in ("preferred_username", "name"):
        name = claims.get(claim)
        if isinstance(name, str) and name.isprintable() and name.strip():
            return name.strip()
    return ""
