"""One user's lane as a value. Every change returns a new lane; the store writes it if nobody else was faster.

An upload passes through a lane like this:

    waiting ──grant (the pacer)──▶ granted ──start (a worker)──▶ flying ──land──▶ used
       ▲                              ▲                             │
       │                              └──────── put back ───────────┘
    beyond `cursor`, not listed       its slot, in seconds since the epoch

`used` keeps the ends of those uploads that may still matter to a trailing window.
"""

from bisect import insort
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from curator.commons.limits import RateLimits
from curator.foundation.pacing import Window, earliest_start

T = TypeVar("T")

LOG_IN_AGAIN = "log in again"
PAUSED_BY_OWNER = "paused"
A_YEAR = 365 * 86400.0  # seconds; "until something happens"
LIMITS_FRESH_SECONDS = 300.0  # the wiki's limits are asked for again at least this often while a lane works
DURATION_AT_FIRST = 1.0  # seconds one upload is taken to work, until some have been measured
DURATION_WEIGHT = 0.2  # of the newest measurement, in the moving average
STILL_FLYING = 0.25  # seconds an upload that overran its expected duration is taken to need still
# Whoever may do more can become an ordinary user, of whom Commons counts 380 uploads in 4,320 seconds, from one moment
# to the next. So ends are remembered as long as they would matter then, and so many of them.
REMEMBERED_SECONDS = 4500.0
REMEMBERED_ENDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An upload's slot: when it may start."""

    batch_id: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """An upload a worker has in its hands until `lease_until`."""

    batch_id: int
    fence: int
    started: float
    lease_until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The one tick message that is on its way, due at `due`.

    Attributes:
        sequence: which message it is.
        due: when it comes.
        after: the tick that decided on it; None where somebody woke the lane.
    """

    sequence: int
    due: float
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why nothing of the lane starts before `until`."""

    until: float
    reason: str


def log_in_again(now: float) -> Pause:
    """Return the pause of a lane whose token the wiki no longer takes. A new token ends it."""
    return Pause(until=now + A_YEAR, reason=LOG_IN_AGAIN)


def paused_by_owner(now: float) -> Pause:
    """Return the pause of a batch that its owner holds back. Only they end it."""
    return Pause(until=now + A_YEAR, reason=PAUSED_BY_OWNER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Everything that decides when the user's next upload starts."""

    user_id: str
    version: int = 0
    encrypted_token: str | None = None
    limits: RateLimits | None = None
    limits_at: float = 0.0
    cursor: int = 0  # the highest upload id that has been granted or passed over
    waiting: Mapping[int, int] = field(default_factory=dict)  # uploads beyond the cursor, by batch; an estimate
    granted: Mapping[int, Grant] = field(default_factory=dict)  # by upload id
    flying: Mapping[int, Flight] = field(default_factory=dict)  # by upload id
    used: tuple[float, ...] = ()  # ascending
    duration: float = DURATION_AT_FIRST
    pause: Pause | None = None
    held: frozenset[int] = frozenset()  # batches their owner has paused: nothing of them begins
    last_sequence: int = 0
    tick: Tick | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing waits, is granted or flies. A tick is on its way while something waits, but for a login."""
        return not (self.granted or self.flying or self.tick or (self.waits_for_login and self.waiting))

    @property
    def batch_ids(self) -> set[int]:
        """The batches of which something waits, is granted or flies."""
        known = {entry.batch_id for entries in (self.granted, self.flying) for entry in entries.values()}
        return known | set(self.waiting)

    @property
    def limits_stale_at(self) -> float:
        """When the limits known may no longer be trusted."""
        return self.limits_at + LIMITS_FRESH_SECONDS

    @property
    def waits_for_login(self) -> bool:
        """Whether nothing starts until the user logs in again."""
        return self.pause is not None and self.pause.reason == LOG_IN_AGAIN

    def running_ends(self, now: float) -> list[float]:
        """Return when the ended uploads ended and the flying ones are expected to."""
        expected = [max(now + STILL_FLYING, flight.started + self.duration) for flight in self.flying.values()]
        return sorted([*self.used, *expected])

    def turns(self) -> list[tuple[int, Grant]]:
        """Return the granted uploads in the order in which they take their turns."""
        return sorted(self.granted.items(), key=lambda granted: (granted[1].at, granted[0]))

    def planned_ends(self, rules: Sequence[Window], now: float) -> dict[int, float]:
        """Return when each granted upload is expected to end, by upload id.

        One whose slot has passed without a free place takes its turn when there is one; so do those after it.
        """
        occupied = self.running_ends(now)
        ends: dict[int, float] = {}
        for upload_id, grant in self.turns():
            start = earliest_start(occupied, rules, now=max(now, grant.at))
            ends[upload_id] = start + self.duration
            insort(occupied, ends[upload_id])
        return ends

    def expected_ends(self, rules: Sequence[Window], now: float) -> list[float]:
        """Return what `running_ends` does, and when the granted uploads are expected to end."""
        return sorted([*self.running_ends(now), *self.planned_ends(rules, now).values()])

    def with_work(self, *, batch_id: int, first_id: int, count: int, encrypted_token: str) -> Self:
        """Return the lane with `count` more uploads waiting, to be made with this token.

        The cursor goes back before `first_id`: a slice stored late may hold lower ids than one already granted.
        What is added to a paused batch is counted when the batch goes on.
        """
        waiting = dict(self.waiting)
        if batch_id not in self.held:
            waiting[batch_id] = waiting.get(batch_id, 0) + count
        return replace(
            self,
            waiting=waiting,
            cursor=min(self.cursor, first_id - 1),
            encrypted_token=encrypted_token,
        )

    def with_next_tick(self, due: float, *, after: int | None = None) -> Self:
        """Return the lane with a new tick due, which makes every earlier tick message a stale one.

        Only the tick `after` which it comes may come again and put another one in its place.
        """
        sequence = self.last_sequence + 1
        return replace(self, last_sequence=sequence, tick=Tick(sequence=sequence, due=due, after=after))

    def without_tick(self) -> Self:
        """Return the lane with its chain at an end."""
        return replace(self, tick=None)

    def with_grant(self, upload_id: int, grant: Grant) -> Self:
        """Return the lane with a slot for this upload."""
        return replace(self, granted={**self.granted, upload_id: grant})

    def without_grant(self, upload_id: int) -> Self:
        """Return the lane with this upload's slot given back."""
        return replace(self, granted=_without(self.granted, upload_id))

    def without_grants(self, upload_ids: Collection[int]) -> Self:
        """Return the lane with the slots of these uploads given back; others of their batch keep theirs."""
        kept = {id_: grant for id_, grant in self.granted.items() if id_ not in upload_ids}
        return replace(self, granted=kept)

    def without_batch(self, batch_id: int) -> Self:
        """Return the lane with nothing more to expect of this batch but what a worker may still put back."""
        return replace(self, waiting=_without(self.waiting, batch_id), held=self.held - {batch_id})

    def started(self, upload_id: int, flight: Flight) -> Self:
        """Return the lane with this upload in a worker's hands."""
        return replace(
            self,
            granted=_without(self.granted, upload_id),
            flying={**self.flying, upload_id: flight},
        )

    def landed(self, upload_id: int, *, now: float, hits: int, worked: float | None = None) -> Self:
        """Return the lane with this upload out of the worker's hands.

        Args:
            upload_id: which upload.
            now: epoch seconds.
            hits: how often the wiki may have counted it, in uploads.
            worked: how long it took, in seconds, where that is typical of an upload.
        """
        duration = self.duration
        if worked is not None:
            duration += DURATION_WEIGHT * (worked - duration)
        return replace(
            self,
            flying=_without(self.flying, upload_id),
            used=tuple(sorted([*self.used, *[now] * hits])),
            duration=duration,
        )

    def holding(self, batch_id: int) -> Self:
        """Return the lane with nothing of this batch waiting or granted, until it is released."""
        granted = {id_: grant for id_, grant in self.granted.items() if grant.batch_id != batch_id}
        waiting = _without(self.waiting, batch_id)
        return replace(self, held=self.held | {batch_id}, granted=granted, waiting=waiting)

    def releasing(self, batch_id: int) -> Self:
        """Return the lane with this batch no longer held; what waits of it has to be told anew (`with_work`)."""
        return replace(self, held=self.held - {batch_id})

    def resumed(self) -> Self:
        """Return the lane without its pause. All slots are given back, to be granted anew by the next tick."""
        first = min(self.granted, default=self.cursor + 1)
        waiting = Counter(self.waiting) + Counter(grant.batch_id for grant in self.granted.values())
        return replace(self, pause=None, granted={}, waiting=dict(waiting), cursor=min(self.cursor, first - 1))

    def at_rest(self) -> Self:
        """Return the lane without the user's token and its leftovers, if nothing is left to do with them."""
        return replace(self, encrypted_token=None, waiting={}) if self.idle else self

    def pruned(self, rules: Sequence[Window], *, now: float) -> Self:
        """Return the lane without ends that can matter to no window any more, nor to one of an ordinary user."""
        horizon = now - max(rule.seconds for rule in rules)
        matter = tuple(end for end in self.used if end > horizon)
        lately = tuple(end for end in self.used[-REMEMBERED_ENDS:] if end > now - REMEMBERED_SECONDS)
        return replace(self, used=max(matter, lately, key=len))


def _without(mapping: Mapping[int, T], key: int) -> dict[int, T]:
    return {k: v for k, v in mapping.items() if k != key}
