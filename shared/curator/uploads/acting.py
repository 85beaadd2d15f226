"""Acting for a user on Commons: from the encrypted token in their lane to a signed client."""

import json
from dataclasses import dataclass
from functools import cache

import httpx

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.errors import AuthorisationLostError
from curator.commons.limits import RateLimits, fetch_rate_limits
from curator.commons.signing import Consumer
from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import read_settings
from curator.identity.errors import TokenUnreadableError
from curator.identity.tokens import AccessToken, TokenCipher


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSettings:
    """The secrets that let a function act for a user."""

    oauth_consumer_secret_id: str
    token_key_secret_id: str


@cache
def _http() -> httpx.Client:
    return httpx.Client()


@cache
def _csrf_tokens() -> dict[str, str]:
    return {}


@cache
def _consumer() -> Consumer:
    secret = json.loads(read_secret(read_settings(SecretSettings).oauth_consumer_secret_id))
    return Consumer(key=secret["key"], secret=secret["secret"])


@cache
def _cipher() -> TokenCipher:
    return TokenCipher(read_secret(read_settings(SecretSettings).token_key_secret_id))


def client_for(encrypted_token: str, username: str | None) -> CommonsClient:
    """Return the API in the name of the token's owner, who must be `username` if that is given.

    Raises:
        AuthorisationLostError: the token is damaged, or was stored under another key; the one that its owner's next
            login brings can be read.
    """
    return CommonsClient(
        _http(),
        settings=read_settings(CommonsSettings),
        consumer=_consumer(),
        access_token=_decrypted(encrypted_token),
        clock=SystemClock(),
        username=username,
        csrf_tokens=_csrf_tokens(),
    )


def _decrypted(encrypted_token: str) -> AccessToken:
    try:
        return _cipher().decrypt(encrypted_token)
    except TokenUnreadableError as error:
        raise AuthorisationLostError(str(error), code="token-unreadable") from error


def read_limits(encrypted_token: str) -> RateLimits:
    """Return what the wiki allows the token's owner; raises CommonsError."""
    return fetch_rate_limits(client_for(encrypted_token, None))
