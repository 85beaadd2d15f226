"""Questions about the room as a whole. None of them costs more as the table grows."""

from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.images.limits import FAILED_PER_PAGE
from curator.images.models import ImageJob, JobStatus
from curator.images.quota.store import QuotaStore
from curator.images.quota.windows import WINDOW_SECONDS, window_start
from curator.images.statistics.models import ErrorSummary, NearLimit, Performance, Stats, UserQuota
from curator.images.statistics.store import CREATED, DELETED, Moment, bytes_by_variant, status_counts
from curator.images.store import ImageStore

HOUR_SECONDS, DAY_SECONDS = 3600.0, 86_400.0
NEAR = 0.8  # of the limit
SETTLED_SECONDS = 60.0  # after the end of an hour nothing more happens in it


@dataclass(slots=True)
class Sum:
    """What happened in some time."""

    created: int = 0
    completed: int = 0
    failed: int = 0
    seconds: float = 0.0  # of those completed, together

    def add(self, moment: Moment) -> None:
        """Count one more."""
        self.created += moment.what == CREATED
        self.failed += moment.what == JobStatus.FAILED
        if moment.what == JobStatus.COMPLETED:
            self.completed += 1
            self.seconds += moment.seconds


class ImageStatistics:
    """Answers them.

    Sums of whole hours that are over are remembered, since they no longer change: whoever asks every few seconds for
    the last day has only its two ends read.
    """

    def __init__(self, *, images: ImageStore, quotas: QuotaStore, uploads_per_hour: int, clock: Clock) -> None:
        """Take the stores and the quota's limit."""
        self._images = images
        self._quotas = quotas
        self._limit = uploads_per_hour
        self._clock = clock
        self._hours: dict[int, Sum] = {}

    def stats(self) -> Stats:
        """Return how all jobs stand."""
        totals = self._images.statistics.totals()
        by_status = status_counts(totals)
        return Stats(
            by_status=by_status,
            total_jobs=sum(by_status.values()),
            total_images=sum(by_status.values()),
            deleted=totals.get(DELETED, 0),
            bytes_by_variant=bytes_by_variant(totals),
        )

    def performance(self, seconds: float) -> Performance:
        """Return what happened in the last `seconds`, to the instant; a day at most."""
        now = self._clock.now()
        since = now - min(seconds, DAY_SECONDS)
        total = Sum()
        for hour in range(window_start(since), window_start(now) + 1, WINDOW_SECONDS):
            part = self._whole_hour(hour, now) if hour >= since else self._sum(hour, since)
            total.created += part.created
            total.completed += part.completed
            total.failed += part.failed
            total.seconds += part.seconds
        return Performance(
            total=total.created,
            completed=total.completed,
            failed=total.failed,
            average_seconds=round(total.seconds / total.completed, 2) if total.completed else None,
        )

    def errors(self) -> ErrorSummary:
        """Return how many jobs have failed."""
        return ErrorSummary(
            last_hour=self.performance(HOUR_SECONDS).failed,
            last_24h=self.performance(DAY_SECONDS).failed,
            total=self._images.statistics.totals().get(JobStatus.FAILED, 0),
        )

    def failed(self, limit: int) -> list[ImageJob]:
        """Return the jobs that failed last, the newest first; 1 to 100 of them."""
        return self._jobs([JobStatus.FAILED], max(1, min(limit, FAILED_PER_PAGE)))

    def recent(self, limit: int) -> list[ImageJob]:
        """Return the jobs that moved last, the newest first; deleted ones left out."""
        return self._jobs(list(JobStatus), max(1, min(limit, FAILED_PER_PAGE)))

    def users_near_limit(self, most: int = 10) -> NearLimit:
        """Return who has used four fifths of this hour, and how many users have used any of it."""
        window = window_start(self._clock.now())
        counts = list(self._quotas.users(window, at_least=1))
        near = [count for count in counts if count[1] >= int(NEAR * self._limit)]
        return NearLimit(
            users=[UserQuota(user_id=user_id, used=used, limit=self._limit) for user_id, used in near[:most]],
            active_windows=len(counts),
            window_start=window,
        )

    def active(self) -> int:
        """Return how many images are being worked on right now."""
        now = self._clock.now()
        return sum(1 for _ in self._images.listed(JobStatus.PROCESSING, since=now, until=now + DAY_SECONDS))

    def _jobs(self, statuses: list[JobStatus], limit: int) -> list[ImageJob]:
        later = self._clock.now() + DAY_SECONDS  # a lease ends in the future
        listed = [
            entry
            for status in statuses
            for entry in self._images.listed(status, until=later, limit=limit, newest_first=True)
        ]
        newest = [image_id for image_id, _ in sorted(listed, key=lambda entry: -entry[1])]
        wanted = list(dict.fromkeys(newest))[:limit]
        found = self._images.get_many(wanted)
        return [found[one] for one in wanted if one in found and found[one].status in statuses]

    def _whole_hour(self, hour: int, now: float) -> Sum:
        if hour in self._hours:
            return self._hours[hour]
        result = self._sum(hour, hour)
        if hour + WINDOW_SECONDS + SETTLED_SECONDS < now:
            self._hours = {kept: one for kept, one in self._hours.items() if kept > now - 2 * DAY_SECONDS}
            self._hours[hour] = result
        return result

    def _sum(self, hour: int, since: float) -> Sum:
        result = Sum()
        for moment in self._images.statistics.moments(hour, since=since):
            result.add(moment)
        return result
