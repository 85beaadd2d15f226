"""Goes through all repositories for what may have to go.

Repositories that were said to be gone, and archived ones, are looked at again: `leaving` removes what is said to be
gone a second time, with its dependencies. A repository whose organisation was removed for good goes at once. Old job
records leave by themselves (`limits.JOB_KEPT_SECONDS`).
"""

from itertools import islice

from curator.usage.organizations.store import Organizations
from curator.usage.providers.registry import Registry
from curator.usage.records.listing import Listing
from curator.usage.records.orders import ALL_REPOSITORIES, Order
from curator.usage.repositories.store import Repositories
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.leaving import Leaving
from curator.usage.scans.work.outcome import Outcome

ROWS = 500  # in one turn


class Cleanup:
    """Does tasks of this kind."""

    def __init__(
        self,
        *,
        listing: Listing,
        organizations: Organizations,
        repositories: Repositories,
        leaving: Leaving,
        following: Following,
    ) -> None:
        """Take the stores."""
        self._listing = listing
        self._organizations = organizations
        self._repositories = repositories
        self._leaving = leaving
        self._following = following

    def __call__(self, task: Task, _providers: Registry) -> Outcome:
        """Go through the next part of the list."""
        after = task.checkpoint.get("after")
        rows = list(islice(self._listing.rows(ALL_REPOSITORIES, Order.TIME, after=after, limit=ROWS), ROWS))
        known = self._repositories.get_many([row.id for row in rows])
        owners = {one.organization_id for one in known.values()}
        owned = self._organizations.get_many(sorted(owners), include_deleted=True)
        orphans = [one for one in known.values() if one.organization_id not in owned]
        removed = sum(self._leaving.leave(one, None) for one in orphans)
        doubtful = [
            one.id
            for one in known.values()
            if one.organization_id in owned and (one.gone_since is not None or one.is_archived)
        ]
        return Outcome(
            progress=Progress(records=len(orphans), removed=removed),
            then=tuple(self._following.rechecks(doubtful)),
            resume={"after": rows[-1].position} if len(rows) == ROWS else None,
        )
