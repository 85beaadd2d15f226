"""Being logged in, and being about to be.

A browser holds a random id; we hold a row under the id's SHA-256. Somebody who reads the table can therefore neither
take over a session nor use the Commons token in it, which is encrypted.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.ids import random_token
from curator.identity.principals import Principal, roles_of

DEFAULT_LIFETIME_SECONDS = 30 * 24 * 3600
LOGIN_SECONDS = 15 * 60  # how long somebody may look at the wiki's consent page


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody logged in."""

    key: str  # SHA-256 of the id in the browser's cookie
    user_id: str
    username: str
    encrypted_token: str = field(repr=False)
    created_at: str
    expires_at: int  # epoch seconds
    roles: frozenset[str] = frozenset()  # by today's configuration; never stored

    @property
    def principal(self) -> Principal:
        """Who this is."""
        return Principal(user_id=self.user_id, username=self.username, roles=self.roles)


class SessionRows(Protocol):
    """Where sessions are kept; `curator.identity.store` keeps them in DynamoDB."""

    def put_session(self, session: Session) -> None:
        """Store a new session."""

    def get_session(self, key: str) -> Session | None:
        """Return a session that has not expired."""

    def delete_session(self, key: str) -> None:
        """Remove a session; removing one that is not there is no error."""

    def put_login(self, key: str, *, encrypted_request_token: str, expires_at: int) -> None:
        """Store a login in progress."""

    def take_login(self, key: str) -> str | None:
        """Remove a login in progress and return its encrypted request token, to one caller only."""


class Sessions:
    """Begins, finds and ends sessions and logins in progress."""

    def __init__(
        self,
        rows: SessionRows,
        clock: Clock,
        *,
        lifetime: int = DEFAULT_LIFETIME_SECONDS,
        admin_names: tuple[str, ...] = (),
        new_id: Callable[[], str] = random_token,
    ) -> None:
        """Keep sessions for `lifetime` seconds; `admin_names` are the operators' usernames."""
        self._rows = rows
        self._clock = clock
        self._admin_names = admin_names
        self._new_id = new_id
        self.lifetime = lifetime

    def start(self, *, user_id: str, username: str, encrypted_token: str) -> tuple[str, Session]:
        """Log somebody in; returns the id for their cookie and the session."""
        session_id = self._new_id()
        now = self._clock.now()
        session = Session(
            key=key_of(session_id),
            user_id=user_id,
            username=username,
            encrypted_token=encrypted_token,
            created_at=iso_timestamp(now),
            expires_at=int(now) + self.lifetime,
        )
        self._rows.put_session(session)
        return session_id, session

    def find(self, session_id: str | None) -> Session | None:
        """Return the session a cookie names, or None where there is none (any more)."""
        return self.find_by_key(key_of(session_id)) if session_id else None

    def find_by_key(self, key: str) -> Session | None:
        """Return the session a socket was opened with, or None where it has ended."""
        session = self._rows.get_session(key)
        return session and replace(session, roles=roles_of(session.username, self._admin_names))

    def end(self, session_id: str | None) -> None:
        """Log somebody out, everywhere this session is in use."""
        if session_id:
            self._rows.delete_session(key_of(session_id))

    def begin_login(self, encrypted_request_token: str) -> str:
        """Remember a login in progress; returns the id for its cookie."""
        login_id = self._new_id()
        self._rows.put_login(
            key_of(login_id),
            encrypted_request_token=encrypted_request_token,
            expires_at=int(self._clock.now()) + LOGIN_SECONDS,
        )
        return login_id

    def take_login(self, login_id: str | None) -> str | None:
        """Return the encrypted request token of a login in progress, once."""
        return self._rows.take_login(key_of(login_id)) if login_id else None


def key_of(opaque_id: str) -> str:
    """Return what stands for an id in the table."""
    return hashlib.sha256(opaque_id.encode()).hexdigest()
