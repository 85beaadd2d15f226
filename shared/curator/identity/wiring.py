"""How bearer tokens are read, from the environment of a function."""

import json
from dataclasses import dataclass
from functools import cache

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import SettingsError, read_settings
from curator.identity.authenticator import TokenReader
from curator.identity.errors import TokenKeyUnavailableError
from curator.identity.oidc.settings import OidcSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSettings:
    """Where the key of bearer tokens is kept."""

    jwt_secret_id: str = ""  # names a secret `{"secret": "…"}`; without one, or with an empty text, no token counts


@cache
def token_reader() -> TokenReader | None:
    """Return what reads bearer tokens, or None where this deployment takes none.

    Where an issuer is configured only its tokens count: a secret that is shared for development opens nothing there.

    Raises:
        SettingsError: the secret is not what it should be, or could be guessed.
        TokenKeyUnavailableError: it cannot be read now; the next call tries again.
    """
    issuer = read_settings(OidcSettings)
    if issuer.oidc_issuer:
        return _issuer_tokens(issuer)
    secret_id = read_settings(TokenSettings).jwt_secret_id
    secret = _secret(secret_id) if secret_id else ""
    if not secret:
        return None
    from curator.identity.bearer import BearerTokens, SharedSecret  # with PyJWT, for those who need it

    return BearerTokens(SharedSecret(secret), SystemClock())


def _issuer_tokens(settings: OidcSettings) -> TokenReader:
    import httpx  # 60 ms, for those who have an issuer to ask

    from curator.identity.oidc.wiring import issuer_tokens

    return issuer_tokens(settings, SystemClock(), httpx.Client(trust_env=False))


def _secret(secret_id: str) -> str:
    try:
        content = read_secret(secret_id)
    except (ClientError, BotoCoreError) as error:
        raise TokenKeyUnavailableError(f"{type(error).__name__}: {error}") from error
    try:
        secret = json.loads(content)["secret"]
    except (ValueError, TypeError, KeyError):
        secret = None
    if not isinstance(secret, str):
        raise SettingsError('JWT_SECRET_ID names a secret that is not {"secret": "…"}')
    return secret
