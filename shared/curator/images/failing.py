"""How a job fails, for whatever reason: once, with its quota hit given back where the user is not to blame."""

from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.table import Write
from curator.images.leftovers import Leftovers
from curator.images.lifecycle import FAIL, failed
from curator.images.models import EventType, ImageJob
from curator.images.quota.store import QuotaStore
from curator.images.store import ImageStore


class Failing:
    """Ends jobs that will not be completed."""

    def __init__(
        self,
        *,
        images: ImageStore,
        quotas: QuotaStore,
        leftovers: Leftovers,
        clock: Clock,
    ) -> None:
        """Take what changes with a failure.

        Args:
            images: the images.
            quotas: what is given back.
            leftovers: what notes the objects that are now nobody's.
            clock: the time.
        """
        self._images = images
        self._quotas = quotas
        self._leftovers = leftovers
        self._clock = clock

    def fail(self, job: ImageJob, reason: str, *, actor: str, give_back: bool) -> ImageJob:
        """End the job; raises StaleWriteError where it is not as the caller knows it, and then changes nothing.

        The hit goes back in the same transaction, so it goes back once, however often the failure is found.
        """
        becomes = failed(job, self._clock.now(), reason)
        also: list[Write] = [self._leftovers.write(job)]
        if give_back and job.charged_window is not None:
            becomes = replace(becomes, charged_window=None)
            returned = self._quotas.return_write(job.owner_id, job.charged_window)
            also += [returned] if returned else []
        return self._images.transition(job, FAIL, becomes=becomes, event=EventType.FAILED, actor=actor, also=also)
