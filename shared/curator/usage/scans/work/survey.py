"""Goes through the repositories that were read before this scan, those first that wait longest, and has them rechecked.

One call of GraphQL tells of fifty whether their tip moved, so what did not change costs a fiftieth of a call.
"""

from itertools import islice

from curator.foundation.clock import Clock
from curator.usage.providers.limits import BATCH
from curator.usage.providers.registry import Registry
from curator.usage.records.listing import Listing
from curator.usage.records.orders import PARSED, Order, backwards
from curator.usage.repositories.store import Repositories
from curator.usage.scans.limits import A_DAY
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.outcome import Outcome

ROWS = 20 * BATCH  # in one turn
NEVER_READ = backwards(0.0)  # what the place of such a repository begins with


class Survey:
    """Does tasks of this kind."""

    def __init__(self, *, listing: Listing, repositories: Repositories, following: Following, clock: Clock) -> None:
        """Take the lists."""
        self._listing = listing
        self._repositories = repositories
        self._following = following
        self._clock = clock

    def __call__(self, task: Task, _providers: Registry) -> Outcome:
        """Go through the next part of the list."""
        rows = self._listing.rows(PARSED, Order.TIME, descending=False, after=task.checkpoint.get("after"), limit=ROWS)
        part = list(islice(rows, ROWS))
        never = [row.id for row in part if row.position.startswith(NEVER_READ)]
        then = tuple(self._following.rechecks([*self._forgotten(never), *(row.id for row in part[len(never) :])]))
        resume = {"after": part[-1].position} if len(part) == ROWS else None
        return Outcome(then=then, resume=resume)

    def _forgotten(self, never_read: list[str]) -> list[str]:
        """Return those of which the task was lost that should have read them: all but the ones just found."""
        known = self._repositories.get_many(never_read).values() if never_read else ()
        return [one.id for one in known if one.created_at < self._clock.now() - A_DAY / 2]
