"""Remembered replies and the breakers' states, in the usage table.

PK                    SK         attributes
HTTP#<sha-256>        HTTP       etag, link, body (packed by zlib), expires_at
BREAKER#<provider>    BREAKER    state, failures, opened_at, probe, probe_until, version, expires_at

DynamoDB removes what has expired days late; `Table` does not return it, and a write here takes it for absent.
"""

import logging
import zlib
from math import ceil

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Item, Key, Put, Table
from curator.identity.authorisation.breaker import LostRaceError, Record, State
from curator.identity.errors import StoreUnreachableError
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
    """The state of one provider's breaker, as `identity.authorisation.breaker` keeps it."""

    def __init__(self, table: Table, clock: Clock, provider: str) -> None:
        """Use the usage table. Every method raises StoreUnreachableError."""
        self._table = table
        self._clock = clock
        self._key: Key = {PARTITION: f"BREAKER#{provider}", SORT: "BREAKER"}
        self._known: tuple[float, Record] | None = None

    def load(self) -> Record:
        """Return the state, which may be a few seconds old; a closed one where there is none (any more)."""
        now = self._clock.now()
        if self._known is None or now - self._known[0] >= KNOWN_SECONDS:
            self._known = (now, self._read())
        return self._known[1]

    def save(self, record: Record, *, expires_at: float) -> None:
        """Replace the state that `record` was made from; raises LostRaceError if somebody else has."""
        self._known = None
        item: Item = {
            **self._key,
            "state": record.state.value,
            "failures": record.failures,
            "opened_at": record.opened_at,
            "probe": record.probe,
            "probe_until": record.probe_until,
            "version": record.version + 1,
            TTL: ceil(expires_at),
        }
        try:
            self._table.put(self._replacing(record, item))
        except ConditionFailedError as error:
            raise LostRaceError from error
        except (ClientError, BotoCoreError) as error:
            raise StoreUnreachableError(f"{type(error).__name__}: {error}") from error

    def _read(self) -> Record:
        try:
            item = self._table.get(self._key)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnreachableError(f"{type(error).__name__}: {error}") from error
        if item is None:
            return Record()
        return Record(
            state=State(item["state"]),
            failures=item["failures"],
            opened_at=item["opened_at"],
            probe=item["probe"],
            probe_until=item["probe_until"],
            version=item["version"],
        )

    def _replacing(self, record: Record, item: Item) -> Put:
        if record.version:
            return Put(item=item, condition="version = :known", values={":known": record.version})
        absent = "attribute_not_exists(PK) OR expires_at <= :now"
        return Put(item=item, condition=absent, values={":now": self._clock.now()})


def _reply_key(key: str) -> Key:
    return {PARTITION: f"HTTP#{key}", SORT: "HTTP"}
