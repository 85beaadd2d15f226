"""Numbers of calls by second in the identity table. The only place that knows these keys.

PK             SK        attributes
LIMIT#<key>    SECONDS   calls_<window>: how many calls by second, a map; total_<window>: their sum; expires_at

As in `limits.store` nothing is read before it is written: a call is counted on the condition that the total is below
the limit, and seconds that have left the window are taken out only when that (or the number of seconds) refuses a call.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Key, Table, Update
from curator.identity.limits.rules import MILLISECONDS, Rule, in_window
from curator.identity.limits.store import Calls, limit_requests

SECONDS = "SECONDS"
SPARE = 30  # seconds that may be kept beyond the window, so that they are taken out at most this often


class SecondsStore:
    """Numbers of calls by second. Every method raises LimitsUnreachableError."""

    def __init__(self, table: Table) -> None:
        """Use the identity table."""
        self._table = table

    def add(self, key: str, rules: Sequence[Rule], now: int, seen: Calls | None) -> tuple[bool, Calls]:
        """Count one more call at `now`, unless there is no room: as `CallStore.add`, for one rule.

        Raises:
            ValueError: there is more than one rule.
        """
        (rule,) = rules
        write = _one_more(key, rule, now) if seen is None else _anew(key, rule, now, seen.get(rule, ()))
        with limit_requests("check"):
            try:
                item = self._table.update(write)
                added = True
            except ConditionFailedError as refusal:
                item, added = refusal.item or {}, False
        return added, {rule: list(_moments(item.get(_calls(rule), {})))}

    def remove(self, key: str) -> None:
        """Forget all calls."""
        with limit_requests("reset"):
            self._table.delete(Delete(key=_key(key)))


def _one_more(key: str, rule: Rule, now: int) -> Update:
    """Return the write that counts a call in a map that is there."""
    calls, total = _calls(rule), _total(rule)
    return Update(
        key=_key(key),
        expression=(
            f"SET {calls}.#second = if_not_exists({calls}.#second, :none) + :one, "
            f"{total} = {total} + :one, {TTL} = :expiry"
        ),
        condition=f"{total} < :limit AND size({calls}) < :most",
        names={"#second": _second(now)},
        values={
            ":none": 0,
            ":one": 1,
            ":limit": rule.limit,
            ":most": round(rule.window_seconds) + SPARE,
            ":expiry": _expiry(rule, now),
        },
    )


def _anew(key: str, rule: Rule, now: int, seen: Sequence[int]) -> Update:
    """Return the write that replaces the map that was seen, if there was one, by what still counts and one call."""
    kept = Counter(_second(moment) for moment in in_window(seen, rule, now))
    kept[_second(now)] += 1
    calls, total = _calls(rule), _total(rule)
    known = Counter(_second(moment) for moment in seen)
    return Update(
        key=_key(key),
        expression=f"SET {calls} = :calls, {total} = :total, {TTL} = :expiry",
        condition=f"{calls} = :seen" if known else f"attribute_not_exists({calls})",
        values={
            ":calls": dict(kept),
            ":total": kept.total(),
            ":expiry": _expiry(rule, now),
            **({":seen": dict(known)} if known else {}),
        },
    )


def _moments(calls: Mapping[str, int]) -> Iterator[int]:
    """Yield a moment for each call: the last of its second, so that none leaves the window too early."""
    for second, times in calls.items():
        yield from [int(second) * MILLISECONDS + MILLISECONDS - 1] * times


def _second(moment: int) -> str:
    return str(moment // MILLISECONDS)


def _expiry(rule: Rule, now: int) -> int:
    return int(now / MILLISECONDS + 2 * rule.window_seconds)


def _calls(rule: Rule) -> str:
    return f"calls_{rule.window_milliseconds}"


def _total(rule: Rule) -> str:
    return f"total_{rule.window_milliseconds}"


def _key(key: str) -> Key:
    return {PARTITION: f"LIMIT#{key}", SORT: SECONDS}
