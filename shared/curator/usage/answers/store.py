"""Answers that are kept, the orders of long lists, and the numbers that tell when they are out of date.

    GEN#<what>        META     generation: counts its changes; changed_at: the moment of the last one; of a package also
                               `searched`, how the last search went
    CACHE#<question>  ANSWER   body, tag, generations: the answer, and which changes it knows of
    CACHE#<question>  ORDER    snapshot, generations, …: where the list's order lies
    SNAP#<snapshot>   <part>   keys: a part of a list's order

Nothing is ever removed for being out of date: a changed number makes it so, and it goes when its time has passed. So a
writer need not know which answers there are. An answer made while something changed carries the number from before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from curator.foundation.table import PARTITION, SORT, TTL, Item, Key, Put, Table, Update

ANSWER, ORDER, META = "ANSWER", "ORDER", "META"
PART = 500  # keys of one part of an order: about 20 KB, of which a page needs one or two
LONGEST_BODY = 350 * 1024  # bytes of a kept answer; DynamoDB takes items of 400 KB

Generations = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer: its body compressed, the tag that names the body, and where its list goes on."""

    body: bytes
    tag: str
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOrder:
    """Where the order of a list lies, and what is known of the whole list."""

    snapshot: str
    length: int
    repositories: int
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Peeked:
    """What one look finds; answers and orders that are out of date are none."""

    generations: Generations
    changed_at: float = 0.0
    beside: Item | None = None
    searched: Mapping[str, Any] = field(default_factory=dict)
    answer: KeptAnswer | None = None
    order: KeptOrder | None = None


class AnswerStore:
    """Reads and writes them."""

    def __init__(self, table: Table) -> None:
        """Use the table of the room."""
        self._table = table

    def bump(self, what: str, *, at: float) -> None:
        """Make all answers that depend on this out of date."""
        self._table.update(
            Update(
                key=_generation(what),
                expression="SET changed_at = :at ADD generation :one",
                values={":at": at, ":one": 1},
            )
        )

    def note_search(self, what: str, searched: Mapping[str, Any], *, at: float) -> None:
        """Keep how the last search for a package's users went, which makes answers about it out of date."""
        self._table.update(
            Update(
                key=_generation(what),
                expression="SET searched = :searched, changed_at = :at ADD generation :one",
                values={":searched": dict(searched), ":at": at, ":one": 1},
            )
        )

    def item(self, key: Key) -> Item | None:
        """Return what lies beside answers under this key."""
        return self._table.get(key)

    def peek(self, wanted: Sequence[str], *, answer: str = "", order: str = "", beside: Key | None = None) -> Peeked:
        """Return the numbers of these with a kept answer and order that know of them, in one request.

        `beside` is the key of one item of somebody else's that the same request brings along.
        """
        keys = [_generation(what) for what in wanted]
        keys += [beside] if beside else []
        keys += [_cached(answer, ANSWER)] if answer else []
        keys += [_cached(order, ORDER)] if order else []
        found = {(item[PARTITION], item[SORT]): item for item in self._table.get_many(keys)}
        items = {what: found.get((f"GEN#{what}", META), {}) for what in wanted}
        now = {what: item.get("generation", 0) for what, item in items.items()}
        return Peeked(
            generations=now,
            changed_at=max((item.get("changed_at", 0.0) for item in items.values()), default=0.0),
            beside=found.get((beside[PARTITION], beside[SORT])) if beside else None,
            searched=next((item["searched"] for item in items.values() if "searched" in item), {}),
            answer=_read_answer(_current(found.get((f"CACHE#{answer}", ANSWER)), now)),
            order=_read_order(_current(found.get((f"CACHE#{order}", ORDER)), now)),
        )

    def keep(self, *, answer: Item | None = None, order: Sequence[Item] = ()) -> None:
        """Keep an answer, the order of its list, or both: all of it or nothing, in one request."""
        writes = [Put(item=item) for item in (*order, *([answer] if answer else []))]
        if len(writes) == 1:
            self._table.put(writes[0])
        elif writes:
            self._table.transact(writes)

    def ordered(self, snapshot: str, start: int, end: int) -> list[str] | None:
        """Return the keys of these places in an order, or None where it is not kept any more."""
        first, last = start // PART, (max(end, start + 1) - 1) // PART
        parts = sorted(self._table.get_many([_part(snapshot, one) for one in range(first, last + 1)]), key=_number)
        if not parts or _number(parts[0]) != first:
            return None
        keys = [key for part in parts for key in part["keys"]]
        return keys[start - first * PART : end - first * PART]


def answer_item(name: str, kept: KeptAnswer, *, generations: Generations, until: float) -> Item | None:
    """Return what keeps an answer, or None for one that is too long to be kept."""
    if len(kept.body) > LONGEST_BODY:
        return None
    known = {"generations": dict(generations), TTL: int(until)}
    return {**_cached(name, ANSWER), "body": kept.body, "tag": kept.tag, "next_cursor": kept.next_cursor, **known}


def order_items(
    name: str, order: KeptOrder, keys: Sequence[str], *, generations: Generations, found_until: float, until: float
) -> list[Item]:
    """Return what keeps the order of a list: its parts, and where to find them, which may go before they do."""
    parts: list[Item] = [
        {**_part(order.snapshot, start // PART), "keys": list(keys[start : start + PART]), TTL: int(until)}
        for start in range(0, len(keys), PART)
    ]
    head = {**_cached(name, ORDER), **asdict(order), "generations": dict(generations), TTL: int(found_until)}
    return [*parts, head]


def _number(item: Item) -> int:
    return int(item[SORT])


def _current(item: Item | None, now: Generations) -> Item | None:
    return item if item is not None and item["generations"] == now else None


def _read_answer(item: Item | None) -> KeptAnswer | None:
    if item is None:
        return None
    return KeptAnswer(body=item["body"], tag=item["tag"], next_cursor=item.get("next_cursor"))


def _read_order(item: Item | None) -> KeptOrder | None:
    return None if item is None else KeptOrder(**{name: item[name] for name in KeptOrder.__dataclass_fields__})


def _generation(what: str) -> Key:
    return {PARTITION: f"GEN#{what}", SORT: META}


def _cached(name: str, kind: str) -> Key:
    return {PARTITION: f"CACHE#{name}", SORT: kind}


def _part(snapshot: str, number: int) -> Key:
    return {PARTITION: f"SNAP#{snapshot}", SORT: f"{number:03d}"}
