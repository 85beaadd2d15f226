"""Who sends a request: the owner of a bearer token, or else of a session's cookie.

A request that carries an `Authorization` header is judged by that header alone: a bad token is never saved by a cookie
that happens to come along.
"""

from collections.abc import Callable
from typing import Protocol

from curator.identity.errors import InvalidTokenError, NotAuthenticatedError
from curator.identity.principals import Principal
from curator.identity.sessions import Sessions

SCHEME = "bearer"


class TokenReader(Protocol):
    """What knows the owners of bearer tokens; `curator.identity.bearer` has one."""

    def principal(self, token: str) -> Principal:
        """Return whose token this is; raises InvalidTokenError."""


class Authenticator:
    """Tells who somebody is by what they show."""

    def __init__(self, sessions: Sessions, tokens: Callable[[], TokenReader | None]) -> None:
        """Take where sessions are kept, and what reads tokens: called for the first token only, None if none counts."""
        self._sessions = sessions
        self._tokens = tokens

    def principal(self, authorization: str | None, session_id: str | None) -> Principal:
        """Return who shows this `Authorization` header or, where there is none, this session's cookie.

        Raises:
            NotAuthenticatedError: neither is there, the header is no bearer token's, or the session has ended.
            InvalidTokenError: the token proves nothing (TokenExpiredError: any more).
            TokenKeyUnavailableError: the token cannot be checked now.
        """
        if authorization is not None:
            return self._owner_of(authorization)
        session = self._sessions.find(session_id)
        if session is None:
            raise NotAuthenticatedError
        return session.principal

    def _owner_of(self, authorization: str) -> Principal:
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != SCHEME or not token.strip():
            raise NotAuthenticatedError("an Authorization header without a bearer token")
        tokens = self._tokens()
        if tokens is None:
            raise InvalidTokenError("bearer tokens are not configured here")
        return tokens.principal(token.strip())
