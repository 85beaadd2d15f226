"""Dead letters in the operations table. The only place that knows their keys.

    PK LETTERS#<queue>       SK <letter>            a letter; goes a month after its end
    PK LETTERWORK#<queue>    SK <subject>           how often letters about the same work were found; goes after a month
    PK LETTERCOUNTS          SK <queue>#<cause>     how many letters are open, and how many of these need a human
    PK OPENLETTERS#<queue>   SK <letter>            that the letter has not ended

The last two change in the same transaction as what they tell of; a list of open letters so misses none, as an index
might for a second, and costs no more for the thousands that have ended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from curator.foundation.clock import Clock
from curator.foundation.table import (
    MAX_BATCH_GET,
    PARTITION,
    SORT,
    TTL,
    ConditionFailedError,
    Delete,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.operations.dead_letters.models import Cause, CauseCount, Letter, LetterStatus
from curator.operations.dead_letters.records import decode_letter, encode_letter

COUNTS = "LETTERCOUNTS"
KEPT_SECONDS = 30 * 24 * 3600
LEASE_SECONDS = 120.0  # after which a letter that a replay has is another's to take
ATTEMPTS = 20
CONFLICT_PAUSE = 0.05  # seconds, growing with each attempt
NAMES = {"#status": "status"}


class LetterTakenError(Exception):
    """The letter has ended, or another replay has it."""


class LetterStore:
    """Reads and writes letters."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the operations table."""
        self._table = table
        self._clock = clock

    def keep(self, letter: Letter) -> Letter | None:
        """Store a new letter and return it with the number of its deaths; None where it is stored already."""
        for attempt in range(ATTEMPTS):
            work_key = {PARTITION: f"LETTERWORK#{letter.queue}", SORT: letter.reading.subject}
            known = self._table.get(work_key)
            before = int(known["deaths"]) if known else None
            counted = replace(letter, deaths=(before or 0) + 1)
            work = Put(
                item={**work_key, "deaths": counted.deaths, TTL: int(self._clock.now()) + KEPT_SECONDS},
                condition="attribute_not_exists(PK) OR expires_at <= :now" if before is None else "deaths = :before",
                values={":now": self._clock.now()} if before is None else {":before": before},
            )
            item = {**_key(letter.queue, letter.id), **encode_letter(counted)}
            new = Put(item=item, condition="attribute_not_exists(PK)")
            listed = Put(item=_open_key(letter))
            try:
                self._table.transact([new, work, listed, _count(letter, open_=1, needs_human=int(letter.needs_human))])
            except ConditionFailedError as refused:
                if refused.index == 0:
                    return None
            except TransactionConflictError:
                pass
            else:
                return counted
            self._clock.sleep(CONFLICT_PAUSE * (attempt + 1))
        raise TransactionConflictError

    def get(self, queue: str, letter_id: str) -> Letter | None:
        """Return a letter."""
        item = self._table.get(_key(queue, letter_id))
        return decode_letter(item) if item else None

    def open_letters(self, queue: str, *, after: str = "", limit: int | None = None) -> Iterator[Letter]:
        """Yield a queue's letters that have not ended, by the moment they were sent, from the one after `after` on."""
        items = self._table.query(
            f"PK = :queue AND {SORT} > :after",
            {":queue": f"OPENLETTERS#{queue}", ":after": after or "0"},
            limit=limit,
        )
        while ids := [item[SORT] for item in islice(items, MAX_BATCH_GET)]:
            found = self._table.get_many([_key(queue, letter_id) for letter_id in ids])
            yield from sorted(map(decode_letter, found), key=lambda letter: letter.id)

    def all_letters(self, queue: str, *, after: str = "", limit: int | None = None) -> Iterator[Letter]:
        """Yield all of a queue's letters of the last month, the newest first, from the one before `after` on."""
        values = {":queue": f"LETTERS#{queue}", ":after": after or "~"}
        items = self._table.query(f"PK = :queue AND {SORT} < :after", values, limit=limit, newest_first=True)
        return (decode_letter(item) for item in items)

    def counts(self) -> dict[str, list[CauseCount]]:
        """Return how many letters are open, by queue."""
        found: dict[str, list[CauseCount]] = {}
        for item in self._table.query("PK = :counts", {":counts": COUNTS}):
            queue, _, cause = item[SORT].partition("#")
            count = CauseCount(cause=Cause(cause), open=int(item["open_count"]), needs_human=int(item["human_count"]))
            if count.open > 0:
                found.setdefault(queue, []).append(count)
        return found

    def claim(self, letter: Letter, *, replay_id: str) -> Letter:
        """Return the letter as this replay's alone for a while.

        Raises:
            LetterTakenError: it has ended, or another replay has it.
        """
        now = self._clock.now()
        try:
            item = self._table.update(
                Update(
                    key=_key(letter.queue, letter.id),
                    expression="SET #status = :replaying, replay_id = :replay, lease_until = :until",
                    condition=(
                        "#status = :open OR (#status = :replaying AND (replay_id = :replay OR lease_until <= :now))"
                    ),
                    names=NAMES,
                    values={
                        ":open": LetterStatus.OPEN.value,
                        ":replaying": LetterStatus.REPLAYING.value,
                        ":replay": replay_id,
                        ":until": now + LEASE_SECONDS,
                        ":now": now,
                    },
                )
            )
        except ConditionFailedError as refused:
            raise LetterTakenError(letter.id) from refused
        return decode_letter(item)

    def end(self, letter: Letter, status: LetterStatus, outcome: str, *, also: Sequence[Write] = ()) -> None:
        """End a claimed letter, with the `also` writes in one transaction; raises LetterTakenError."""
        ended = Update(
            key=_key(letter.queue, letter.id),
            expression="SET #status = :to, outcome = :outcome, expires_at = :until",
            condition="#status = :replaying AND replay_id = :replay",
            names=NAMES,
            values={
                **_claimed(letter),
                ":to": status.value,
                ":outcome": outcome,
                ":until": int(self._clock.now()) + KEPT_SECONDS,
            },
        )
        count = _count(letter, open_=-1, needs_human=-int(letter.needs_human))
        self._transact([ended, count, Delete(key=_open_key(letter)), *also], letter)

    def give_back(self, letter: Letter, outcome: str, *, also: Sequence[Write] = ()) -> None:
        """Open a claimed letter again for an operator, with the `also` writes; raises LetterTakenError."""
        opened = Update(
            key=_key(letter.queue, letter.id),
            expression="SET #status = :to, outcome = :outcome, needs_human = :yes, lease_until = :zero",
            condition="#status = :replaying AND replay_id = :replay",
            names=NAMES,
            values={
                **_claimed(letter),
                ":to": LetterStatus.OPEN.value,
                ":outcome": outcome,
                ":yes": True,
                ":zero": 0,
            },
        )
        flagged = [] if letter.needs_human else [_count(letter, open_=0, needs_human=1)]
        self._transact([opened, *flagged, *also], letter)

    def needs_human(self, letter: Letter) -> bool:
        """Leave an open letter to an operator; return False where it is already, or is open no more."""
        flag = Update(
            key=_key(letter.queue, letter.id),
            expression="SET needs_human = :yes",
            condition="#status = :open AND needs_human = :no",
            names=NAMES,
            values={":yes": True, ":no": False, ":open": LetterStatus.OPEN.value},
        )
        try:
            self._transact([flag, _count(letter, open_=0, needs_human=1)], letter)
        except LetterTakenError:
            return False
        return True

    def _transact(self, writes: Sequence[Write], letter: Letter) -> None:
        for attempt in range(ATTEMPTS):
            try:
                self._table.transact(writes)
            except ConditionFailedError as refused:
                raise LetterTakenError(letter.id) from refused
            except TransactionConflictError:
                self._clock.sleep(CONFLICT_PAUSE * (attempt + 1))
            else:
                return
        raise TransactionConflictError


def _key(queue: str, letter_id: str) -> Key:
    return {PARTITION: f"LETTERS#{queue}", SORT: letter_id}


def _open_key(letter: Letter) -> Key:
    return {PARTITION: f"OPENLETTERS#{letter.queue}", SORT: letter.id}


def _claimed(letter: Letter) -> dict[str, str | None]:
    return {":replaying": LetterStatus.REPLAYING.value, ":replay": letter.replay_id}


def _count(letter: Letter, *, open_: int, needs_human: int) -> Update:
    return Update(
        key={PARTITION: COUNTS, SORT: f"{letter.queue}#{letter.cause}"},
        expression="ADD open_count :open, human_count :human",
        values={":open": open_, ":human": needs_human},
    )
