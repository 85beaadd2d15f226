"""Sessions and logins in progress in DynamoDB.

PK                     SK         attributes
SESSION#<sha256 hex>   SESSION    user_id, username, encrypted_token, created_at, expires_at
LOGIN#<sha256 hex>     LOGIN      encrypted_request_token, expires_at
"""

from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Key, Put, Table
from curator.identity.sessions import Session

NEEDED = ("user_id", "username", "encrypted_token", "created_at", TTL)


class SessionStore:
    """The identity table."""

    def __init__(self, table: Table) -> None:
        """Keep everything in this table."""
        self._table = table

    def put_session(self, session: Session) -> None:
        """Store a new session."""
        self._table.put(
            Put(
                item={
                    **_session_key(session.key),
                    "user_id": session.user_id,
                    "username": session.username,
                    "encrypted_token": session.encrypted_token,
                    "created_at": session.created_at,
                    TTL: session.expires_at,
                }
            )
        )

    def get_session(self, key: str) -> Session | None:
        """Return a session that has not expired; one without its user or their token is none."""
        item = self._table.get(_session_key(key))
        if item is None or not all(item.get(name) for name in NEEDED):
            return None
        return Session(
            key=key,
            user_id=item["user_id"],
            username=item["username"],
            encrypted_token=item["encrypted_token"],
            created_at=item["created_at"],
            expires_at=item[TTL],
        )

    def delete_session(self, key: str) -> None:
        """Remove a session; removing one that is not there is no error."""
        self._table.delete(Delete(key=_session_key(key)))

    def put_login(self, key: str, *, encrypted_request_token: str, expires_at: int) -> None:
        """Store a login in progress."""
        self._table.put(
            Put(item={**_login_key(key), "encrypted_request_token": encrypted_request_token, TTL: expires_at})
        )

    def take_login(self, key: str) -> str | None:
        """Remove a login in progress and return its encrypted request token, to one caller only."""
        item = self._table.get(_login_key(key))
        if item is None:
            return None
        try:
            self._table.delete(Delete(key=_login_key(key), condition="attribute_exists(PK)"))
        except ConditionFailedError:
            return None  # a second callback came between our read and our delete, and has it
        return str(item["encrypted_request_token"])


def _session_key(key: str) -> Key:
    return {PARTITION: f"SESSION#{key}", SORT: "SESSION"}


def _login_key(key: str) -> Key:
    return {PARTITION: f"LOGIN#{key}", SORT: "LOGIN"}
