"""The categories table.

PK              SK               attributes
MOVE#<id>       MOVE             a move as it stands
EDITS#<user>    EDITS            holder, until, ends: whose turn it is to edit for a user, and the latest edits
LIST#<name>     HEAD             version, read_at, parts: a list's newest version
LIST#<name>     PART#<v>#<nnn>   rows: 1000 of a version, as zlib of UTF-8 JSON
LIST#<name>     READER           until: somebody reads the list anew
HIDDEN          <title>          a category that lists do not show for now

Everything expires: what is here is work in progress and copies.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

from curator.categories.moves import Move
from curator.foundation.clock import Clock
from curator.foundation.ids import random_token
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Item, Key, Put, Table

DAY_SECONDS = 24 * 3600
MOVE_SECONDS = 7 * DAY_SECONDS
LIST_SECONDS = DAY_SECONDS  # nobody is shown an older one
HIDDEN_SECONDS = DAY_SECONDS  # until then the replica has heard of it, whose lag is minutes, and of its list's hour
# A title has 255 bytes at most, so a part stays under DynamoDB's 400 KB even if nothing can be compressed.
ROWS_PER_PART = 1000

ListRow = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTurn:
    """The right to edit in a user's name, which one worker has at a time."""

    user_id: str
    holder: str
    ends: tuple[float, ...]  # of the user's latest edits through us, ascending


class MoveStore:
    """Moves, and whose turn it is."""

    def __init__(self, table: Table, clock: Clock, *, new_holder: Callable[[], str] = random_token) -> None:
        """Keep everything in this table."""
        self._table = table
        self._clock = clock
        self._new_holder = new_holder

    def find(self, move_id: str) -> Move | None:
        """Return a move as it was stored last."""
        item = self._table.get(_move_key(move_id))
        if item is None:
            return None
        known = {name: value for name, value in item.items() if name in Move.__dataclass_fields__}
        return Move(**{**known, "id": move_id, "tried": tuple(item.get("tried", ()))})

    def save(self, move: Move) -> None:
        """Store a move as it now stands."""
        expires = int(self._clock.now()) + MOVE_SECONDS
        self._table.put(Put(item={**_move_key(move.id), **asdict(move), TTL: expires}))

    def take_turn(self, user_id: str, *, seconds: float) -> EditTurn | None:
        """Take the right to edit for this long; None while another worker has it."""
        now = self._clock.now()
        before = self._table.get(_edits_key(user_id)) or {}
        if before.get("until", 0) > now:
            return None
        turn = EditTurn(user_id=user_id, holder=self._new_holder(), ends=tuple(before.get("ends", ())))
        unchanged = "holder = :before" if before else "attribute_not_exists(PK)"
        values = {":before": before["holder"]} if before else None
        try:
            self._table.put(Put(item=self._encoded(turn, until=now + seconds), condition=unchanged, values=values))
        except ConditionFailedError:
            return None
        return turn

    def end_turn(self, turn: EditTurn, *, ends: Sequence[float]) -> None:
        """Let another worker edit, and tell it when the latest edits ended."""
        after = EditTurn(user_id=turn.user_id, holder=turn.holder, ends=tuple(ends))
        write = Put(item=self._encoded(after, until=0), condition="holder = :me", values={":me": turn.holder})
        try:
            self._table.put(write)
        except ConditionFailedError:
            return  # it took longer than it said, and another worker has the turn

    def _encoded(self, turn: EditTurn, *, until: float) -> Item:
        return {
            **_edits_key(turn.user_id),
            "holder": turn.holder,
            "until": until,
            "ends": list(turn.ends),
            TTL: int(self._clock.now()) + DAY_SECONDS,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHead:
    """Which version of a list is the newest."""

    version: str
    read_at: float  # epoch seconds
    parts: int


class ListStore:
    """Lists read from elsewhere, and what they do not show."""

    def __init__(self, table: Table, clock: Clock, *, new_version: Callable[[], str] = random_token) -> None:
        """Keep everything in this table."""
        self._table = table
        self._clock = clock
        self._new_version = new_version

    def head(self, name: str) -> ListHead | None:
        """Return which version is the newest; None where the list was never read, or too long ago."""
        item = self._table.get(_list_key(name, "HEAD"))
        if item is None:
            return None
        return ListHead(version=item["version"], read_at=item["read_at"], parts=item["parts"])

    def rows(self, name: str, head: ListHead) -> tuple[ListRow, ...] | None:
        """Return the rows of a version, in their order; None if a part of it is gone."""
        keys = [_part_key(name, head.version, number) for number in range(head.parts)]
        items = sorted(self._table.get_many(keys), key=lambda item: str(item[SORT]))
        if len(items) < head.parts:
            return None
        return tuple(tuple(row) for item in items for row in json.loads(zlib.decompress(item["rows"])))

    def replace(self, name: str, rows: Sequence[ListRow], *, read_at: float) -> ListHead:
        """Store a new version; whoever reads meanwhile sees the old one or this one, whole."""
        expires = int(self._clock.now()) + LIST_SECONDS
        head = ListHead(version=self._new_version(), read_at=read_at, parts=ceil(len(rows) / ROWS_PER_PART))
        for number in range(head.parts):
            part = rows[number * ROWS_PER_PART : (number + 1) * ROWS_PER_PART]
            packed = zlib.compress(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
            key = _part_key(name, head.version, number)
            # It outlives its head, so that nobody finds a head without its parts.
            self._table.put(Put(item={**key, "rows": packed, TTL: expires + DAY_SECONDS}))
        self._table.put(Put(item={**_list_key(name, "HEAD"), **asdict(head), TTL: expires}))
        return head

    def begin_reading(self, name: str, *, seconds: float) -> bool:
        """Take the right to read the list anew for this long; False while somebody else has it."""
        now = self._clock.now()
        item = {**_list_key(name, "READER"), "until": now + seconds, TTL: int(now) + DAY_SECONDS}
        free = "attribute_not_exists(PK) OR #until <= :now"
        try:
            self._table.put(Put(item=item, condition=free, names={"#until": "until"}, values={":now": now}))
        except ConditionFailedError:
            return False
        return True

    def rest_from_reading(self, name: str, *, seconds: float) -> None:
        """Let nobody read the list for this long."""
        now = self._clock.now()
        item = {**_list_key(name, "READER"), "until": now + seconds, TTL: int(now) + DAY_SECONDS}
        self._table.put(Put(item=item))

    def hide(self, title: str) -> None:
        """Leave a category out of all lists for a day; its title has underscores and no namespace."""
        expires = int(self._clock.now()) + HIDDEN_SECONDS
        self._table.put(Put(item={PARTITION: "HIDDEN", SORT: title, TTL: expires}))

    def hidden(self) -> frozenset[str]:
        """Return the titles that lists leave out."""
        return frozenset(str(item[SORT]) for item in self._table.query("PK = :hidden", {":hidden": "HIDDEN"}))


def _move_key(move_id: str) -> Key:
    return {PARTITION: f"MOVE#{move_id}", SORT: "MOVE"}


def _edits_key(user_id: str) -> Key:
    return {PARTITION: f"EDITS#{user_id}", SORT: "EDITS"}


def _list_key(name: str, sort: str) -> Key:
    return {PARTITION: f"LIST#{name}", SORT: sort}


def _part_key(name: str, version: str, number: int) -> Key:
    return _list_key(name, f"PART#{version}#{number:03}")
