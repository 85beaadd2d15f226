"""Moving the files of a category: how far one user's wish has come, and how fast it may go. Pure.

    wished ─▶ in turns of a minute at most, each going on where the last one stopped ─▶ ended

The wish is a row that outlives every turn. It says which files are dealt with, so a turn that was cut short, a
message that came twice or a category with thousands of files change nothing about the count: at worst, one file that
was moved at the very moment of a crash is not counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from curator.commons.categories import Moved
from curator.commons.limits import Limit
from curator.foundation.pacing import Window, earliest_start
from curator.uploads.lanes.pacing import COUNTED_LONGER

# Of the user's edits. The rest is for their uploads, which come to three edits each, and for what they do by hand.
EDIT_SHARE = 0.5
FIRST_PAUSE_SECONDS = 15.0  # where the wiki asks for patience without saying for how long; doubled each time
LONGEST_PAUSE_SECONDS = 300.0
MAX_REFUSALS = 12  # in a row: three quarters of an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One wish, and how far it has come."""

    id: str
    source: str  # as the client named it
    target: str
    begin: str | None = None  # where the present part of the member list begins; None: at its beginning
    tried: tuple[int, ...] = ()  # page ids of the present part that are dealt with
    done: int = 0  # files dealt with
    changed: int = 0
    failed: int = 0
    refusals: int = 0  # how often in a row the wiki asked to wait
    told_at: float = 0.0  # when the client was last told
    ended: bool = False

    def after(self, page_id: int, outcome: Moved, *, part: Iterable[int]) -> "Move":
        """Return the move with one more file dealt with; `part` are the ids of the present part of the list."""
        listed = frozenset(part)
        return replace(
            self,
            tried=tuple(one for one in (*self.tried, page_id) if one in listed),
            done=self.done + 1,
            changed=self.changed + (outcome is Moved.CHANGED),
            failed=self.failed + (outcome is Moved.FAILED),
            refusals=0,
        )

    def at_the_next_part(self, begin: str) -> "Move":
        """Return the move where the next part of the list begins."""
        return replace(self, begin=begin, tried=())

    def refused(self) -> "Move":
        """Return the move after the wiki asked to wait."""
        return replace(self, refusals=self.refusals + 1)

    @property
    def patience_is_over(self) -> bool:
        """Whether the wiki has asked to wait too often."""
        return self.refusals > MAX_REFUSALS

    @property
    def pause(self) -> float:
        """How long to wait, in seconds, after a refusal that does not say."""
        return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** max(0, self.refusals - 1))


def edits_at_once(limit: Limit | None) -> int | None:
    """Return how many edits fit into one window of the user's limit; None without a limit."""
    return None if limit is None else max(1, int(limit.hits * EDIT_SHARE))


def next_edit_at(ends: Sequence[float], limit: Limit | None, *, now: float) -> float:
    """Return when the next edit may begin, at the earliest `now`; `ends` are the latest edits', ascending."""
    edits = edits_at_once(limit)
    if limit is None or edits is None:
        return now
    return earliest_start(ends, [Window(edits, limit.seconds * (1 + COUNTED_LONGER))], now=now)


def still_counted(ends: Sequence[float], limit: Limit | None) -> tuple[float, ...]:
    """Return the edits that may hold back a later one."""
    edits = edits_at_once(limit)
    return () if edits is None else tuple(ends[-edits:])
