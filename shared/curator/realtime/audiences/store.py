"""Lists of open sockets in the realtime table.

    PK AUDIENCE#everybody#<shard>   SK CONN#<id>   a socket that is open
    PK AUDIENCE#user#<user id>      SK CONN#<id>   the same, by whose it is

Whoever opens and closes a socket writes two items for it here. An index would hold the same and cost as much, but it
lags. Everybody is spread over shards, because a partition takes a thousand writes a second, and after a deployment all
clients come back at once. A room's sockets are its topic's watchers, and need no list of their own.
"""

from collections.abc import Iterator
from zlib import crc32

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, Delete, Key, Put, Table
from curator.realtime.connections import MAX_CONNECTION_SECONDS

SHARDS = 16
SOCKET_PREFIX = "CONN#"


class AudienceStore:
    """Everybody who is connected, all together and by user."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the realtime table."""
        self._table = table
        self._clock = clock

    def add(self, connection_id: str, user_id: str) -> None:
        """List a socket; listing it again is no error."""
        expiry = int(self._clock.now()) + MAX_CONNECTION_SECONDS
        for partition in _partitions(connection_id, user_id):
            self._table.put(Put(item={**_key(partition, connection_id), "user_id": user_id, TTL: expiry}))

    def remove(self, connection_id: str, user_id: str) -> None:
        """Take a socket off the lists; one that is not listed is no error."""
        for partition in _partitions(connection_id, user_id):
            self._table.delete(Delete(key=_key(partition, connection_id)))

    def everybody(self) -> Iterator[str]:
        """Yield the ids of all open sockets."""
        for shard in range(SHARDS):
            yield from self._sockets(_everybody(shard))

    def of_user(self, user_id: str) -> Iterator[str]:
        """Yield the ids of a user's open sockets."""
        return self._sockets(_of_user(user_id))

    def _sockets(self, partition: str) -> Iterator[str]:
        for item in self._table.query("PK = :audience", {":audience": partition}):
            yield item[SORT].removeprefix(SOCKET_PREFIX)


def _partitions(connection_id: str, user_id: str) -> tuple[str, str]:
    return _everybody(crc32(connection_id.encode()) % SHARDS), _of_user(user_id)


def _everybody(shard: int) -> str:
    return f"AUDIENCE#everybody#{shard:02d}"


def _of_user(user_id: str) -> str:
    return f"AUDIENCE#user#{user_id}"


def _key(partition: str, connection_id: str) -> Key:
    return {PARTITION: partition, SORT: f"{SOCKET_PREFIX}{connection_id}"}
