"""How a deployment wants its lanes to run."""

from dataclasses import dataclass

from curator.commons.limits import Limit, RateLimits
from curator.foundation.pacing import Window
from curator.uploads.lanes import pacing
from curator.uploads.lanes.lane import Lane

LIMITS_UNKNOWN = RateLimits(upload=Limit(hits=4, seconds=60), edit=None)  # until the wiki has answered once


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a deployment wants lanes to run."""

    width: int = 3  # uploads of one user at once
    reserve: float = 0.05  # share of each window left to the user's own edits
    horizon: float = 300.0  # seconds ahead for which slots are granted

    def rules(self, lane: Lane) -> tuple[Window, ...]:
        """Return the windows this lane obeys."""
        return pacing.windows(lane.limits or LIMITS_UNKNOWN, width=self.width, reserve=self.reserve)
