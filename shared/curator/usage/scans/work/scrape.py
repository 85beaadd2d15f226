"""Looks for repositories, slice after slice of their numbers of stars.

GitHub shows a thousand results of a search at the most, so a slice that holds more is cut in two: by stars, and where
these are all the same by the day of creation. What is new is looked at by GraphQL before it is read: one call tells the
tips of fifty repositories, each of which would else be a call of its own.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from math import isqrt
from typing import Any

from curator.foundation.clock import Clock
from curator.usage.providers.limits import SEARCH_REACH
from curator.usage.providers.models import FoundRepository, Page
from curator.usage.providers.questions import RepositoryQuery, SearchSlice
from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Priority, Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.outcome import Outcome
from curator.usage.scans.work.sightings import Sightings
from curator.usage.statistics.store import Statistics

GITHUB_BEGAN = date(2008, 1, 1)


class Scrape:
    """Does tasks of this kind."""

    def __init__(
        self, *, sightings: Sightings, statistics: Statistics, following: Following, clock: Clock, min_stars: int
    ) -> None:
        """Take the stores; repositories with fewer than `min_stars` are not looked for."""
        self._sightings = sightings
        self._statistics = statistics
        self._following = following
        self._clock = clock
        self._min_stars = min_stars

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Look at one page of a slice; raises ProviderError."""
        bounds = {"min": self._min_stars, **task.question}
        cursor = task.checkpoint.get("cursor")
        query = RepositoryQuery(search=self._slice(bounds), cursor=cursor)
        page = providers.get_provider("github").fetch_repositories(query)
        if cursor is None and (page.total or 0) > SEARCH_REACH:
            halves = self._halves(bounds, page)
            if halves:
                return Outcome(then=tuple(self._following.scrape(half) for half in halves))
        seen = self._sightings.note_all(page.items)
        new = [one.repository.id for one in seen if one.created]
        restated = {one.organization.id for one in seen if one.differs and not one.created}
        moved = [one.repository.id for one in seen if one.moved and not one.created]
        self._statistics.note_scrape(self._clock.now())
        return Outcome(
            progress=Progress(records=len(page.items), notes=page.notes),
            then=(
                *self._following.rechecks([*new, *moved], priority=Priority.NORMAL),
                *self._following.acquaint([one.organization for one in seen], priority=Priority.LOW),
                *(self._following.restate(organization_id) for organization_id in sorted(restated)),
            ),
            resume=None if page.cursor is None else {"cursor": page.cursor},
        )

    def _slice(self, bounds: Mapping[str, Any]) -> SearchSlice:
        return SearchSlice(
            min_stars=bounds["min"],
            max_stars=bounds.get("max"),
            created_from=_day(bounds.get("from")),
            created_to=_day(bounds.get("to")),
        )

    def _halves(self, bounds: Mapping[str, Any], page: Page[FoundRepository]) -> list[dict[str, Any]]:
        """Return two slices that are this one together; none for one that cannot be cut."""
        low, high = bounds["min"], bounds.get("max")
        most = high if high is not None else max((one.stars or 0 for one in page.items), default=low)
        if most > low:
            middle = min(max(isqrt(max(low, 1) * most), low), most - 1)  # numbers of stars thin out upwards
            return [{**bounds, "max": middle}, {**bounds, "min": middle + 1, "max": high}]
        first = _day(bounds.get("from")) or GITHUB_BEGAN
        last = _day(bounds.get("to")) or datetime.fromtimestamp(self._clock.now(), UTC).date()
        if first >= last:
            return []
        day = first + (last - first) / 2
        same = {**bounds, "max": most}
        return [
            {**same, "from": first.isoformat(), "to": day.isoformat()},
            {**same, "from": (day + timedelta(days=1)).isoformat(), "to": last.isoformat()},
        ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
