"""What is simulated: who uploads how much, under which limits."""

from dataclasses import dataclass

from benchmarks.pacing.wiki import Timetable
from benchmarks.pacing.work import SPREAD, WIDE_SPREAD
from curator.commons.limits import Limit, RateLimits

ORDINARY = RateLimits(upload=Limit(hits=380, seconds=4320), edit=Limit(hits=900, seconds=180))
PATROLLER = RateLimits(upload=Limit(hits=999, seconds=1), edit=Limit(hits=1500, seconds=180))
NORATELIMIT = RateLimits(upload=None, edit=None)
HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What a user does beside Curator: every `every` seconds so many hits at once."""

    action: str
    hits: int
    every: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One simulated run.

    Attributes:
        name: what the table calls it.
        files: per user.
        limits: over time, for every user.
        users: how many, all starting at the same moment.
        seconds_each: the median time one upload works.
        spread: how different these times are; see `work`.
        width: uploads of one user at once.
        workers: uploads of all users at once.
        by_hand: what each user does beside.
        duplicates: the share of messages that are delivered twice.
    """

    name: str
    files: int
    limits: Timetable
    users: int = 1
    seconds_each: float = 4.0
    spread: float = SPREAD
    width: int = 3
    reserve: float = 0.05
    workers: int = 1000
    by_hand: tuple[ByHand, ...] = ()
    duplicates: float = 0.001


def scenarios(*, users: int, files_per_user: int) -> list[Scenario]:
    """Return the scenarios; the sizes are those of the one with many users."""
    many = f"e  {users:,} users, {users * files_per_user:,} files"
    return [
        Scenario(name="a  ordinary user, 100 files", files=100, limits=always(ORDINARY)),
        Scenario(name="b  ordinary user, 5,000 files", files=5000, limits=always(ORDINARY)),
        Scenario(name="c  patroller, 2,000 files", files=2000, limits=always(PATROLLER)),
        Scenario(name="c' patroller, small files", files=2000, limits=always(PATROLLER), seconds_each=0.8),
        Scenario(name='c" patroller, all sizes', files=2000, limits=always(PATROLLER), spread=WIDE_SPREAD),
        Scenario(name="d  noratelimit, 2,000 files", files=2000, limits=always(NORATELIMIT)),
        Scenario(name=many, files=files_per_user, limits=always(ORDINARY), users=users, workers=3000),
        Scenario(name="f  promoted after 2 h", files=2000, limits=changing(ORDINARY, 2 * HOUR, PATROLLER)),
        Scenario(name="f' demoted after 5 min", files=1000, limits=changing(PATROLLER, 300.0, ORDINARY)),
        # Just after the limits were read: the lane learns of it by a refusal.
        Scenario(name='f" demoted unheard', files=1000, limits=changing(PATROLLER, 310.0, ORDINARY)),
        Scenario(name="g  edits by hand as well", files=1000, limits=always(ORDINARY), by_hand=A_BUSY_EDITOR),
    ]


def always(limits: RateLimits) -> Timetable:
    """Return a timetable of limits that never change."""
    return ((0.0, limits),)


def changing(first: RateLimits, after: float, then: RateLimits) -> Timetable:
    """Return a timetable of limits that change once."""
    return ((0.0, first), (after, then))


A_BUSY_EDITOR = (
    ByHand(action="edit", hits=10, every=45.0),  # 40 in any 180 s; the reserve of an ordinary user is 45
    ByHand(action="upload", hits=6, every=1500.0),  # 18 in any 4320 s; the reserve is 19
)
