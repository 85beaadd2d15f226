"""Variants made anew, of an image whose variants were made by another specification than today's.

The image stays completed and readable all the while: the new variants lie under other keys, one conditional write puts
them in the place of the old ones, and the old ones are removed an hour later, when no address of theirs holds any more.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.objects import ObjectNotFoundError, ObjectStore, ObjectStoreError, ObjectTooLargeError
from curator.images.discards.store import Discard, DiscardStore
from curator.images.errors import ImageRejectedError, StagedFileGoneError, StorageFailedError, TryAgainError
from curator.images.keys import is_id, variant_keys
from curator.images.leftovers import Leftovers
from curator.images.lifecycle import REFRESH
from curator.images.limits import REPLACED_SECONDS, RETRY_SECONDS
from curator.images.models import ImageJob
from curator.images.rendering import Rendering
from curator.images.specification import Specification, VariantSpecification
from curator.images.store import ImageStore, StaleWriteError

logger = logging.getLogger(__name__)

ACTOR = "backfill"


def outdated(job: ImageJob, specification: Specification) -> list[VariantSpecification]:
    """Return the variants that the image lacks, or has by another specification. Those it has besides stay."""
    return [
        variant
        for variant in specification.variants
        if variant.name not in job.variants or job.variants[variant.name].fingerprint != variant.fingerprint
    ]


class Refresher:
    """Makes variants anew."""

    def __init__(
        self,
        *,
        images: ImageStore,
        discards: DiscardStore,
        originals: ObjectStore,
        leftovers: Leftovers,
        rendering: Rendering,
        specification: Specification,
        clock: Clock,
    ) -> None:
        """Take what a worker needs for a finished image."""
        self._images = images
        self._discards = discards
        self._originals = originals
        self._leftovers = leftovers
        self._rendering = rendering
        self._specification = specification
        self._clock = clock

    def refresh(self, image_id: str) -> ImageJob | None:
        """Make the image's outdated variants anew; return the image, or None where nothing was to do.

        Raises:
            TryAgainError: it did not succeed this time.
        """
        job = self._images.get(image_id) if is_id(image_id) else None
        if job is None or job.completed_at is None:
            return None
        if not job.readable:
            self._leftovers.note(job)  # this function may have written for it before it was deleted
            return None
        wanted = outdated(job, self._specification)
        if not wanted:
            return None
        if set(variant_keys(job, wanted)) & set(job.replaced):
            raise TryAgainError("objects of these keys are about to be removed", retry_after=REPLACED_SECONDS)
        try:
            return self._refresh(job, wanted)
        except ImageRejectedError as error:
            logger.error("variants stay as they were", extra={"image_id": image_id, "detail": str(error)})  # noqa: TRY400
            return None
        except StorageFailedError as error:
            raise TryAgainError(str(error), retry_after=RETRY_SECONDS) from error

    def _refresh(self, job: ImageJob, wanted: Sequence[VariantSpecification]) -> ImageJob:
        rendered = self._rendering.render(self._read(job), wanted)
        fresh = self._rendering.store(job, rendered)
        replaced = [job.variants[name].key for name in fresh if name in job.variants]
        becomes = replace(
            job,
            variants={**job.variants, **fresh},
            replaced=(*job.replaced, *replaced),
            dominant_color=rendered.dominant_color,
            blurhash=rendered.blurhash,
            fence=job.fence + 1,
        )
        return self._commit(job, becomes, replaced)

    def _commit(self, job: ImageJob, becomes: ImageJob, replaced: Sequence[str]) -> ImageJob:
        discard = Discard(
            image_id=job.image_id,
            due=self._clock.now() + REPLACED_SECONDS,
            occasion=becomes.fence,
            variants=replaced,
        )
        try:
            return self._images.transition(
                job,
                REFRESH,
                becomes=becomes,
                event=None,
                actor=ACTOR,
                also=[self._discards.write(discard)] if replaced else [],
            )
        except StaleWriteError as error:  # deleted, or made anew by another delivery
            raise TryAgainError(job.image_id, retry_after=RETRY_SECONDS) from error

    def _read(self, job: ImageJob) -> bytes:
        try:
            return self._originals.read(job.original_key or "", max_bytes=job.content_length)
        except (ObjectNotFoundError, ObjectTooLargeError) as error:
            raise StagedFileGoneError(f"the original of {job.image_id} is not what was stored") from error
        except ObjectStoreError as error:
            raise StorageFailedError("read", str(error)) from error
