"""Who sends a request: the owner of a bearer token, or else of an API key, or else of a session's cookie.

A request that carries an `Authorization` header is judged by that header alone: a bad token is never saved by a cookie
that happens to come along. So it is with a key where there is no such header.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from curator.foundation.errors import UnauthorizedError
from curator.foundation.metrics import metrics
from curator.identity.errors import InvalidTokenError, NotAuthenticatedError, TokenExpiredError, UnknownKeyError
from curator.identity.principals import Principal
from curator.identity.proofs import Proof
from curator.identity.sessions import Sessions

SCHEME = "bearer"


class TokenReader(Protocol):
    """What knows the owners of bearer tokens; `curator.identity.bearer` has one."""

    def proof(self, token: str) -> Proof:
        """Return whose token this is, and until when; raises InvalidTokenError."""


class HolderReader(Protocol):
    """What knows the holders of API keys; `curator.identity.api_keys.checking` has one."""

    def proof(self, text: str) -> Proof:
        """Return whose key this is, and until when; raises UnauthorizedError."""


class Authenticator:
    """Tells who somebody is by what they show."""

    def __init__(
        self,
        sessions: Sessions,
        tokens: Callable[[], TokenReader | None],
        keys: Callable[[], HolderReader | None] = lambda: None,
    ) -> None:
        """Take where sessions are kept, and what reads tokens and keys.

        Each of the two is called when the first of its kind comes, and returns None where none counts.
        """
        self._sessions = sessions
        self._tokens = tokens
        self._keys = keys

    def principal(self, authorization: str | None, session_id: str | None) -> Principal:
        """Return who shows this; takes and raises what `proof` does."""
        return self.proof(authorization, session_id).principal

    def proof(self, authorization: str | None, session_id: str | None, api_key: str | None = None) -> Proof:
        """Return who shows this `Authorization` header, where there is none this API key, or this session's cookie.

        Raises:
            NotAuthenticatedError: none is there, the header is no bearer token's, or the session has ended.
            UnknownKeyError: the key opens nothing (KeyExpiredError, KeyRevokedError: any more).
            InvalidTokenError: the token proves nothing (TokenExpiredError: any more).
            TokenKeyUnavailableError: the token cannot be checked now.
        """
        with _counted_attempt():
            if authorization is not None:
                return self._checked(authorization)
            return self._owner_of_session(session_id) if api_key is None else self._holder_of(api_key)

    def owner_of(self, token: str) -> Proof:
        """Return whose bearer token this is, however it came; raises as `proof` does of tokens."""
        with _counted_attempt():
            return self._validated(token)

    def _owner_of_session(self, session_id: str | None) -> Proof:
        session = self._sessions.find(session_id)
        if session is None:
            raise NotAuthenticatedError
        return Proof(principal=session.principal, expires_at=session.expires_at, session_key=session.key)

    def _holder_of(self, api_key: str) -> Proof:
        keys = self._keys()
        if keys is None:
            raise UnknownKeyError("API keys are not configured here")
        return keys.proof(api_key)

    def _checked(self, authorization: str) -> Proof:
        return self._validated(_token_in(authorization))

    def _validated(self, token: str) -> Proof:
        tokens = self._tokens()
        if tokens is None:
            raise InvalidTokenError("bearer tokens are not configured here")
        try:
            proof = tokens.proof(token)
        except InvalidTokenError as problem:
            expired = isinstance(problem, TokenExpiredError)
            metrics.count("auth_token_validations_total", status="expired" if expired else "invalid")
            raise
        metrics.count("auth_token_validations_total", status="valid")
        return proof


@contextmanager
def _counted_attempt() -> Iterator[None]:
    """Count what came of somebody's wish to be known; of an attempt that could not be judged, nothing came."""
    try:
        yield
    except TokenExpiredError:
        metrics.count("auth_attempts_total", status="expired")
        raise
    except UnauthorizedError:
        metrics.count("auth_attempts_total", status="failure")
        raise
    metrics.count("auth_attempts_total", status="success")


def _token_in(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != SCHEME or not token.strip():
        raise NotAuthenticatedError("an Authorization header without a bearer token")
    return token.strip()
