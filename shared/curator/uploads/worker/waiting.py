"""What follows when the wiki asks to wait: the user's lane waits, or every lane, and the upload with it."""

import logging
from dataclasses import replace

from curator.commons.errors import CommonsError
from curator.commons.limits import LimitsReader, RateLimits
from curator.foundation.clock import Clock
from curator.uploads.lanes.lane import Lane, Pause, log_in_again
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.worker.claims import Claims
from curator.uploads.worker.hold import Hold

logger = logging.getLogger(__name__)


class Waiting:
    """Pauses lanes."""

    def __init__(
        self, *, claims: Claims, lanes: LaneStore, outages: Outages, read_limits: LimitsReader, clock: Clock
    ) -> None:
        """Take the lanes, what makes all of them wait, and whoever knows what the wiki allows."""
        self._claims = claims
        self._lanes = lanes
        self._outages = outages
        self._read_limits = read_limits
        self._clock = clock

    def with_lane(self, hold: Hold, *, seconds: float, reason: str, over_limit: bool) -> None:
        """Let the user's lane wait, at least for so long.

        Args:
            hold: of the upload that has to wait.
            seconds: from now.
            reason: for the owner.
            over_limit: whether the limit was reached, although we keep it. Then it is not what it was; it is asked for
                anew, so that the lane does not run into it again and again.
        """
        now = self._clock.now()
        pause = Pause(until=now + seconds, reason=reason)
        limits = self._limits(hold) if over_limit else None

        def waiting(lane: Lane) -> Lane | None:
            if limits is not None:
                lane = replace(lane, limits=limits, limits_at=now)
            if lane.pause is None or lane.pause.until < pause.until:
                return replace(lane, pause=pause)
            return None if limits is None else lane

        self._lanes.change(hold.upload.user_id, waiting)
        self._put_back(hold, pause)

    def _limits(self, hold: Hold) -> RateLimits | None:
        try:
            return self._read_limits(hold.claim.encrypted_token)
        except CommonsError:
            return None  # the pacer will ask

    def for_login(self, hold: Hold) -> None:
        """Let the lane wait for its user, unless they have logged in since this worker began."""
        pause = log_in_again(self._clock.now())
        refused = hold.claim.encrypted_token
        lane = self._lanes.change(
            hold.upload.user_id,
            lambda lane: replace(lane, pause=pause) if lane.encrypted_token == refused else None,
        )
        if lane.encrypted_token == refused:
            self._put_back(hold, pause)
        else:
            why = "the login had just been renewed"
            self._claims.put_back(hold.claim, delay=0, why=why, attempts=hold.upload.attempts, hits=hold.hits)

    def with_everyone(self, hold: Hold, *, seconds: float, reason: str) -> None:
        """Let every lane wait for so long."""
        pause = Pause(until=self._clock.now() + seconds, reason=reason)
        logger.error("every lane waits %s s: %s", seconds, reason)
        self._outages.declare(pause)
        self._put_back(hold, pause)

    def _put_back(self, hold: Hold, pause: Pause) -> None:
        self._claims.put_back(
            hold.claim,
            delay=pause.until - self._clock.now(),
            why=pause.reason,
            attempts=hold.upload.attempts,
            hits=hold.hits,
            pause=pause,
        )
