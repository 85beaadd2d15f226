"""What a task may spend: what its own lane gave it, and beyond that whatever a lane allows at this moment.

A task is given its slot and a number of units by the pacer. Calls of other resources, such as GraphQL while a
repository is read, and calls beyond that number are taken from their lanes as they are made; a lane that has none to
spare ends the task's turn, and it comes again when there are.
"""

import logging
from collections.abc import Callable

from curator.foundation.clock import Clock
from curator.usage.providers.errors import BudgetExhaustedError
from curator.usage.providers.models import RateReport
from curator.usage.scans.lanes.lane import Grant, Lane
from curator.usage.scans.lanes.rates import lane_of, resource_of, token_of
from curator.usage.scans.lanes.store import LaneStore

logger = logging.getLogger(__name__)

LOW = "a provider budget is low"  # the template's alarm listens for this sentence


class LaneBudget:
    """Implements `providers.Budget` for one task at work."""

    def __init__(self, *, lanes: LaneStore, lane_id: str, task_id: str, grant: Grant, clock: Clock) -> None:
        """Take the task's lane and what it was given there."""
        self._lanes = lanes
        self._home = lane_id
        self._task_id = task_id
        self._clock = clock
        self._left = grant.units
        self._limits: dict[str, int] = {}
        self.spent = 0  # of the task's own lane
        self.refused = False  # whether a provider asked for patience
        self.was_short = False  # whether the task's own lane gave too little

    def spend(self, resource: str, points: int = 1) -> None:
        """Take what the next request costs; raises BudgetExhaustedError."""
        lane_id = self._lane(resource)
        if lane_id != self._home:
            self._borrow(lane_id, points)
        elif self._left >= points:
            self._left -= points
            self.spent += points
        else:
            self._take_more(points)

    def returned(self, resource: str, points: int = 1) -> None:
        """Give back what a request did not cost. What was borrowed is not given back: it would take another write."""
        if self._lane(resource) == self._home:
            self._left += points
            self.spent -= points

    def heard(self, resource: str, report: RateReport) -> None:
        """Let the lane know what a reply said of its limit; nothing is written where it is nothing new."""
        now, lane_id = self._clock.now(), self._lane(resource)
        if report.retry_after is not None:
            seconds, self.refused = report.retry_after, True
            logger.warning("a provider asks for patience", extra={"lane": lane_id, "seconds": seconds})
            self._lanes.change(lane_id, lambda lane: lane.refused(seconds=seconds, growing=report.growing, now=now))
            return

        def told(lane: Lane) -> Lane:
            return lane.heard(limit=report.limit, remaining=report.remaining, reset_at=report.reset_at, now=now)

        known = Lane(id=lane_id, limit=self._limits.get(lane_id))
        if told(known).pause is None and (report.limit is None or report.limit == known.limit):
            return
        lane = self._lanes.change(lane_id, lambda lane: None if told(lane) == lane else told(lane))
        if report.limit is not None:
            self._limits[lane_id] = report.limit
        if told(known).pause is not None and lane.pause is not None:
            logger.warning(LOW, extra={"lane": lane_id, "remaining": report.remaining, "until": lane.pause.until})

    def _lane(self, resource: str) -> str:
        """Return the lane of a resource with the token that the task uses; others than GitHub have one at most."""
        github = resource.startswith("github-") and resource_of(self._home).startswith("github-")
        return lane_of(resource, token_of(self._home) if github else 0)

    def _take_more(self, points: int) -> None:
        self._taking(self._home, points, lambda lane: lane.with_more(self._task_id, points))
        self.spent += points

    def _borrow(self, lane_id: str, points: int) -> None:
        self._taking(lane_id, points, lambda lane: lane.pruned(self._clock.now()).borrowed(points, self._clock.now()))

    def _taking(self, lane_id: str, points: int, take: Callable[[Lane], Lane]) -> None:
        retry_at: float | None = None

        def taken(lane: Lane) -> Lane | None:
            nonlocal retry_at
            now = self._clock.now()
            opens = lane.opens(points, now, places=False)
            lost = lane_id == self._home and self._task_id not in lane.granted
            retry_at = opens if opens > now or lost else None
            return None if retry_at is not None else take(lane)

        self._lanes.change(lane_id, taken)
        if retry_at is not None:
            self.was_short = self.was_short or lane_id == self._home
            raise BudgetExhaustedError(f"{lane_id} has nothing to spare", retry_at=retry_at)
