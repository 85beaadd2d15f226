"""When the wiki may refuse for the rate although our pace is right: what it allows, or what was used, was not known."""

from dataclasses import dataclass, field

from curator.commons.limits import RateLimits
from curator.uploads.lanes.lane import Lane

IN_FLIGHT_SECONDS = 130.0  # an upload begun under what was known before has ended by then: a lease and a little


@dataclass(slots=True)
class Surprises:
    """What happened behind our back, by user name: when last."""

    edits_by_hand: dict[str, float] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)  # they changed, or the wiki did not tell them

    def explain(self, username: str, lane: Lane, limits: RateLimits, now: float) -> bool:
        """Return whether a refusal at this moment is no fault of our pace."""
        window = max([limit.seconds for limit in (limits.upload, limits.edit) if limit], default=0)
        edited = self.edits_by_hand.get(username)
        if edited is not None and edited > now - window:
            return True
        changed = self.limits.get(username)
        if changed is None:
            return False
        return lane.limits != limits or now < max(changed, lane.limits_at) + window + IN_FLIGHT_SECONDS
