"""The quota as the ways in use it."""

from curator.foundation.clock import Clock
from curator.images.errors import QuotaExceededError
from curator.images.models import Quota
from curator.images.quota.store import QuotaStore
from curator.images.quota.windows import window_end, window_start


class UploadQuota:
    """Lets a user upload so many images in each hour by the clock."""

    def __init__(self, store: QuotaStore, *, limit: int, clock: Clock) -> None:
        """Take the counts and the most that may be uploaded in an hour."""
        self._store = store
        self._limit = limit
        self._clock = clock

    def charge(self, user_id: str) -> tuple[Quota, int]:
        """Count one upload; return where the user stands, and the hour that was charged.

        Raises:
            QuotaExceededError: the hour is used up. Nothing was counted.
        """
        now = self._clock.now()
        window = window_start(now)
        ends = window_end(window)
        used = self._store.add(user_id, window, self._limit)
        if used is None:
            quota = Quota(limit=self._limit, remaining=0, resets_at=ends)
            raise QuotaExceededError(quota, retry_after=max(1.0, ends - now))
        return Quota(limit=self._limit, remaining=self._limit - used, resets_at=ends), window

    def give_back(self, user_id: str, window: int) -> None:
        """Count one upload less, where what was charged came to nothing."""
        self._store.take_back(user_id, window)
