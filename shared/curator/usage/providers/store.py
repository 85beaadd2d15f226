"""Remembered replies and the breakers' states, in the usage table.

PK                    SK         attributes
HTTP#<sha-256>        HTTP       etag, link, body (packed by zlib), expires_at
BREAKER#<provider>    BREAKER    see `identity.authorisation.store`
"""

import logging
import zlib
from math import ceil

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, Key, Put, Table
from curator.identity.authorisation import store as breakers
from curator.identity.authorisation.breaker import Record
from curator.usage.providers.limits import MAX_REMEMBERED_BYTES, REMEMBERED_SECONDS
from curator.usage.providers.remembering import Remembered

KNOWN_SECONDS = 5.0  # for which an instance believes what it last knew of a breaker: a read less for each request

log = logging.getLogger(__name__)


class StoredReplies:
    """Keeps replies; a table that does not answer has forgotten them."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the usage table."""
        self._table = table
        self._clock = clock

    def find(self, key: str) -> Remembered | None:
        """Return the reply to this question, unless it is forgotten."""
        try:
            item = self._table.get(_reply_key(key))
        except (ClientError, BotoCoreError) as error:
            log.warning("a remembered reply cannot be read: %s", error)
            return None
        if item is None:
            return None
        return Remembered(etag=item["etag"], link=item["link"], body=zlib.decompress(item["body"]))

    def keep(self, key: str, reply: Remembered) -> None:
        """Keep a reply, if it is not too long for that."""
        packed = zlib.compress(reply.body)
        if len(packed) > MAX_REMEMBERED_BYTES:
            return
        item = {
            **_reply_key(key),
            "etag": reply.etag,
            "link": reply.link,
            "body": packed,
            TTL: ceil(self._clock.now() + REMEMBERED_SECONDS),
        }
        try:
            self._table.put(Put(item=item))
        except (ClientError, BotoCoreError) as error:
            log.warning("a reply cannot be remembered: %s", error)


class BreakerStore:
    """The state of one provider's breaker, remembered for some seconds."""

    def __init__(self, table: Table, clock: Clock, provider: str) -> None:
        """Use the usage table. Every method raises StoreUnreachableError."""
        self._rows = breakers.BreakerStore(table, clock, provider)
        self._clock = clock
        self._known: tuple[float, Record] | None = None

    def load(self) -> Record:
        """Return the state, which may be a few seconds old; a closed one where there is none (any more)."""
        now = self._clock.now()
        if self._known is None or now - self._known[0] >= KNOWN_SECONDS:
            self._known = (now, self._rows.load())
        return self._known[1]

    def save(self, record: Record, *, expires_at: float) -> None:
        """Replace the state that `record` was made from; raises LostRaceError if somebody else has."""
        self._known = None
        self._rows.save(record, expires_at=expires_at)


def _reply_key(key: str) -> Key:
    return {PARTITION: f"HTTP#{key}", SORT: "HTTP"}
