"""What readers ask. An image is there for them when its job is completed and it has not been deleted."""

from collections.abc import Sequence

from curator.foundation.objects import ObjectStore
from curator.images.errors import (
    ImageNotFoundError,
    JobNotFoundError,
    NotCompletedError,
    SizeNotAvailableError,
    TooManyImagesError,
)
from curator.images.keys import is_id
from curator.images.limits import IMAGES_PER_BATCH, OWNED_PER_PAGE, URL_SECONDS
from curator.images.models import ImageEvent, ImageJob
from curator.images.store import ImageStore


class ImageReader:
    """Answers questions about images and jobs."""

    def __init__(self, *, images: ImageStore, variants: ObjectStore) -> None:
        """Take the images and the bucket their variants lie in."""
        self._images = images
        self._variants = variants

    def job(self, job_id: str) -> ImageJob:
        """Return the job, wherever it stands; raises JobNotFoundError, also where its image has been deleted."""
        image_id = self._images.image_of(job_id) if is_id(job_id) else None
        job = self._images.get(image_id) if image_id else None
        if job is None or job.deleted_at is not None:
            raise JobNotFoundError(job_id[:100])
        return job

    def result(self, job_id: str) -> ImageJob:
        """Return a job that has a result; raises JobNotFoundError or NotCompletedError."""
        job = self.job(job_id)
        if not job.readable:
            raise NotCompletedError(job.status)
        return job

    def image(self, image_id: str) -> ImageJob:
        """Return an image that is there; raises ImageNotFoundError."""
        job = self._images.get(image_id) if is_id(image_id) else None
        if job is None or not job.readable:
            raise ImageNotFoundError(image_id[:100])
        return job

    def images(self, image_ids: Sequence[str]) -> list[ImageJob]:
        """Return those of the images that are there, in the order asked for.

        Raises:
            TooManyImagesError: more are asked for than are given at once, repeated and empty ids counted.
        """
        if len(image_ids) > IMAGES_PER_BATCH:
            raise TooManyImagesError(IMAGES_PER_BATCH)
        found = self._images.get_many(list(dict.fromkeys(filter(is_id, image_ids))))
        return [found[image_id] for image_id in image_ids if image_id in found and found[image_id].readable]

    def url(self, job: ImageJob, size: str) -> str:
        """Return an address of one variant that holds for an hour; raises SizeNotAvailableError."""
        variant = job.variants.get(size)
        if variant is None:
            raise SizeNotAvailableError(size)
        return self._variants.presigned_get(variant.key, URL_SECONDS)

    def urls(self, job: ImageJob) -> dict[str, str]:
        """Return the addresses of all variants by name."""
        return {name: self.url(job, name) for name in job.variants}

    def paths(self, job: ImageJob) -> dict[str, str]:
        """Return the keys of all variants by name."""
        return {name: variant.key for name, variant in job.variants.items()}

    def owned(self, owner_id: str, *, after: str | None = None, limit: int = OWNED_PER_PAGE) -> list[ImageJob]:
        """Return a user's finished images, the newest first.

        Args:
            owner_id: the user.
            after: the id of the last image of the page before, even if it has been deleted since.
            limit: at most so many.

        Raises:
            ImageNotFoundError: `after` is not an image of this user.
        """
        before = self._images.get(after) if after and is_id(after) else None
        if after and (before is None or before.owner_id != owner_id):
            raise ImageNotFoundError(after[:100])
        image_ids = self._images.owned(owner_id, before=before, limit=min(limit, OWNED_PER_PAGE))
        found = self._images.get_many(image_ids)
        return [found[image_id] for image_id in image_ids if image_id in found and found[image_id].readable]

    def events(self, image_id: str) -> list[ImageEvent]:
        """Return an image's audit trail, the oldest line first; it outlives the image."""
        return self._images.events(image_id) if is_id(image_id) else []
