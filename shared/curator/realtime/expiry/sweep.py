"""The sweep: closes each socket whose proof has ended. The janitor runs it once a minute.

A message of such a socket is refused at once (`functions.websocket.messages`); the sweep is for those that only listen.
A socket that cannot be closed is tried again a minute later, so that one that fails does not keep the others open.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from curator.foundation.clock import Clock
from curator.realtime.connections import POLICY_VIOLATION
from curator.realtime.expiry.store import ExpiryStore
from curator.realtime.store import ConnectionStore

log = logging.getLogger(__name__)


class Closing(Protocol):
    """What we use of `curator.realtime.delivery.Delivery`."""

    def close(self, connection_id: str, code: int, reason: str) -> None:
        """Say why, and close a connection; never raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did."""

    closed: int
    failed: int


class Sweep:
    """Goes through the minutes since the last time."""

    def __init__(self, expiries: ExpiryStore, connections: ConnectionStore, delivery: Closing, clock: Clock) -> None:
        """Take where endings are listed, where connections are, and what closes one."""
        self._expiries = expiries
        self._connections = connections
        self._delivery = delivery
        self._clock = clock

    def run(self) -> Swept:
        """Close what has ended; doing so twice, or in two functions at once, does no harm."""
        minutes = self._expiries.unswept()
        closed = failed = 0
        for minute in minutes:
            for connection_id in self._expiries.ending_in(minute):
                try:
                    closed += self._close(connection_id)
                except Exception:
                    log.exception("a socket could not be closed", extra={"connection_id": connection_id})
                    failed += 1
        if not failed:
            self._expiries.swept(minutes)
        return Swept(closed=closed, failed=failed)

    def _close(self, connection_id: str) -> bool:
        """Close a connection and forget it, unless it is gone or goes on."""
        connection = self._connections.find(connection_id)
        if connection is None or not connection.is_over(self._clock.now()):
            return False
        self._delivery.close(connection_id, POLICY_VIOLATION, connection.ending)
        self._connections.remove(connection_id)
        return True
