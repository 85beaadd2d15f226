"""How many sockets one user may hold at the same time.

Whoever is refused is refused by what the table says, and the table may say too much: API Gateway reports the end of a
socket late or never. So before a refusal those are taken out that cannot be open any more, or that nobody knows.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from curator.foundation.clock import Clock

MAX_OPEN_SECONDS = 2 * 3600 + 5 * 60  # API Gateway closes a socket after two hours
YOUNG_SECONDS = 30  # a socket is counted before it is known: API Gateway gives what lets it open 29 seconds for both


class OpenConnections(Protocol):
    """Where open sockets are counted; `curator.identity.limits.store` counts them in DynamoDB."""

    def add(self, user_id: str, connection_id: str, limit: int, taken_at: int) -> Mapping[str, int] | None:
        """Count a socket, once; return None, or those that are counted (with the moments) if there are enough."""

    def remove(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer; one that is not counted is no error."""

    def all(self, user_id: str) -> Mapping[str, int]:
        """Return the sockets that are counted, with the moments at which they were."""


class SocketCount(Protocol):
    """What counts the sockets of users: `ConnectionLimit`, or that behind `failing.FailOpenConnections`."""

    def take(self, user_id: str, connection_id: str) -> bool:
        """Count a socket of the user; return whether they may have it. The same one counts once."""

    def give_back(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer; one that is not counted is no error."""

    def count(self, user_id: str) -> int:
        """Return how many sockets the user holds."""


class ConnectionLimit:
    """Lets a user hold so many sockets."""

    def __init__(
        self,
        counted: OpenConnections,
        *,
        limit: int,
        clock: Clock,
        is_open: Callable[[str], bool] = lambda _connection_id: True,
    ) -> None:
        """Take where sockets are counted.

        Args:
            counted: where they are.
            limit: sockets of one user.
            clock: the time.
            is_open: whether a socket is still known to those who talk to it.
        """
        self._counted = counted
        self._limit = limit
        self._clock = clock
        self._is_open = is_open

    def take(self, user_id: str, connection_id: str) -> bool:
        """Count a socket of the user; return whether they may have it. The same one counts once."""
        refused_by = self._add(user_id, connection_id)
        if refused_by is None:
            return True
        gone = [one for one, taken_at in refused_by.items() if self._is_gone(one, taken_at)]
        for one in gone:
            self._counted.remove(user_id, one)
        return bool(gone) and self._add(user_id, connection_id) is None

    def give_back(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer; one that is not counted is no error."""
        self._counted.remove(user_id, connection_id)

    def count(self, user_id: str) -> int:
        """Return how many sockets the user holds."""
        oldest = self._clock.now() - MAX_OPEN_SECONDS
        return sum(1 for taken_at in self._counted.all(user_id).values() if taken_at > oldest)

    def _add(self, user_id: str, connection_id: str) -> Mapping[str, int] | None:
        return self._counted.add(user_id, connection_id, self._limit, int(self._clock.now()))

    def _is_gone(self, connection_id: str, taken_at: int) -> bool:
        age = self._clock.now() - taken_at
        return age >= MAX_OPEN_SECONDS or (age >= YOUNG_SECONDS and not self._is_open(connection_id))
