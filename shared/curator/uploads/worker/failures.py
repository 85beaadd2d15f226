"""What becomes of an upload after an error: decided by the error's class, counted by its kind.

Waiting because the wiki asked to wait is never counted as a failed attempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from curator.commons.errors import AuthorisationLostError, RateLimitedError, StashGoneError, StorageError
from curator.foundation.errors import CuratorError, QueueAction
from curator.sources.errors import SourceCdnError
from curator.uploads.worker.errors import PhotographBusyError

LANE_PAUSE_SECONDS = 30.0  # when the wiki asks a user to slow down without saying for how long
EVERYONE_PAUSE_SECONDS = 300.0  # when nobody can write; asked again after this long
UNEXPECTED = "unexpected"
OUT_OF_TIME = "out of time"

RETRY_DELAYS: dict[type[CuratorError], tuple[float, ...]] = {
    StorageError: (300, 600, 900),
    PhotographBusyError: (60,) * 60,  # an hour: as long as the other upload of these bytes may take
    SourceCdnError: (600,),
    StashGoneError: (2,),
}
OTHER_DELAYS = (30.0, 120.0, 600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """The upload has failed; `message` is for its owner."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """The upload goes back to the queue for `delay` seconds, having used up one try of `kind`."""

    kind: str
    delay: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitWithLane:
    """The user's lane waits for `seconds`, and the upload with it.

    Attributes:
        over_limit: whether the wiki's limit was reached, although we keep it: it may not be what it was.
    """

    seconds: float
    reason: str
    over_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitForLogin:
    """The user's lane waits until they log in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitWithEveryone:
    """Every lane waits for `seconds`."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The next worker goes on at once."""


Decision = GiveUp | HandOver | TryAgain | WaitWithLane | WaitForLogin | WaitWithEveryone


def decide(error: Exception, attempts: Mapping[str, int]) -> Decision:
    """Return what follows from `error`.

    Args:
        error: what ended the attempt.
        attempts: the tries used up so far, by kind.
    """
    if isinstance(error, AuthorisationLostError):
        return WaitForLogin()
    if not isinstance(error, CuratorError):
        return _try_again(UNEXPECTED, OTHER_DELAYS, attempts, message=CuratorError.public_message)
    match error.queue_action:
        case QueueAction.PAUSE_LANE:
            return WaitWithLane(
                seconds=error.retry_after or LANE_PAUSE_SECONDS,
                reason=error.public_message,
                over_limit=isinstance(error, RateLimitedError),
            )
        case QueueAction.PAUSE_EVERYONE:
            return WaitWithEveryone(seconds=error.retry_after or EVERYONE_PAUSE_SECONDS, reason=error.public_message)
        case QueueAction.RETRY | QueueAction.RETRY_LATER:
            kind, delays = _budget(error)
            return _try_again(kind, delays, attempts, message=_explain(error), asked=error.retry_after)
        case QueueAction.NEVER:
            return GiveUp(message=_explain(error))


def out_of_time(attempts: Mapping[str, int], *, got_further: bool) -> Decision:
    """Return what follows when a worker's time is nearly over: another goes on, unless none gets any further.

    Args:
        attempts: the tries used up so far, by kind.
        got_further: whether this worker brought more of the file into the stash than there was.
    """
    if got_further:
        return HandOver()
    return _try_again(OUT_OF_TIME, (1, 1), attempts, message="The photograph cannot be fetched and sent in time")


def _budget(error: CuratorError) -> tuple[str, tuple[float, ...]]:
    for kind, delays in RETRY_DELAYS.items():
        if isinstance(error, kind):
            return kind.__name__, delays
    return type(error).__name__, OTHER_DELAYS


def _try_again(
    kind: str,
    delays: tuple[float, ...],
    attempts: Mapping[str, int],
    *,
    message: str,
    asked: float | None = None,
) -> Decision:
    used = attempts.get(kind, 0)
    if used >= len(delays):
        return GiveUp(message=f"{message} (tried {used + 1} times)")
    return TryAgain(kind=kind, delay=max(delays[used], asked or 0.0), why=message)


def _explain(error: CuratorError) -> str:
    """Return the sentence for the upload's owner, with the other side's own words where it gave any."""
    info = getattr(error, "info", "")
    return f"{error.public_message}: {info}" if info else error.public_message
