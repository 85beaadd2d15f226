"""Whose key it is that somebody shows."""

import hmac
from collections.abc import Callable
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.errors import UnauthorizedError
from curator.foundation.metrics import metrics
from curator.identity.api_keys.models import ApiKey, Status
from curator.identity.api_keys.texts import Digests, parts_of
from curator.identity.errors import KeyExpiredError, KeyRevokedError, UnknownKeyError
from curator.identity.principals import Principal
from curator.identity.proofs import Proof

NEVER = 253_402_300_799  # the last second of the year 9999


class KeyRow(Protocol):
    """Where keys are kept."""

    def get(self, key_id: str) -> ApiKey | None:
        """Return a key, also one that has ended."""


class KeyReader:
    """Knows the holders of keys. A key is looked up with each call, so that revoking it ends it at once."""

    def __init__(
        self, rows: KeyRow, digests: Callable[[], Digests], clock: Clock, *, used: Callable[[str], None]
    ) -> None:
        """Look into `rows`; `used` is told the id of each key that was shown."""
        self._rows = rows
        self._digests = digests
        self._clock = clock
        self._used = used

    def proof(self, text: str) -> Proof:
        """Return whose key this is, and until when.

        Raises:
            UnknownKeyError: nobody's, or another text of somebody's.
            KeyExpiredError: its time, or that of its text, is over.
            KeyRevokedError: it was taken back.
        """
        try:
            proof = self._checked(text)
        except UnauthorizedError as problem:
            metrics.count("auth_api_key_validations_total", status=_STATUS[type(problem)])
            raise
        metrics.count("auth_api_key_validations_total", status="valid")
        self._used(proof.key_id)
        return proof

    def _checked(self, text: str) -> Proof:
        parts = parts_of(text)
        key = self._rows.get(parts.key_id) if parts else None
        if key is None:
            raise UnknownKeyError
        until = _end_of(key, self._digests().of(text))
        now = self._clock.now()
        if key.status(now) is Status.REVOKED:
            raise KeyRevokedError
        if until <= now:
            raise KeyExpiredError
        principal = Principal(user_id=key.user_id, username=key.username, tier=key.tier)
        return Proof(principal=principal, expires_at=until, key_id=key.id, calls_per_minute=key.calls_per_minute)


_STATUS = {UnknownKeyError: "unknown", KeyExpiredError: "expired", KeyRevokedError: "revoked"}


def _end_of(key: ApiKey, digest: str) -> int:
    """Return the first moment that is too late for the text with this digest; raises UnknownKeyError for no text of it.

    Both digests are compared in a time that does not depend on where they differ.
    """
    end = NEVER if key.valid_until is None else key.valid_until
    if hmac.compare_digest(digest, key.digest):
        return end
    if key.previous_digest is not None and hmac.compare_digest(digest, key.previous_digest):
        return min(end, key.previous_until or 0)
    raise UnknownKeyError
