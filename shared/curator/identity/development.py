"""Logging in without a wiki: for development and tests, never where people upload.

Whoever has the key becomes one fixed user, whose access token no wiki takes.
"""

import hmac
import logging

from curator.identity.errors import ApiKeyMissingError, ApiKeyWrongError, RegistrationNotConfiguredError
from curator.identity.sessions import Session, Sessions
from curator.identity.tokens import AccessToken, TokenCipher

USER_ID = "test-user-id"
ACCESS_TOKEN = AccessToken("test-key", "test-secret")

log = logging.getLogger(__name__)


class DevelopmentLogin:
    """Logs in the one user of a development deployment."""

    def __init__(self, *, api_key: str, username: str, sessions: Sessions, cipher: TokenCipher) -> None:
        """Take the key and the user; an empty one turns this login off."""
        self._api_key = api_key
        self._username = username
        self._sessions = sessions
        self._cipher = cipher

    def register(self, api_key: str) -> tuple[str, Session]:
        """Log in whoever has the key; returns the id for their cookie and their session.

        Raises:
            RegistrationNotConfiguredError: this deployment has no such login.
            ApiKeyMissingError, ApiKeyWrongError: nobody was logged in.
        """
        if not self._api_key or not self._username:
            raise RegistrationNotConfiguredError
        if not api_key:
            raise ApiKeyMissingError
        if not hmac.compare_digest(api_key.encode(), self._api_key.encode()):
            raise ApiKeyWrongError
        log.warning("logged in with the development key", extra={"username": self._username})
        return self._sessions.start(
            user_id=USER_ID, username=self._username, encrypted_token=self._cipher.encrypt(ACCESS_TOKEN)
        )
