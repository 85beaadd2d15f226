"""The objects of an image that is gone, or never came to be: nobody's, so they are removed.

Whoever finds that such objects may lie in storage writes that down, and the hourly run removes them. That a worker
writes them after its image was deleted takes one that was silent for longer than its lease and then went on; it finds
out when it wants to complete.
"""

from curator.foundation.clock import Clock
from curator.foundation.table import Write
from curator.images.discards.store import Discard, DiscardStore
from curator.images.keys import original_key, variant_keys
from curator.images.lifecycle import ENDED
from curator.images.limits import LEASE_SECONDS
from curator.images.models import ImageJob
from curator.images.specification import Specification


class Leftovers:
    """Notes what is to be removed."""

    def __init__(self, *, discards: DiscardStore, specification: Specification, clock: Clock) -> None:
        """Take the notes, and the specification by which workers write now."""
        self._discards = discards
        self._specification = specification
        self._clock = clock

    def write(self, job: ImageJob) -> Write:
        """Return the write that notes all objects the job may have, for the transaction in which it ends."""
        return self._discards.write(self._of(job))

    def note(self, job: ImageJob) -> None:
        """Note all objects that may have been written for an image after it was deleted, or its job failed."""
        if job.status in ENDED and not job.readable:
            self._discards.note(self._of(job))

    def _of(self, job: ImageJob) -> Discard:
        return Discard(
            image_id=job.image_id,
            due=self._clock.now() + LEASE_SECONDS,  # no worker is writing them any more by then
            occasion=job.fence,
            incoming=[job.staging_key],
            originals=[original_key(job)],
            variants=variant_keys(job, self._specification.variants),
        )
