"""Remembered permissions in the identity table, and the states of breakers, each in the table of its room.

PK                     SK             attributes
PERM#<org>#<user>      <permission>   allowed, expires_at
BREAKER#<service>      BREAKER        state, failures, opened_at, probe, probe_until, version, expires_at

DynamoDB removes what has expired days late; `Table` does not return it, and a write here takes it for absent.
"""

from math import ceil

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.metrics import timing
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Item, Key, Put, Table
from curator.identity.authorisation.breaker import LostRaceError, Record, State
from curator.identity.authorisation.cache import Remembered
from curator.identity.authorisation.questions import Question
from curator.identity.errors import StoreUnreachableError

AUTHORISATION = "auth-api"  # the service, where nobody names another


class PermissionStore:
    """What the outside service said."""

    def __init__(self, table: Table) -> None:
        """Use the identity table. Every method raises StoreUnreachableError."""
        self._table = table

    def get(self, question: Question) -> Remembered | None:
        """Return what was said, unless its time is over."""
        with timing.cache("read"), _failures():
            item = self._table.get(_key(question))
        return Remembered(allowed=item["allowed"], expires_at=item[TTL]) if item else None

    def put(self, question: Question, remembered: Remembered) -> None:
        """Keep what was said."""
        item = {**_key(question), "allowed": remembered.allowed, TTL: remembered.expires_at}
        with timing.cache("write"), _failures():
            self._table.put(Put(item=item))

    def delete(self, question: Question) -> None:
        """Forget one answer."""
        with timing.cache("delete"), _failures():
            self._table.delete(Delete(key=_key(question)))

    def delete_all(self, org_id: str, user_id: str) -> int:
        """Forget every answer about a user; returns how many there were."""
        with timing.cache("delete"), _failures():
            found = list(self._table.query("PK = :who", {":who": _partition(org_id, user_id)}))
            for item in found:
                self._table.delete(Delete(key={PARTITION: item[PARTITION], SORT: item[SORT]}))
        return len(found)


class BreakerStore:
    """The state of one service's breaker."""

    def __init__(self, table: Table, clock: Clock, service: str = AUTHORISATION) -> None:
        """Use this table. Every method raises StoreUnreachableError."""
        self._table = table
        self._clock = clock
        self._key: Key = {PARTITION: f"BREAKER#{service}", SORT: "BREAKER"}

    def load(self) -> Record:
        """Return the state; a closed one where there is none (any more)."""
        with timing.cache("read"), _failures():
            item = self._table.get(self._key)
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

    def save(self, record: Record, *, expires_at: float) -> None:
        """Replace the state that `record` was made from; raises LostRaceError if somebody else has."""
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
            with _failures():
                self._table.put(self._replacing(record, item))
        except ConditionFailedError as error:
            raise LostRaceError from error

    def _replacing(self, record: Record, item: Item) -> Put:
        if record.version:
            return Put(item=item, condition="version = :known", values={":known": record.version})
        absent = "attribute_not_exists(PK) OR expires_at <= :now"
        return Put(item=item, condition=absent, values={":now": self._clock.now()})


class _failures:  # noqa: N801 - reads as a statement: `with _failures():`
    """Turns what AWS's client raises into StoreUnreachableError; a refused condition is no failure."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ClientError | BotoCoreError):
            raise StoreUnreachableError(f"{type(error).__name__}: {error}") from error


def _key(question: Question) -> Key:
    return {PARTITION: _partition(question.org_id, question.user_id), SORT: question.permission}


def _partition(org_id: str, user_id: str) -> str:
    """Return the key of a user's permissions; what separates its parts is escaped within them.

    Without that, user `b#c` of organisation `a` would have the permissions of user `c` of organisation `a#b`.
    """
    return f"PERM#{_escaped(org_id)}#{_escaped(user_id)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("#", "%23")
