"""Which sockets' proofs end in which minute, in the realtime table.

PK                SK            attributes
ENDS#<minute>     CONN#<id>     connection_id
SWEEP             SWEEP         swept_until: the first minute that has not been gone through

Only a proof that ends before API Gateway would close the socket anyway is listed: sessions seldom are, tokens mostly.
So a socket costs one write more, and a sweep one query for each minute since the last. A line outlives a socket that
was closed before; whoever goes through the list looks the socket up.
"""

from collections.abc import Iterator

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, Key, Put, Table
from curator.realtime.connections import MAX_CONNECTION_SECONDS, Connection

MINUTE_SECONDS = 60
KEPT_SECONDS = 24 * 3600  # beyond the proof's end, for a sweep that was held up; the socket itself is gone by then


class ExpiryStore:
    """The realtime table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Keep everything in this table."""
        self._table = table
        self._clock = clock

    def note(self, connection: Connection) -> None:
        """List a connection, if its proof ends in its lifetime."""
        ends_at = connection.expires_at
        if ends_at is None or ends_at > connection.connected_at + MAX_CONNECTION_SECONDS:
            return
        item = {
            PARTITION: f"ENDS#{_minute(ends_at)}",
            SORT: f"CONN#{connection.connection_id}",
            "connection_id": connection.connection_id,
            TTL: ends_at + KEPT_SECONDS,
        }
        self._table.put(Put(item=item))

    def ending_in(self, minute: int) -> Iterator[str]:
        """Yield the ids of connections whose proofs end in a minute since the epoch."""
        for item in self._table.query("PK = :minute", {":minute": f"ENDS#{minute}"}):
            yield item["connection_id"]

    def unswept(self) -> range:
        """Return the minutes to go through: all since the last sweep that are over, and the present one.

        Connections that ended longer ago than a socket can live need nobody any more.
        """
        now = _minute(self._clock.now())
        oldest = now - MAX_CONNECTION_SECONDS // MINUTE_SECONDS
        item = self._table.get(_CURSOR) or {}
        return range(max(oldest, item.get("swept_until", oldest)), now + 1)

    def swept(self, minutes: range) -> None:
        """Note that these were gone through; the last of them is not over and comes again."""
        self._table.put(Put(item={**_CURSOR, "swept_until": minutes[-1]}))


_CURSOR: Key = {PARTITION: "SWEEP", SORT: "SWEEP"}


def _minute(moment: float) -> int:
    return int(moment // MINUTE_SECONDS)
