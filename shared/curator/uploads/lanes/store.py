"""The lanes in the uploads table: one item per user, replaced as a whole if nobody was faster.

    PK LANE#<user>   SK LANE
    PK OUTAGE        SK OUTAGE     the pause every lane is under, if any

`due_pk` and `due_at` put a lane into the sparse index `due` while something of it could get lost: recovery asks the
index which lanes should have moved by now, and never reads the others.
"""

import struct
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from curator.commons.limits import Limit, RateLimits
from curator.foundation.clock import Clock
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
)
from curator.uploads.lanes.lane import Flight, Grant, Lane, Pause, Tick

DUE_INDEX = "due"
DUE_PARTITION = "LANES"
SORT_KEY = "LANE"
OUTAGE: Key = {PARTITION: "OUTAGE", SORT: "OUTAGE"}

TICK_GRACE = 60.0  # seconds a tick may be late before it counts as lost
GRANT_GRACE = 120.0  # seconds a granted upload's message may be late before it counts as lost
CHANGE_ATTEMPTS = 12  # a lane has a handful of writers: its few workers, its pacer, its owner's socket
FOUR_BYTES = 1 << 32
CONFLICT_PAUSE = 0.05  # seconds, growing with each attempt


class LaneBusyError(Exception):
    """Others changed the lane each time we tried; the message may be tried again."""


class LaneStore:
    """Loads and saves lanes."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def load(self, user_id: str) -> Lane:
        """Return the user's lane; a user without one has an empty lane."""
        item = self._table.get({PARTITION: partition(user_id), SORT: SORT_KEY})
        return decode(item) if item else Lane(user_id=user_id)

    def change(
        self,
        user_id: str,
        change: Callable[[Lane], Lane | None],
        *,
        write: Callable[[Put], None] | None = None,
    ) -> Lane:
        """Apply `change` to the lane as it is now and store the result.

        Args:
            user_id: whose lane.
            change: returns the lane as it should be, or None to leave it alone; called again after a lost race.
            write: stores the lane's write together with others; raises ConditionFailedError or
                TransactionConflictError when the lane's part lost its race.

        Returns:
            The lane as it now stands.

        Raises:
            LaneBusyError: every attempt lost its race.
        """
        for attempt in range(CHANGE_ATTEMPTS):
            lane = self.load(user_id)
            changed = change(lane)
            if changed is None:
                return lane
            try:
                (write or self._table.put)(save(changed))
            except (ConditionFailedError, TransactionConflictError):
                self.wait_after_conflict(attempt)
            else:
                return replace(changed, version=changed.version + 1)
        raise LaneBusyError(user_id)

    def wait_after_conflict(self, attempt: int) -> None:
        """Let the faster writer finish; `attempt` counts from 0."""
        self._clock.sleep(CONFLICT_PAUSE * (attempt + 1))

    def due(self, now: float, limit: int) -> Iterator[str]:
        """Yield the users whose lanes should have moved by `now`, the longest overdue first."""
        found = self._table.query(
            "due_pk = :lanes AND due_at <= :now",
            {":lanes": DUE_PARTITION, ":now": now},
            index=DUE_INDEX,
            limit=limit,
        )
        for item in found:
            yield str(item[PARTITION]).removeprefix("LANE#")

    def load_many(self, user_ids: Collection[str]) -> list[Lane]:
        """Return those of the users' lanes that exist, in no order."""
        keys: list[Key] = [{PARTITION: partition(user_id), SORT: SORT_KEY} for user_id in user_ids]
        return [decode(item) for item in self._table.get_many(keys)]


class Outages:
    """Tells and remembers when nobody's uploads may start."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def current(self) -> Pause | None:
        """Return the pause all lanes are under, or None."""
        item = self._table.get(OUTAGE)
        if item is None or item["until"] <= self._clock.now():
            return None
        return Pause(until=item["until"], reason=item["reason"])

    def pause_of(self, lane: Lane) -> Pause | None:
        """Return what makes the lane wait longest, its own pause or everybody's; None where nothing does."""
        now = self._clock.now()
        pauses = [pause for pause in (lane.pause, self.current()) if pause is not None and pause.until > now]
        return max(pauses, key=lambda pause: pause.until, default=None)

    def declare(self, pause: Pause) -> None:
        """Put all lanes under this pause, unless they are under a longer one."""
        try:
            self._table.put(
                Put(
                    item={**OUTAGE, "until": pause.until, "reason": pause.reason},
                    condition="attribute_not_exists(PK) OR #until < :until",
                    names={"#until": "until"},
                    values={":until": pause.until},
                )
            )
        except ConditionFailedError:
            return


def partition(user_id: str) -> str:
    """Return the partition that holds the user's lane and the texts of their uploads."""
    return f"LANE#{user_id}"


def save(lane: Lane) -> Put:
    """Return the write that stores the lane unless somebody changed it since it was loaded."""
    if lane.version == 0:
        return Put(item=encode(lane), condition="attribute_not_exists(PK)")
    return Put(item=encode(lane), condition="version = :known", values={":known": lane.version})


def attention_at(lane: Lane) -> float | None:
    """Return when something of the lane must be taken for lost if nothing moves; None while it is idle.

    While a worker lives or a message is to come, no other message is missed: whoever works takes what is granted, in
    turn (see `turns`).
    """
    moments = [flight.lease_until for flight in lane.flying.values()]
    if not moments and lane.granted:
        moments = [max(grant.at for grant in lane.granted.values()) + GRANT_GRACE]
    chain = chain_due(lane)
    return min(moments if chain is None else [*moments, chain], default=None)


def chain_due(lane: Lane) -> float | None:
    """Return when the lane must have had a tick: its own, or one for fresh limits while its last uploads wait."""
    if lane.tick is not None:
        return lane.tick.due + TICK_GRACE
    return lane.limits_stale_at if lane.granted and not lane.waits_for_login else None


def encode(lane: Lane) -> Item:
    """Return the lane as it is stored, one version on."""
    attention = attention_at(lane)
    return {
        PARTITION: partition(lane.user_id),
        SORT: SORT_KEY,
        "user_id": lane.user_id,
        "version": lane.version + 1,
        "encrypted_token": lane.encrypted_token,
        "limits": _encode_limits(lane.limits),
        "limits_at": lane.limits_at,
        "cursor": lane.cursor,
        "waiting": {str(batch_id): count for batch_id, count in lane.waiting.items()},
        "granted": {str(id_): [grant.batch_id, grant.at] for id_, grant in lane.granted.items()},
        "flying": {
            str(id_): [flight.batch_id, flight.fence, flight.started, flight.lease_until]
            for id_, flight in lane.flying.items()
        },
        **_encode_ends(lane.used),
        "duration": lane.duration,
        "pause": {"until": lane.pause.until, "reason": lane.pause.reason} if lane.pause else None,
        "held": sorted(lane.held),
        "last_sequence": lane.last_sequence,
        "tick": [lane.tick.sequence, lane.tick.due] if lane.tick else None,
        "tick_after": lane.tick.after if lane.tick else None,
        "due_pk": None if attention is None else DUE_PARTITION,
        "due_at": attention,
    }


def decode(item: Item) -> Lane:
    """Return the lane an item holds."""
    pause, tick = item.get("pause"), item.get("tick")
    return Lane(
        user_id=item["user_id"],
        version=item["version"],
        encrypted_token=item.get("encrypted_token"),
        limits=_decode_limits(item.get("limits")),
        limits_at=item["limits_at"],
        cursor=item["cursor"],
        waiting={int(batch_id): count for batch_id, count in item["waiting"].items()},
        granted={int(id_): Grant(batch_id=batch_id, at=at) for id_, (batch_id, at) in item["granted"].items()},
        flying={
            int(id_): Flight(batch_id=batch_id, fence=fence, started=started, lease_until=lease_until)
            for id_, (batch_id, fence, started, lease_until) in item["flying"].items()
        },
        used=_decode_ends(item),
        duration=item["duration"],
        pause=Pause(until=pause["until"], reason=pause["reason"]) if pause else None,
        held=frozenset(item["held"]),
        last_sequence=item["last_sequence"],
        tick=Tick(sequence=tick[0], due=tick[1], after=item.get("tick_after")) if tick else None,
    )


def _encode_ends(ends: Sequence[float]) -> dict[str, Any]:
    """Return ends in milliseconds, rounded up, each as four bytes after the first.

    There may be hundreds, and a lane is written twice with every upload: as numbers they would be most of its cost.
    What lies more than four bytes (49 days) back is left out; no window is as long.
    """
    moments = [ceil(end * 1000) for end in ends]
    moments = [moment for moment in moments if moments[-1] - moment < FOUR_BYTES]
    if not moments:
        return {}
    after = [moment - moments[0] for moment in moments]
    return {"used_from": moments[0], "used_after": struct.pack(f"<{len(after)}I", *after)}


def _decode_ends(item: Item) -> tuple[float, ...]:
    if "used_from" not in item:
        return ()
    return tuple((item["used_from"] + after) / 1000 for (after,) in struct.iter_unpack("<I", item["used_after"]))


def _encode_limits(limits: RateLimits | None) -> dict[str, Any] | None:
    if limits is None:
        return None
    both = {"upload": limits.upload, "edit": limits.edit}
    return {action: [limit.hits, limit.seconds] for action, limit in both.items() if limit}


def _decode_limits(stored: dict[str, Any] | None) -> RateLimits | None:
    if stored is None:
        return None
    found = {action: Limit(hits=hits, seconds=seconds) for action, (hits, seconds) in stored.items()}
    return RateLimits(upload=found.get("upload"), edit=found.get("edit"))
