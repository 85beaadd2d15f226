"""Checks the `Authorization: OAuth` header of a request as MediaWiki's OAuth extension does (RFC 5849, HMAC-SHA1).

The checks come in the extension's order, because each has its own text: consumer, token, timestamp, nonce, signature.
A multipart body takes no part in the signature; a urlencoded one does.
"""

import base64
import hashlib
import hmac
import sqlite3
from dataclasses import dataclass, field
from urllib.parse import unquote

from oauthlib.oauth1.rfc5849 import signature as rfc5849
from oauthlib.oauth1.rfc5849.utils import escape

from local.sandbox.clock import Clock
from local.sandbox.settings import SandboxSettings
from local.sandbox.store import Store

MAXIMUM_AGE_SECONDS = 300
REQUEST_TOKEN = "request"  # noqa: S105 - the kind of token, not one
ACCESS_TOKEN = "access"  # noqa: S105
NO_TOKEN = "none"  # noqa: S105


class InvalidAuthorizationError(Exception):
    """The header proves nothing; the text is the extension's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """The parts of a request that are signed."""

    method: str
    url: str  # without the query string
    query: str
    form_body: str  # empty unless the body is application/x-www-form-urlencoded
    authorization: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who signed: the token's key, its account where it has one, and the OAuth parameters of the header."""

    token_key: str
    username: str | None
    parameters: dict[str, str] = field(repr=False)


def is_oauth(authorization: str | None) -> bool:
    """Tell whether a request carries an OAuth 1.0 header at all."""
    return bool(authorization) and str(authorization).lower().startswith("oauth ")


def header_parameters(authorization: str) -> dict[str, str]:
    """Return the `oauth_*` parameters of the header, decoded."""
    parameters: dict[str, str] = {}
    for part in authorization[len("OAuth ") :].split(","):
        name, _, value = part.strip().partition("=")
        if name and name != "realm":
            parameters[unquote(name)] = unquote(value.strip('"'))
    return parameters


class SignatureChecker:
    """Knows the one consumer, all tokens and every nonce of the last five minutes."""

    def __init__(self, store: Store, settings: SandboxSettings, clock: Clock) -> None:
        """Check against the tokens in `store`."""
        self._store = store
        self._settings = settings
        self._clock = clock

    def check(self, request: SignedRequest, *, token_kind: str) -> Grant:
        """Return who signed the request.

        Raises:
            InvalidAuthorizationError: with MediaWiki's text for what is wrong.
        """
        parameters = header_parameters(request.authorization)
        if parameters.get("oauth_consumer_key") != self._settings.consumer_key:
            raise InvalidAuthorizationError("Invalid consumer")
        token_key = parameters.get("oauth_token", "")
        token = self._token(token_key, token_kind)
        self._check_timestamp(parameters)
        self._check_nonce(parameters, token_key)
        secret = "" if token is None else str(token["secret"])
        if not self._is_signed_with(request, parameters, secret):
            raise InvalidAuthorizationError("Invalid signature")
        return Grant(
            token_key=token_key,
            username=None if token is None else token["username"],
            parameters=parameters,
        )

    def _token(self, key: str, kind: str) -> sqlite3.Row | None:
        if kind == NO_TOKEN:
            return None
        table = "access_tokens" if kind == ACCESS_TOKEN else "request_tokens"
        with self._store.transaction() as database:
            row: sqlite3.Row | None = database.execute(
                f"SELECT secret, username FROM {table} WHERE key = ?",  # noqa: S608 - one of two names above
                (key,),
            ).fetchone()
        if row is None:
            text = "No approved grant was found for that authorization token."
            raise InvalidAuthorizationError(text if kind == ACCESS_TOKEN else "Invalid token")
        return row

    def _check_timestamp(self, parameters: dict[str, str]) -> None:
        stamp = parameters.get("oauth_timestamp", "")
        if not stamp.isdigit():
            raise InvalidAuthorizationError("Missing timestamp parameter. The parameter is required")
        now = int(self._clock.now())
        if abs(now - int(stamp)) > MAXIMUM_AGE_SECONDS:
            raise InvalidAuthorizationError(f"Expired timestamp, yours {stamp}, ours {now}")

    def _check_nonce(self, parameters: dict[str, str], token_key: str) -> None:
        nonce = parameters.get("oauth_nonce", "")
        if not nonce:
            raise InvalidAuthorizationError("Missing nonce parameter. The parameter is required")
        stamp = int(parameters["oauth_timestamp"])
        with self._store.transaction() as database:
            known = database.execute(
                "SELECT 1 FROM nonces WHERE nonce = ? AND token = ? AND stamp = ?", (nonce, token_key, stamp)
            ).fetchone()
            if known is None:
                database.execute("INSERT INTO nonces VALUES (?, ?, ?)", (nonce, token_key, stamp))
                if stamp % 60 == 0:  # now and then is enough: an expired one is refused by its timestamp anyway
                    database.execute("DELETE FROM nonces WHERE stamp < ?", (stamp - 2 * MAXIMUM_AGE_SECONDS,))
        if known is not None:
            raise InvalidAuthorizationError(f"Nonce already used: {nonce}")

    def _is_signed_with(self, request: SignedRequest, parameters: dict[str, str], token_secret: str) -> bool:
        if parameters.get("oauth_signature_method") != "HMAC-SHA1":
            return False
        collected = rfc5849.collect_parameters(
            uri_query=request.query,
            body=request.form_body,
            headers={"Authorization": request.authorization},
            with_realm=False,
        )
        pairs = sorted((escape(name), escape(value)) for name, value in collected)
        normalised = "&".join(f"{name}={value}" for name, value in pairs)
        address = rfc5849.base_string_uri(request.url)
        base = f"{request.method.upper()}&{escape(address)}&{escape(normalised)}"  # RFC 5849, 3.4.1
        key = f"{escape(self._settings.consumer_secret)}&{escape(token_secret)}"
        expected = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest())
        return hmac.compare_digest(expected, parameters.get("oauth_signature", "").encode())
