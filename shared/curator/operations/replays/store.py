"""Replays in the operations table. The only place that knows their keys.

PK REPLAYS             SK <replay>     a replay; goes after a year
PK REPLAY#<replay>     SK <letter>     what became of a letter; goes with it
PK REPLAYSUNDERWAY     SK <replay>     a replay that is not done
"""

from collections.abc import Callable, Iterator

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Delete, Key, Put, Table, Update, Write
from curator.operations.audit.records import moment_of, record_id
from curator.operations.dead_letters.models import Letter
from curator.operations.replays.models import Replay, ReplayedLetter, ReplayStatus, Result, Wish
from curator.operations.replays.records import COUNT_SUFFIX, decode_outcome, decode_replay, encode_replay

ALL = "REPLAYS"
UNDER_WAY = "REPLAYSUNDERWAY"
KEPT_SECONDS = 365 * 24 * 3600
LEASE_SECONDS = 90.0  # longer than the replayer's time-out
NAMES = {"#status": "status"}


class ReplayBusyError(Exception):
    """Another replayer has this replay at the moment."""


class ReplayStore:
    """Reads and writes replays."""

    def __init__(self, table: Table, clock: Clock, *, chance: Callable[[int], str]) -> None:
        """Use the operations table; `chance` returns so many bytes of randomness as text."""
        self._table = table
        self._clock = clock
        self._chance = chance

    def add(self, wish: Wish) -> Replay:
        """Store a wish and return it as a replay that is to begin."""
        now = self._clock.now()
        replay = Replay(id=record_id(now, self._chance), wish=wish, asked_at=now)
        item = {**_key(replay.id), **encode_replay(replay), TTL: int(now) + KEPT_SECONDS}
        self._table.transact([Put(item=item), Put(item={PARTITION: UNDER_WAY, SORT: replay.id})])
        return replay

    def get(self, replay_id: str) -> Replay | None:
        """Return a replay."""
        item = None if moment_of(replay_id) is None else self._table.get(_key(replay_id))
        return decode_replay(item) if item else None

    def newest(self, *, before: str = "", limit: int) -> list[Replay]:
        """Return so many replays, the newest first, from the one before `before` on."""
        values = {":all": ALL, ":before": before or "~"}
        items = self._table.query(f"PK = :all AND {SORT} < :before", values, limit=limit, newest_first=True)
        return [decode_replay(item) for item in items]

    def under_way(self, *, limit: int) -> list[str]:
        """Return the ids of replays that are not done, the oldest first."""
        return [item[SORT] for item in self._table.query("PK = :list", {":list": UNDER_WAY}, limit=limit)]

    def begin(self, replay_id: str) -> Replay | None:
        """Return a replay as the caller's alone for a while; None where it is done, or there is none.

        Raises:
            ReplayBusyError: another replayer has it.
        """
        now = self._clock.now()
        known = self._table.get(_key(replay_id))
        if known is None:
            return None
        try:
            item = self._table.update(
                Update(
                    key=_key(replay_id),
                    expression="SET #status = :running, lease_until = :until, began_at = :began ADD fence :one",
                    condition="#status <> :done AND lease_until <= :now",
                    names=NAMES,
                    values={
                        ":running": ReplayStatus.RUNNING.value,
                        ":done": ReplayStatus.DONE.value,
                        ":until": now + LEASE_SECONDS,
                        ":began": known.get("began_at", now),
                        ":now": now,
                        ":one": 1,
                    },
                )
            )
        except ConditionFailedError as refused:
            if refused.item is None or decode_replay(refused.item).status is ReplayStatus.DONE:
                return None
            raise ReplayBusyError(replay_id) from refused
        return decode_replay(item)

    def outcome_writes(self, replay: Replay, letter: Letter, result: Result) -> list[Write]:
        """Return the writes that note what became of a letter, if the replay is still the caller's."""
        now = self._clock.now()
        row = Put(
            item={
                PARTITION: f"REPLAY#{replay.id}",
                SORT: letter.id,
                "letter_id": letter.id,
                "letter_outcome": result.outcome.value,
                "note": result.note,
                "noted_at": now,
                TTL: int(now) + KEPT_SECONDS,
            }
        )
        counted = Update(
            key=_key(replay.id),
            expression=f"SET after_letter = :letter ADD {result.outcome}{COUNT_SUFFIX} :one",
            condition="fence = :fence",
            values={":letter": letter.id, ":one": 1, ":fence": replay.fence},
        )
        return [row, counted]

    def pause(self, replay: Replay) -> None:
        """Let another replayer go on with the replay at once."""
        self._table.update(
            Update(
                key=_key(replay.id),
                expression="SET lease_until = :zero",
                condition="fence = :fence",
                values={":zero": 0, ":fence": replay.fence},
            )
        )

    def finish(self, replay: Replay, *, more: bool) -> None:
        """End a replay; `more` is whether letters of its selection are left."""
        now = self._clock.now()
        ended = Update(
            key=_key(replay.id),
            expression="SET #status = :done, ended_at = :now, more = :more, lease_until = :zero",
            condition="fence = :fence",
            names=NAMES,
            values={
                ":done": ReplayStatus.DONE.value,
                ":now": now,
                ":more": more,
                ":zero": 0,
                ":fence": replay.fence,
            },
        )
        self._table.transact([ended, Delete(key={PARTITION: UNDER_WAY, SORT: replay.id})])

    def letters(self, replay_id: str, *, after: str = "", limit: int) -> Iterator[ReplayedLetter]:
        """Yield what became of a replay's letters, from the one after `after` on."""
        values = {":replay": f"REPLAY#{replay_id}", ":after": after or "0"}
        items = self._table.query(f"PK = :replay AND {SORT} > :after", values, limit=limit)
        return (decode_outcome(item) for item in items)


def _key(replay_id: str) -> Key:
    return {PARTITION: ALL, SORT: replay_id}
