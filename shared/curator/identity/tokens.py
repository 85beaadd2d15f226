"""A user's right to act on Commons, and how it is kept: encrypted, never shown.

The stored text is Fernet (AES-128-CBC with HMAC-SHA256) over the JSON array `["<key>","<secret>"]`.
"""

import base64
import hashlib
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from curator.identity.errors import TokenUnreadableError


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An OAuth 1.0a token. Its text form hides both halves, so that it cannot reach a log by accident."""

    key: str
    secret: str

    def __repr__(self) -> str:
        return "AccessToken(hidden)"


class TokenCipher:
    """Encrypts tokens at rest."""

    def __init__(self, key: str) -> None:
        """Derive the Fernet key from any secret string: Secrets Manager generates plain text, not Fernet keys."""
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))

    def encrypt(self, token: AccessToken) -> str:
        """Return the token as text that only this key can read; never the same text twice."""
        return self._fernet.encrypt(json.dumps([token.key, token.secret]).encode()).decode()

    def decrypt(self, text: str) -> AccessToken:
        """Return the token; raises TokenUnreadableError for text of another key."""
        try:
            key, secret = json.loads(self._fernet.decrypt(text.encode()))
        except (InvalidToken, ValueError) as error:
            raise TokenUnreadableError("a stored token cannot be decrypted with the present key") from error
        return AccessToken(key, secret)
