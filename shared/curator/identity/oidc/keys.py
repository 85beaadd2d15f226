"""The keys of an issuer, kept as long as they may be, and asked for no more often than needed.

    a token's key is known, read less than 10 minutes ago    → nobody is asked
    … longer ago                                             → the issuer is asked once; if it is silent, known keys
                                                               go on for a day, so that its outage is not ours
    a key we do not know                                     → the issuer is asked once (keys are changed by publishing
                                                               a new one and signing with it), then for 30 seconds not
                                                               again, whoever makes up names of keys
    the issuer is silent                                     → it is left alone, 5 seconds and each time twice as long,
                                                               up to a minute; meanwhile unknown keys are a 503 at once

Each environment of a function keeps its own. Threads that need the same answer wait for one of them to fetch it.
A key that the issuer withdraws is forgotten with the next answer, at the latest 10 minutes later.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.identity.bearer import VerificationKey
from curator.identity.errors import InvalidTokenError, TokenKeyUnavailableError, TokenUndecodableError
from curator.identity.oidc.documents import DocumentError
from curator.identity.oidc.key_set import KeySet

FRESH_SECONDS = 600
USABLE_SECONDS = 24 * 3600
UNKNOWN_KEY_SECONDS = 30
FIRST_HOLD_OFF_SECONDS = 5
LONGEST_HOLD_OFF_SECONDS = 60
# RFC 9068, 2.1; other types, such as `logout+jwt`, are signed with the same keys and are nobody's proof.
ACCESS_TOKEN_TYPES = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})

log = logging.getLogger(__name__)


class IssuerKeys:
    """A `KeySource`: the issuer's published keys."""

    def __init__(self, fetch: Callable[[], list[Any]], clock: Clock, algorithms: Sequence[str]) -> None:
        """Take what asks the issuer (raises DocumentError), and the algorithms that count."""
        self._fetch = fetch
        self._clock = clock
        self._algorithms = tuple(algorithms)
        self._keys = KeySet((), self._algorithms)
        self._read_at = float("-inf")
        self._asked_at = float("-inf")
        self._named_at = float("-inf")  # when the issuer was last asked for a name of a key
        self._failures = 0
        self._lock = Lock()

    def key_for(self, header: Mapping[str, Any]) -> VerificationKey:
        """Return the key for a token with this header.

        Raises:
            TokenUndecodableError: it is no access token's header.
            InvalidTokenError: the issuer has no such key.
            TokenKeyUnavailableError: the issuer cannot be asked now.
        """
        self._check(header)
        seen = self._asked_at  # before we look, so that whoever asks meanwhile has asked for us, too
        key = self._known(header)
        if key is not None and self._is_fresh(FRESH_SECONDS):
            metrics.count("token_cache_hits_total")
            return key
        metrics.count("token_cache_misses_total")
        self._ask_once(seen, pause=UNKNOWN_KEY_SECONDS if self._is_fresh(FRESH_SECONDS) else 0)
        key = self._known(header)
        if key is not None:
            return key
        if self._failures:
            raise TokenKeyUnavailableError("the issuer's keys cannot be read")
        raise InvalidTokenError("the issuer has no such key")

    def _check(self, header: Mapping[str, Any]) -> None:
        kind = header.get("typ", "")
        if not isinstance(kind, str) or kind.lower() not in ACCESS_TOKEN_TYPES:
            raise TokenUndecodableError("not an access token")
        if header.get("alg") not in self._algorithms:
            raise InvalidTokenError("signed in a way that does not count here")

    def _known(self, header: Mapping[str, Any]) -> VerificationKey | None:
        return self._keys.find(header) if self._is_fresh(USABLE_SECONDS) else None

    def _is_fresh(self, seconds: float) -> bool:
        return self._clock.now() - self._read_at < seconds

    def _ask_once(self, seen: float, pause: float) -> None:
        """Ask, unless somebody has since `seen`, did for a name `pause` seconds ago, or was met by silence."""
        with self._lock:
            now = self._clock.now()
            if self._asked_at != seen or now - self._asked_at < self._hold_off() or now - self._named_at < pause:
                return
            self._named_at = now if pause else self._named_at
            self._read()

    def _read(self) -> None:
        try:
            self._keys = KeySet(self._fetch(), self._algorithms)
        except DocumentError as problem:
            self._failures += 1
            log.warning("the issuer's keys cannot be read: %s", problem, extra={"failures": self._failures})
        else:
            self._failures = 0
            self._read_at = self._clock.now()
        finally:
            self._asked_at = self._clock.now()

    def _hold_off(self) -> float:
        if not self._failures:
            return 0
        return min(FIRST_HOLD_OFF_SECONDS * 2.0 ** (self._failures - 1), LONGEST_HOLD_OFF_SECONDS)
