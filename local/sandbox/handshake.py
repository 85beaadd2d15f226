"""The four steps of MediaWiki's OAuth 1.0a login, and the tokens they hand out.

    initiate ──▶ request token ──▶ (a person allows it) verifier ──▶ token ──▶ access token ──▶ identify

A request token serves once. Access tokens last until the state folder is removed.
"""

import hashlib
import hmac
import secrets
from typing import Any

import jwt

from local.sandbox.clock import Clock
from local.sandbox.settings import SandboxSettings
from local.sandbox.signature import Grant
from local.sandbox.store import Store
from local.sandbox.users import SandboxUser, user_named

REQUEST_TOKEN_SECONDS = 600
JWT_SECONDS = 100  # the extension's own
CALLBACK_NOTE = "callback_url"


class HandshakeError(Exception):
    """A step that cannot be taken; the text is for the consumer's developer."""

    def __init__(self, code: str, text: str) -> None:
        """Carry the extension's message name and its English."""
        super().__init__(text)
        self.code = code


class Handshake:
    """Issues tokens and answers who holds them."""

    def __init__(self, store: Store, settings: SandboxSettings, clock: Clock) -> None:
        """Keep tokens in `store`."""
        self._store = store
        self._settings = settings
        self._clock = clock

    @property
    def callback_url(self) -> str:
        """Where a person is sent after Allow: as started with, or as changed while running."""
        return self._store.note(CALLBACK_NOTE) or self._settings.callback_url

    def register_callback(self, url: str) -> None:
        """Change the consumer's registered callback."""
        self._store.remember(CALLBACK_NOTE, url)

    def initiate(self, grant: Grant) -> dict[str, str]:
        """Hand out a request token. A callback other than `oob` must begin with the registered one."""
        callback = grant.parameters.get("oauth_callback", "")
        if callback != "oob" and not callback.startswith(self.callback_url):
            raise HandshakeError(
                "mwoauth-callback-not-oob-or-prefix",
                'oauth_callback must be set, and must be set to "oob" (case-sensitive), or the configured '
                "callback must be a prefix of the supplied callback.",
            )
        key, secret = secrets.token_hex(16), secrets.token_hex(20)
        with self._store.transaction() as database:
            database.execute(
                "INSERT INTO request_tokens (key, secret, created_at) VALUES (?, ?, ?)",
                (key, secret, self._clock.now()),
            )
        return {"oauth_token": key, "oauth_token_secret": secret, "oauth_callback_confirmed": "true"}

    def is_waiting(self, request_key: str) -> bool:
        """Tell whether a request token may still be allowed or cancelled."""
        with self._store.transaction() as database:
            row = database.execute(
                "SELECT 1 FROM request_tokens WHERE key = ? AND verifier IS NULL AND created_at > ?",
                (request_key, self._clock.now() - REQUEST_TOKEN_SECONDS),
            ).fetchone()
        return row is not None

    def allow(self, request_key: str, user: SandboxUser) -> str:
        """Bind the request token to an account and return the verifier."""
        if not self.is_waiting(request_key):
            raise HandshakeError("mwoauth-invalid-request-token", "Invalid token in your request.")
        verifier = secrets.token_hex(16)
        with self._store.transaction() as database:
            database.execute(
                "UPDATE request_tokens SET verifier = ?, username = ? WHERE key = ?", (verifier, user.name, request_key)
            )
        return verifier

    def cancel(self, request_key: str) -> None:
        """Forget the request token."""
        with self._store.transaction() as database:
            database.execute("DELETE FROM request_tokens WHERE key = ?", (request_key,))

    def exchange(self, grant: Grant) -> dict[str, str]:
        """Turn an allowed request token and its verifier into an access token, once."""
        verifier = grant.parameters.get("oauth_verifier", "")
        with self._store.transaction() as database:
            row = database.execute("SELECT * FROM request_tokens WHERE key = ?", (grant.token_key,)).fetchone()
            if row is None or row["verifier"] is None:
                raise HandshakeError("mwoauth-bad-request-missing-token", "Request token is not allowed yet.")
            if not hmac.compare_digest(str(row["verifier"]), verifier):
                raise HandshakeError("mwoauth-invalid-verifier", "Invalid verification code.")
            key, secret = secrets.token_hex(16), secrets.token_hex(20)
            database.execute("DELETE FROM request_tokens WHERE key = ?", (grant.token_key,))
            database.execute(
                "INSERT INTO access_tokens VALUES (?, ?, ?, ?)", (key, secret, row["username"], self._clock.now())
            )
        return {"oauth_token": key, "oauth_token_secret": secret}

    def identify(self, grant: Grant, *, issuer: str) -> str:
        """Return the JWT that tells the consumer whose access token it holds."""
        user = user_named(grant.username or "")
        if user is None:
            raise HandshakeError("mwoauth-invalid-authorization-invalid-user", "The account no longer exists.")
        return jwt.encode(self._claims(user, grant, issuer), self._settings.consumer_secret, algorithm="HS256")

    def csrf_token(self, grant: Grant) -> str:
        """Return the edit token, the same for as long as the access token lives."""
        digest = hmac.new(self._settings.consumer_secret.encode(), grant.token_key.encode(), hashlib.sha1)
        return digest.hexdigest() + "6b00dc2c+\\"

    def _claims(self, user: SandboxUser, grant: Grant, issuer: str) -> dict[str, Any]:
        now = int(self._clock.now())
        return {
            "iss": issuer,
            "sub": str(user.id),  # text, as RFC 7519 wants it and PyJWT insists
            "aud": self._settings.consumer_key,
            "exp": now + JWT_SECONDS,
            "iat": now,
            "username": user.name,
            "editcount": user.edit_count,
            "confirmed_email": True,
            "blocked": False,
            "registered": "20190401120000",
            "groups": list(user.groups),
            "rights": list(user.rights),
            "grants": ["mwoauth-authonly", "basic", "highvolume", "editpage", "createeditmovepage", "uploadfile"],
            "nonce": grant.parameters.get("oauth_nonce", ""),
        }
