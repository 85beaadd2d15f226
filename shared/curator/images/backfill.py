"""Finds the images whose variants were made by another specification than today's, and sends them to the worker.

It reads the images page by page, the oldest first, and sends ids; the work is the queue's. An image that is up to date
costs a read. It may be stopped and run again at any time: what has been made anew since is not sent again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.foundation.table import MAX_BATCH_GET
from curator.images.messages import ImageMessage
from curator.images.models import JobStatus
from curator.images.refreshing import outdated
from curator.images.specification import Specification
from curator.images.store import ImageStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run got."""

    read: int = 0  # images
    sent: int = 0  # of these, as outdated; in a dry run, those that would have been
    up_to: float = 0.0  # the completion of the last one read, in seconds since the epoch: where another run may begin


class Backfill:
    """Sends outdated images to the worker."""

    def __init__(self, *, images: ImageStore, queue: Queue, specification: Specification, clock: Clock) -> None:
        """Take the images, the worker's queue and the specification they should follow."""
        self._images = images
        self._queue = queue
        self._specification = specification
        self._clock = clock

    def run(
        self,
        *,
        since: float = 0.0,
        limit: int | None = None,
        dry_run: bool = False,
        tell: Callable[[Progress], None] = lambda _: None,
    ) -> Progress:
        """Send the outdated images and return how many there were.

        Args:
            since: leave out images completed before this moment, in seconds since the epoch.
            limit: send at most so many; 1 or more.
            dry_run: send none.
            tell: called after each page.
        """
        progress = Progress(up_to=since)
        for page in self._pages(since):
            found = self._outdated(page)
            read, up_to = len(page), page[-1][1]
            if limit is not None and progress.sent + len(found) >= limit:
                found = found[: limit - progress.sent]
                read, up_to = page.index(found[-1]) + 1, found[-1][1]
            if not dry_run:
                self._queue.send_many([(ImageMessage(image_id=one, refresh=True).body(), 0.0) for one, _ in found])
            progress = Progress(read=progress.read + read, sent=progress.sent + len(found), up_to=up_to)
            tell(progress)
            if progress.sent == limit:
                break
        return progress

    def _outdated(self, page: list[tuple[str, float]]) -> list[tuple[str, float]]:
        jobs = self._images.get_many([image_id for image_id, _ in page])
        return [
            (image_id, moment)
            for image_id, moment in page
            if image_id in jobs and jobs[image_id].readable and outdated(jobs[image_id], self._specification)
        ]

    def _pages(self, since: float) -> Iterator[list[tuple[str, float]]]:
        listed = self._images.listed(JobStatus.COMPLETED, since=since, until=self._clock.now())
        while page := list(islice(listed, MAX_BATCH_GET)):
            yield page
