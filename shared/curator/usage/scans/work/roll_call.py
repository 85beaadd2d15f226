"""Goes through all organisations, then through all packages, and has those asked about whose facts are old."""

from collections.abc import Iterator
from itertools import islice

from curator.foundation.clock import Clock
from curator.usage.packages.store import Packages
from curator.usage.providers.limits import BATCH
from curator.usage.providers.registry import Registry
from curator.usage.records.listing import IndexRow, Listing
from curator.usage.records.orders import ALL_PACKAGES, ORGANIZATIONS, ListOf, Order
from curator.usage.scans.limits import STALE_SECONDS
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.outcome import Outcome

ROWS = 10 * BATCH  # in one turn
ORDERED = {"organizations": (ORGANIZATIONS, Order.NAME), "packages": (ALL_PACKAGES, Order.NAME)}


class RollCall:
    """Does tasks of this kind."""

    def __init__(self, *, listing: Listing, packages: Packages, following: Following, clock: Clock) -> None:
        """Take the lists."""
        self._listing = listing
        self._packages = packages
        self._following = following
        self._clock = clock

    def __call__(self, task: Task, _providers: Registry) -> Outcome:
        """Go through the next part of a list."""
        which = task.checkpoint.get("list", "organizations")
        part = self._part(*ORDERED[which], task.checkpoint.get("after"))
        then = self._organizations(part) if which == "organizations" else self._described(part)
        if len(part) == ROWS:
            return Outcome(then=tuple(then), resume={"list": which, "after": part[-1].position})
        return Outcome(then=tuple(then), resume={"list": "packages"} if which == "organizations" else None)

    def _part(self, list_of: ListOf, order: Order, after: str | None) -> list[IndexRow]:
        return list(islice(self._listing.rows(list_of, order, after=after, limit=ROWS), ROWS))

    def _organizations(self, part: list[IndexRow]) -> Iterator[Task]:
        return self._following.enrich([row.id for row in part])

    def _described(self, part: list[IndexRow]) -> Iterator[Task]:
        old = self._clock.now() - STALE_SECONDS
        known = self._packages.get_many([row.package for row in part])
        return self._following.describe([key for key, one in known.items() if (one.described_at or 0.0) <= old])
