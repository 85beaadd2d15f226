"""The two ways in. Both end with a file in the incoming bucket, whose arrival calls the worker.

With the request: everything that can be known is checked first, the quota last, so that a file that is refused costs
nothing. By announcement: the caller gets a form to post the file with, straight to storage; what the file is shows when
the worker looks, and a file that it refuses is given back to the quota there.

The item is written before the file. A file without an item would be worked on for nobody; an item without a file waits,
and the hourly run ends it.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.objects import ObjectStore, ObjectStoreError
from curator.identity.principals import Principal
from curator.images.buckets import bucket_for
from curator.images.conflicts import TABLE_FAILURES
from curator.images.errors import (
    FileTooLargeError,
    JobNotCreatedError,
    StagingFailedError,
    UnsupportedFileTypeError,
)
from curator.images.failing import Failing
from curator.images.formats import ACCEPTED, HEAD_BYTES, check_type
from curator.images.headers import check_pixels, read_size
from curator.images.keys import staging_key
from curator.images.limits import FORM_SECONDS
from curator.images.metadata import clean_filename, parse_metadata, seen_metadata, stored_metadata
from curator.images.models import Accepted, Announced, Form, ImageJob, JobStatus, NewImage, Quota
from curator.images.quota.service import UploadQuota
from curator.images.store import ImageStore, StaleWriteError

logger = logging.getLogger(__name__)

UPLOAD = "image:upload"
SAVE_FAILED = "Storage save failed"


class ImageIntake:
    """Takes images in."""

    def __init__(
        self,
        *,
        images: ImageStore,
        quota: UploadQuota,
        failing: Failing,
        incoming: ObjectStore,
        require: Callable[[Principal, str], None],
        new_id: Callable[[], str],
        clock: Clock,
        max_bytes: int,
        max_pixels: int,
    ) -> None:
        """Take the stores and the limits.

        Args:
            images: the images.
            quota: lets a user upload so many in an hour.
            failing: ends a job whose file could not be stored.
            incoming: the bucket that calls the worker.
            require: raises unless the principal has the permission; asked for buckets that belong to a group.
            new_id: returns a new uuid4.
            clock: the time.
            max_bytes: of one file.
            max_pixels: of one picture, all frames together.
        """
        self._images = images
        self._quota = quota
        self._failing = failing
        self._incoming = incoming
        self._require = require
        self._new_id = new_id
        self._clock = clock
        self._max_bytes = max_bytes
        self._max_pixels = max_pixels

    def accept(self, upload: NewImage, data: bytes) -> Accepted:
        """Take in a file that came with the request.

        Raises:
            ImageError: what it is says why; nothing was charged unless the failure is ours, and then it was given back.
        """
        job = self._new_job(upload)
        if len(data) > self._max_bytes:
            raise FileTooLargeError(self._max_bytes)
        mime = check_type(data[:HEAD_BYTES])
        if (size := read_size(data, mime)) is not None:
            check_pixels(size, self._max_pixels)
        job = replace(
            job,
            content_type=mime,
            content_length=len(data),
            metadata=seen_metadata(job.metadata, mime=mime, length=len(data)),
        )
        job, quota = self._create(job)
        try:
            self._incoming.put(job.staging_key, data, content_type=mime)
        except ObjectStoreError as error:
            self._give_up(job, error)
            raise StagingFailedError(str(error)) from error
        return Accepted(job=job, quota=quota)

    def announce(self, upload: NewImage) -> Announced:
        """Expect a file that its sender posts straight to storage.

        Raises:
            ImageError: what it is says why; nothing was charged unless the failure is ours, and then it was given back.
        """
        job = self._new_job(upload)
        if upload.content_type not in ACCEPTED:
            raise UnsupportedFileTypeError(
                public_message=f"Unsupported file type: {upload.content_type[:100]}. Allowed: {', '.join(ACCEPTED)}"
            )
        job, quota = self._create(job)
        form = self._incoming.presigned_post(
            job.staging_key, content_type=job.content_type, max_bytes=self._max_bytes, seconds=FORM_SECONDS
        )
        return Announced(
            job=job,
            quota=quota,
            form=Form(url=form.url, fields=form.fields),
            expires_at=job.created_at + FORM_SECONDS,
        )

    def _new_job(self, upload: NewImage) -> ImageJob:
        """Return the job as it would be, or raise what is wrong with the request itself."""
        principal = upload.principal
        bucket = bucket_for(upload.bucket, principal)
        if (permission := bucket.permission(UPLOAD)) is not None:
            self._require(principal, permission)
        caller = parse_metadata(upload.metadata)
        filename = clean_filename(upload.filename)
        now, image_id = self._clock.now(), self._new_id()
        return ImageJob(
            image_id=image_id,
            job_id=self._new_id(),
            status=JobStatus.PENDING,
            owner_id=principal.user_id,
            org_id=principal.org_id,
            bucket=bucket.name,
            staging_key=staging_key(image_id, now),
            filename=filename,
            content_type=upload.content_type,
            content_length=0,
            metadata=stored_metadata(caller, uploader_id=principal.user_id, org_id=principal.org_id, filename=filename),
            created_at=now,
        )

    def _create(self, job: ImageJob) -> tuple[ImageJob, Quota]:
        """Charge the quota and write the item; raises QuotaExceededError or JobNotCreatedError."""
        try:
            quota, window = self._quota.charge(job.owner_id)
            job = replace(job, charged_window=window)
            self._insert(job, window)
        except TABLE_FAILURES as error:
            raise JobNotCreatedError(type(error).__name__) from error
        return job, quota

    def _insert(self, job: ImageJob, window: int) -> None:
        """Write the item; where that failed, give the hit back, unless the item is there all the same."""
        try:
            self._images.insert(job, actor=job.owner_id)
        except TABLE_FAILURES:
            if self._images.get(job.image_id) is None:
                self._quota.give_back(job.owner_id, window)
                raise
            logger.warning("the item is there, only the answer got lost", extra={"image_id": job.image_id})

    def _give_up(self, job: ImageJob, error: ObjectStoreError) -> None:
        """End a job whose file could not be stored.

        The file may be there all the same, when it was only the answer that got lost. Then its worker may have the job
        already: it stands, and the caller, who was told of a failure, has one image more.
        """
        try:
            self._failing.fail(job, f"{SAVE_FAILED}: {error.reason}", actor=job.owner_id, give_back=True)
        except StaleWriteError:
            logger.info("a worker has the image already", extra={"image_id": job.image_id})
