"""Which lanes and batches operators see at once.

Nothing counts uploads over all batches: such a counter would be one item that every upload of everybody writes to. What
is told is of the newest `NEWEST_BATCHES` batches, whose own counters are exact. A lane is seen if something of it
could get lost (the sparse index `due`), or if its user has unfinished work among those batches: a lane that waits for a
login is in no index. So a look costs a query of the index and four batches of reads, however much there is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.uploads.lanes.lane import A_YEAR, Pause
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.listing.store import Listings
from curator.uploads.models import Batch, UploadStatus
from curator.uploads.overview.lanes import LaneView, view_of
from curator.uploads.store import UploadStore

NEWEST_BATCHES = 100  # as many items as DynamoDB gives at once
MOST_LANES = 50
FAILURES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCause:
    """How many of the failures looked at have a cause."""

    cause: str
    count: int
    last_batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LanesView:
    """The lanes at work.

    Attributes:
        lanes: the longest overdue first, then by when they are next to do something.
        usernames: by user id, of those who are known.
        outage: the pause every lane is under.
        more: whether there are lanes that were not looked at.
    """

    lanes: Sequence[LaneView]
    usernames: dict[str, str]
    outage: Pause | None
    more: bool


class UploadsOverview:
    """Looks at all uploads."""

    def __init__(
        self, *, uploads: UploadStore, lanes: LaneStore, outages: Outages, listings: Listings, pace: Pace, clock: Clock
    ) -> None:
        """Take the stores, and how lanes are to run."""
        self._uploads = uploads
        self._lanes = lanes
        self._outages = outages
        self._listings = listings
        self._pace = pace
        self._clock = clock

    def newest_batches(self) -> list[Batch]:
        """Return the newest batches of all users, newest first."""
        last = self._uploads.last_batch_id()
        return self._uploads.get_batches(list(range(max(1, last - NEWEST_BATCHES + 1), last + 1)))

    def lanes(self) -> LanesView:
        """Return the lanes at work."""
        now, outage = self._clock.now(), self._outages.current()
        in_motion = list(self._lanes.due(now + 10 * A_YEAR, MOST_LANES + 1))
        owners = [batch.user_id for batch in self.newest_batches() if not batch.finished]
        users = list(dict.fromkeys([*in_motion, *owners]))
        looked_at = users[:MOST_LANES]
        views = [
            view_of(lane, pace=self._pace, outage=outage, now=now)
            for lane in self._lanes.load_many(looked_at)
            if not lane.idle or lane.held
        ]
        place = {user_id: number for number, user_id in enumerate(looked_at)}
        return LanesView(
            lanes=sorted(views, key=lambda view: place[view.lane.user_id]),
            usernames=self._uploads.users.names([view.lane.user_id for view in views]),
            outage=outage,
            more=len(users) > MOST_LANES,
        )

    def failures(self) -> tuple[list[FailureCause], int]:
        """Return why the newest batches' uploads failed, the most frequent cause first, and how many were looked at."""
        failures = self._listings.latest_failures(FAILURES)
        counts = Counter(failure.category for failure in failures)
        causes = [
            FailureCause(
                cause=cause,
                count=count,
                last_batch_id=max(one.batch_id for one in failures if one.category == cause),
            )
            for cause, count in counts.most_common()
        ]
        return causes, len(failures)


def by_status(batches: Sequence[Batch]) -> dict[UploadStatus, int]:
    """Return how many uploads of these batches have each status."""
    return {status: sum(batch.counts.get(status, 0) for batch in batches) for status in UploadStatus}
