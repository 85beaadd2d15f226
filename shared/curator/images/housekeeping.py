"""What the janitor does for images, once an hour. Running it twice, or twice at once, is harmless.

What got lost:       a file that came, but no word of it; a job whose next try never came; a worker that fell silent and
                     whose message is gone. Each gets a message of ours.
What was abandoned:  a job that has not moved for a day ends, with its hit given back.
What is left over:   objects that are nobody's any more are removed.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from curator.foundation.clock import Clock
from curator.foundation.objects import ObjectNotFoundError, ObjectStore, ObjectStoreError
from curator.foundation.queues import Queue
from curator.images.discards.store import Discard, DiscardStore
from curator.images.failing import Failing
from curator.images.lifecycle import ALIVE, REFRESH
from curator.images.limits import ABANDONED_SECONDS, STUCK_OVERLAP_SECONDS, STUCK_SECONDS
from curator.images.messages import ImageMessage
from curator.images.models import ImageJob, JobStatus
from curator.images.store import ImageStore, StaleWriteError

logger = logging.getLogger(__name__)

ACTOR = "janitor"
ABANDONED = "abandoned"
RUN_SECONDS = 40.0  # the janitor has 60; what is not done by then is done an hour later


@dataclass(frozen=True, slots=True, kw_only=True)
class Housekept:
    """What one run did."""

    restarted: int = 0
    abandoned: int = 0
    removed: int = 0  # objects


class Housekeeping:
    """Looks after images that nobody else looks after any more."""

    def __init__(
        self,
        *,
        images: ImageStore,
        discards: DiscardStore,
        failing: Failing,
        queue: Queue,
        incoming: ObjectStore,
        originals: ObjectStore,
        variants: ObjectStore,
        clock: Clock,
    ) -> None:
        """Take the images, the worker's queue and the three buckets."""
        self._images = images
        self._discards = discards
        self._failing = failing
        self._queue = queue
        self._incoming = incoming
        self._originals = originals
        self._variants = variants
        self._clock = clock

    def run(self) -> Housekept:
        """Do what is due; stop in good time."""
        deadline = self._clock.now() + RUN_SECONDS
        abandoned = sum(self._abandon(image_id) for image_id in self._in_time(deadline, self._forgotten()))
        restarted = sum(self._restart(image_id) for image_id in self._in_time(deadline, self._silent()))
        restarted += self._look_for_files(deadline)
        return Housekept(restarted=restarted, abandoned=abandoned, removed=self._clear(deadline))

    def _in_time(self, deadline: float, work: Iterator[str]) -> Iterator[str]:
        return takewhile(lambda _: self._clock.now() < deadline, work)

    def _forgotten(self) -> Iterator[str]:
        for status in sorted(ALIVE):
            for image_id, _ in self._images.listed(status, until=self._clock.now() - ABANDONED_SECONDS):
                yield image_id

    def _abandon(self, image_id: str) -> int:
        job = self._images.get(image_id)
        long_ago = self._clock.now() - ABANDONED_SECONDS
        if job is None or job.status not in ALIVE or max(job.created_at, job.lease_until) > long_ago:
            return 0  # the index had not heard yet
        try:
            self._failing.fail(job, ABANDONED, actor=ACTOR, give_back=True)
        except StaleWriteError:
            return 0  # it moves after all
        return 1

    def _silent(self) -> Iterator[str]:
        """Yield jobs that were begun, and should have moved by now."""
        now = self._clock.now()
        for status in (JobStatus.PROCESSING, JobStatus.RETRYING):
            for image_id, _ in self._images.listed(status, until=now - STUCK_SECONDS):
                yield image_id

    def _look_for_files(self, deadline: float) -> int:
        """Restart pending jobs whose file is there.

        An announced file can only come within minutes, so by now it is certain whether one has: to look twice is
        enough, and files that never come cost no more than that.
        """
        restarted, until = 0, self._clock.now() - STUCK_SECONDS
        checked = until - STUCK_OVERLAP_SECONDS
        for image_id, created_at in self._images.listed(
            JobStatus.PENDING, since=self._images.checked_until() or 0.0, until=until
        ):
            if self._clock.now() >= deadline:
                checked = created_at
                break
            restarted += self._restart(image_id, if_there=True)
        self._images.note_checked(checked)
        return restarted

    def _restart(self, image_id: str, *, if_there: bool = False) -> int:
        job = self._images.get(image_id)
        if job is None or job.status not in ALIVE or (if_there and not self._is_there(job)):
            return 0
        self._queue.send(ImageMessage(image_id=image_id).body())
        return 1

    def _is_there(self, job: ImageJob) -> bool:
        try:
            self._incoming.head(job.staging_key)
        except ObjectNotFoundError:
            return False
        except ObjectStoreError as error:
            logger.warning("no answer about a file", extra={"image_id": job.image_id, "detail": str(error)})
            return True  # to wake the worker in vain costs less than to forget an image
        return True

    def _clear(self, deadline: float) -> int:
        rows = takewhile(lambda _: self._clock.now() < deadline, self._discards.due(self._clock.now()))
        return sum(self._remove(discard) for discard in rows)

    def _remove(self, discard: Discard) -> int:
        """Remove an image's superfluous objects and return how many; 0 where that has to wait."""
        try:
            for store, keys in (
                (self._incoming, discard.incoming),
                (self._originals, discard.originals),
                (self._variants, discard.variants),
            ):
                store.delete_many(keys)
            self._release(discard)
        except (ObjectStoreError, StaleWriteError) as error:
            logger.warning("left for the next run", extra={"image_id": discard.image_id, "detail": str(error)})
            return 0
        self._discards.forget(discard)
        return len(discard.incoming) + len(discard.originals) + len(discard.variants)

    def _release(self, discard: Discard) -> None:
        """Let an image that lives use the keys of its earlier variants again; raises StaleWriteError."""
        job = self._images.get(discard.image_id)
        if job is None or not job.readable or not set(job.replaced) & set(discard.variants):
            return
        rest = tuple(key for key in job.replaced if key not in discard.variants)
        becomes = replace(job, replaced=rest, fence=job.fence + 1)
        self._images.transition(job, REFRESH, becomes=becomes, event=None, actor=ACTOR)
