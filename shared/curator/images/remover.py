"""Deleting an image: the table says so first, then the objects go.

From the tombstone on nobody reads the image. Should the function stop before all objects are gone, the row that came
with the tombstone remembers them for the hourly run.
"""

import logging
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.objects import ObjectStore, ObjectStoreError
from curator.identity.principals import Principal
from curator.images.discards.store import Discard, DiscardStore
from curator.images.errors import ImageNotFoundError, NotYourImageError
from curator.images.keys import is_id
from curator.images.lifecycle import DELETE
from curator.images.models import EventType, ImageJob
from curator.images.store import ImageStore, StaleWriteError

logger = logging.getLogger(__name__)


class ImageRemover:
    """Removes images."""

    def __init__(
        self,
        *,
        images: ImageStore,
        discards: DiscardStore,
        originals: ObjectStore,
        variants: ObjectStore,
        clock: Clock,
    ) -> None:
        """Take the images and the two buckets that hold what is left of them."""
        self._images = images
        self._discards = discards
        self._originals = originals
        self._variants = variants
        self._clock = clock

    def remove(self, image_id: str, principal: Principal, *, is_admin: bool) -> int:
        """Delete an image and return how many variants of it were removed.

        Raises:
            ImageNotFoundError: there is none, or it has been deleted before.
            NotYourImageError: it is another user's, and the caller is no admin.
        """
        while True:
            job = self._images.get(image_id) if is_id(image_id) else None
            if job is None or not job.readable:
                raise ImageNotFoundError(image_id[:100])
            if job.owner_id != principal.user_id and not is_admin:
                raise NotYourImageError(image_id)
            try:
                discard = self._bury(job, principal.user_id)
            except StaleWriteError:
                continue  # its variants were made anew at this moment, or somebody else deletes it: look again
            return self._remove_objects(discard)

    def _bury(self, job: ImageJob, actor: str) -> Discard:
        now = self._clock.now()
        becomes = replace(job, deleted_at=now, deleted_by=actor, fence=job.fence + 1)
        discard = Discard(
            image_id=job.image_id,
            due=now,
            occasion=becomes.fence,
            originals=[job.original_key] if job.original_key else [],
            variants=[variant.key for variant in job.variants.values()],
        )
        self._images.transition(
            job,
            DELETE,
            becomes=becomes,
            event=EventType.DELETED,
            actor=actor,
            also=[self._discards.write(discard)],
        )
        return discard

    def _remove_objects(self, discard: Discard) -> int:
        """Remove what can be removed now; one object that cannot be does not keep the others."""
        removed, left = 0, 0
        for key in discard.variants:
            try:
                removed += self._variants.delete(key)
            except ObjectStoreError:
                left += 1
        try:
            self._originals.delete_many(discard.originals)
        except ObjectStoreError:
            left += 1
        if left:
            logger.warning("left to the hourly run", extra={"image_id": discard.image_id, "objects": left})
        else:
            self._discards.forget(discard)
        return removed
