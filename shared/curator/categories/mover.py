"""Moving files, for a while: a turn.

the user's edit limit ─▶ a part of the member list ─▶ one file after the other ─▶ the next part ─▶ … ─▶ ended
    └ no time left, or the next edit is far off, or the wiki asks to wait ─▶ the turn ends with a delay
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from curator.categories.moves import Move, next_edit_at, still_counted
from curator.commons.categories import WAITS, Members, Moved, files_in_category, recategorise_file
from curator.commons.client import CommonsClient
from curator.commons.errors import CommonsError, CommonsUnreachableError
from curator.commons.limits import Limit, fetch_rate_limits
from curator.foundation.clock import Clock
from curator.foundation.queues import MAX_DELAY_SECONDS

LONGEST_SLEEP_SECONDS = 5.0  # what is longer is waited for in the queue, which costs nothing
SECONDS_BETWEEN_NEWS = 1.0


class MoveRows(Protocol):
    """Where moves are kept; `curator.categories.store` keeps them in DynamoDB."""

    def save(self, move: Move) -> None:
        """Store a move as it now stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """How a turn ended."""

    move: Move
    edits: tuple[float, ...]  # when the user's latest edits ended
    delay: float | None = None  # seconds after which the next turn may begin; None: there is none
    problem: CommonsError | None = None  # why there is none, unless nothing is left to do


class Mover:
    """Gives moves their turns."""

    def __init__(self, rows: MoveRows, clock: Clock) -> None:
        """Note in `rows` every file that is dealt with."""
        self._rows = rows
        self._clock = clock

    def turn(
        self,
        move: Move,
        client: CommonsClient,
        *,
        edits: tuple[float, ...],
        until: float,
        tell: Callable[[Move], None],
    ) -> Stop:
        """Move files until none is left or the time is over.

        Args:
            move: as it stands.
            client: acts for the user.
            edits: when the user's latest edits through us ended, ascending.
            until: epoch seconds after which no other file is begun.
            tell: called with the move as it goes on, at most once a second.

        Returns:
            When to go on; or the problem, where the members cannot be listed or the wiki takes no edits of this user.
        """
        turn = _Turn(move, client, edits=edits, until=until, tell=tell, rows=self._rows, clock=self._clock)
        return turn.take()


class _Turn:
    def __init__(
        self,
        move: Move,
        client: CommonsClient,
        *,
        edits: tuple[float, ...],
        until: float,
        tell: Callable[[Move], None],
        rows: MoveRows,
        clock: Clock,
    ) -> None:
        self._move = move
        self._client = client
        self._edits = edits
        self._until = until
        self._tell = tell
        self._rows = rows
        self._clock = clock

    def take(self) -> Stop:
        try:
            delay = self._go_on()
        except CommonsError as problem:
            delay = self._pause_after(problem)
            if delay is None:
                return Stop(move=self._move, edits=self._edits, problem=problem)
        return Stop(move=self._move, edits=self._edits, delay=delay)

    def _go_on(self) -> float | None:
        """Return None when every file was dealt with, else when to go on, in seconds from now."""
        limit = fetch_rate_limits(self._client).edit
        while True:
            members = files_in_category(self._client, self._move.source, begin=self._move.begin)
            delay = self._move_part(members, limit)
            if delay is not None or members.next_from is None:
                return delay
            self._keep(self._move.at_the_next_part(members.next_from))

    def _move_part(self, members: Members, limit: Limit | None) -> float | None:
        part = [member.id for member in members.files]
        for member in members.files:
            if member.id in self._move.tried:
                continue
            now = self._clock.now()
            start = next_edit_at(self._edits, limit, now=now)
            if start >= self._until or start - now > LONGEST_SLEEP_SECONDS:
                return start - now
            if start > now:
                self._clock.sleep(start - now)
            move = self._move
            outcome = recategorise_file(self._client, member.title, source=move.source, target=move.target)
            if outcome is not Moved.UNCHANGED:  # a refused edit may have counted as well
                self._edits = still_counted((*self._edits, self._clock.now()), limit)
            self._keep(move.after(member.id, outcome, part=part))
        return None

    def _keep(self, move: Move) -> None:
        now = self._clock.now()
        is_news = now - move.told_at >= SECONDS_BETWEEN_NEWS
        self._move = replace(move, told_at=now) if is_news else move
        self._rows.save(self._move)
        if is_news:
            self._tell(self._move)

    def _pause_after(self, problem: CommonsError) -> float | None:
        """Return how long to wait, in seconds; None where waiting does not help."""
        if problem.queue_action not in WAITS and not isinstance(problem, CommonsUnreachableError):
            return None
        self._move = self._move.refused()
        if self._move.patience_is_over:
            return None
        self._rows.save(self._move)
        pause = self._move.pause if problem.retry_after is None else problem.retry_after
        return min(pause, MAX_DELAY_SECONDS)
