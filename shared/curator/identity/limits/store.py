"""Calls and sockets of users in the identity table. The only place that knows these keys.

PK             SK       attributes
LIMIT#<key>    CALLS    calls_<window>: the moments of calls in a window of so many milliseconds; expires_at
LIMIT#<user>   SOCKETS  sockets: when each open socket was counted, by its id; expires_at

Nothing is read before it is written. A call is appended on the condition that fewer moments than the limit are kept,
which is decided by the item itself, one request after the other, so no two callers can take the same place. Moments
that have left the window still count then; only when that refuses a call are they taken out, on the condition that the
lists are those that were seen. So most calls cost one request, and one in so many as the smallest limit costs two.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.metrics import timing
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Table,
    TransactionConflictError,
    Update,
)
from curator.identity.errors import LimitsUnreachableError
from curator.identity.limits.connections import MAX_OPEN_SECONDS
from curator.identity.limits.rules import MILLISECONDS, Rule, in_window

CALLS, SOCKETS = "CALLS", "SOCKETS"  # sort keys
SOCKETS_OPEN = "sockets"

Calls = Mapping[Rule, Sequence[int]]
"""Moments that are kept, by rule."""


class CallStore:
    """Moments of calls. Every method raises LimitsUnreachableError."""

    def __init__(self, table: Table) -> None:
        """Use the identity table."""
        self._table = table

    def add(self, key: str, rules: Sequence[Rule], now: int, seen: Calls | None) -> tuple[bool, Calls]:
        """Keep one more call at `now`, unless there is no room.

        Args:
            key: who calls.
            rules: what limits them.
            now: milliseconds.
            seen: what was kept when there was no room; what has left the windows since then is taken out.

        Returns:
            Whether the call was kept, and all that are.
        """
        write = _addition(key, rules, now, seen)
        with limit_requests("check"):
            try:
                item = self._table.update(write)
                added = True
            except ConditionFailedError as refusal:
                item, added = refusal.item or {}, False
        return added, {rule: item.get(_calls(rule), []) for rule in rules}

    def remove(self, key: str) -> None:
        """Forget all calls."""
        with limit_requests("reset"):
            self._table.delete(Delete(key=_key(key, CALLS)))


class ConnectionCountStore:
    """Open sockets by user. Every method raises LimitsUnreachableError."""

    def __init__(self, table: Table) -> None:
        """Use the identity table."""
        self._table = table

    def add(self, user_id: str, connection_id: str, limit: int, taken_at: int) -> Mapping[str, int] | None:
        """Count a socket, once; return None, or those that are counted (with the moments) if there are enough."""
        with limit_requests("connect"):
            found = self._refused_by(_one_more(user_id, connection_id, limit, taken_at))
            if found is not None and SOCKETS_OPEN not in found:
                found = self._refused_by(_first(user_id, connection_id, taken_at))
                if found is not None:  # another one was first, between the two
                    found = self._refused_by(_one_more(user_id, connection_id, limit, taken_at))
        return None if found is None else dict(found[SOCKETS_OPEN])

    def remove(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer; one that is not counted is no error."""
        write = Update(
            key=_key(user_id, SOCKETS),
            expression="REMOVE sockets.#id",
            condition="attribute_exists(sockets.#id)",
            names={"#id": connection_id},
        )
        with limit_requests("disconnect"):
            self._refused_by(write)

    def all(self, user_id: str) -> Mapping[str, int]:
        """Return the sockets that are counted, with the moments at which they were."""
        with limit_requests("count"):
            item = self._table.get(_key(user_id, SOCKETS))
        return dict(item[SOCKETS_OPEN]) if item else {}

    def _refused_by(self, write: Update) -> Item | None:
        """Write; return None, or the item as it refused the write."""
        try:
            self._table.update(write)
        except ConditionFailedError as refusal:
            return refusal.item or {}
        return None


def _addition(key: str, rules: Sequence[Rule], now: int, seen: Calls | None) -> Update:
    known: Calls = seen or {}
    parts = [_part(place, rule, now, known.get(rule, ())) for place, rule in enumerate(rules)]
    expiry = int(now / MILLISECONDS + 2 * max(rule.window_seconds for rule in rules))
    values: dict[str, Any] = {":expiry": expiry}
    for _, _, more in parts:
        values |= more
    return Update(
        key=_key(key, CALLS),
        expression="SET expires_at = :expiry, " + ", ".join(change for change, _, _ in parts),
        condition=" AND ".join(condition for _, condition, _ in parts),
        values=values,
    )


def _part(place: int, rule: Rule, now: int, known: Sequence[int]) -> tuple[str, str, Item]:
    """Return what one rule's window adds to the write: the change, its condition, and their values."""
    name, still = _calls(rule), in_window(known, rule, now)
    if len(still) == len(known):
        change = f"{name} = list_append(if_not_exists({name}, :none), :now)"
        condition = f"(attribute_not_exists({name}) OR size({name}) < :limit{place})"
        return change, condition, {":none": [], ":now": [now], f":limit{place}": rule.limit}
    kept, seen = f":kept{place}", f":seen{place}"
    return f"{name} = {kept}", f"{name} = {seen}", {kept: [*still, now], seen: list(known)}


def _one_more(user_id: str, connection_id: str, limit: int, taken_at: int) -> Update:
    return Update(
        key=_key(user_id, SOCKETS),
        expression="SET sockets.#id = :taken_at, expires_at = :expiry",
        condition="attribute_exists(sockets) AND (attribute_exists(sockets.#id) OR size(sockets) < :limit)",
        names={"#id": connection_id},
        values={":taken_at": taken_at, ":expiry": taken_at + MAX_OPEN_SECONDS, ":limit": limit},
    )


def _first(user_id: str, connection_id: str, taken_at: int) -> Update:
    """Return the write for a user's first socket: a path into a map needs the map."""
    return Update(
        key=_key(user_id, SOCKETS),
        expression="SET sockets = :first, expires_at = :expiry",
        condition="attribute_not_exists(sockets)",
        values={":first": {connection_id: taken_at}, ":expiry": taken_at + MAX_OPEN_SECONDS},
    )


def _calls(rule: Rule) -> str:
    return f"calls_{rule.window_milliseconds}"


def _key(key: str, sort: str) -> Key:
    return {PARTITION: f"LIMIT#{key}", SORT: sort}


@contextmanager
def limit_requests(operation: str) -> Iterator[None]:
    """Time requests about limits, and turn what the table says of itself into this room's error."""
    try:
        with timing.cache(operation):
            yield
    except (ClientError, BotoCoreError, TransactionConflictError) as error:
        raise LimitsUnreachableError(f"{type(error).__name__}: {error}") from error
