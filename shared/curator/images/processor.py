"""One image, from claim to end.

    claim ▶ read the staged file ▶ check ▶ render ▶ write variants and original ▶ complete ▶ remove the staged file

Deliveries repeat, come out of order and come to several workers at once; a worker can be stopped anywhere. All the
same an image is completed once: the claim and each end are conditional writes, what lies in between writes the same
bytes under the same keys, and the staged file goes only when the end is written down.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from curator.foundation.clock import Clock
from curator.foundation.objects import ObjectNotFoundError, ObjectStore, ObjectStoreError, ObjectTooLargeError
from curator.images.errors import (
    FileTooLargeError,
    ImageRejectedError,
    StagedFileGoneError,
    StillWorkedOnError,
    StorageFailedError,
    TryAgainError,
)
from curator.images.failing import Failing
from curator.images.keys import is_id, original_key
from curator.images.leftovers import Leftovers
from curator.images.lifecycle import (
    CLAIM,
    COMPLETE,
    ENDED,
    RETRY,
    claimed,
    may_be_tried_again,
    put_back,
    stopped_too_often,
    wait_before_claim,
    worker_fell_silent,
)
from curator.images.limits import RETRY_SECONDS
from curator.images.metadata import seen_metadata
from curator.images.models import EventType, ImageJob, JobStatus, StoredVariant
from curator.images.rendering import Rendering, digest
from curator.images.specification import Specification
from curator.images.store import ImageStore, StaleWriteError

if TYPE_CHECKING:
    from curator.images.engine.models import Rendered

logger = logging.getLogger(__name__)

ACTOR = "resizer"
UNEXPECTED = "Internal error"


class Processor:
    """Works on images."""

    def __init__(
        self,
        *,
        images: ImageStore,
        incoming: ObjectStore,
        rendering: Rendering,
        failing: Failing,
        leftovers: Leftovers,
        specification: Specification,
        read_photo: Callable[[bytes, str], Mapping[str, Any]],
        max_bytes: int,
        clock: Clock,
    ) -> None:
        """Take what a worker needs.

        Args:
            images: the images.
            incoming: where staged files wait.
            rendering: makes variants and stores them.
            failing: ends jobs that will not be completed.
            leftovers: notes what was written for an image that is gone.
            specification: of the variants.
            read_photo: returns what a file of some type says about its photograph; never raises.
            max_bytes: of a staged file; of more, no byte is held.
            clock: the time.
        """
        self._images = images
        self._incoming = incoming
        self._rendering = rendering
        self._failing = failing
        self._leftovers = leftovers
        self._specification = specification
        self._read_photo = read_photo
        self._max_bytes = max_bytes
        self._clock = clock

    def process(self, image_id: str) -> ImageJob | None:
        """Bring the image to its end, if it is its time; return it as it then is, or None where nothing was to do.

        Raises:
            StillWorkedOnError: another worker has it.
            TryAgainError: this try failed, or the next one is not due yet.
        """
        job = self._claim(image_id)
        if job is None:
            return None
        try:
            return self._work(job)
        except StaleWriteError:
            self._step_back(job)
            return None
        except ImageRejectedError as error:
            logger.info("rejected", extra={"image_id": image_id, "code": error.code, "detail": str(error)})
            return self._end(job, error.public_message, give_back=True)
        except StorageFailedError as error:
            logger.warning("storage failed", extra={"image_id": image_id, "detail": str(error)})
            return self._put_back(job, error.public_message)
        except Exception:
            # Whatever it was, it counts as a try, so that no image is worked on for ever.
            logger.exception("this try failed", extra={"image_id": image_id})
            return self._put_back(job, UNEXPECTED)

    def _claim(self, image_id: str) -> ImageJob | None:
        while True:
            job = self._images.get(image_id) if is_id(image_id) else None
            if job is None:
                logger.warning("nobody knows this image", extra={"image_id": image_id[:100]})
                return None
            if job.status in ENDED:
                self._leftovers.note(job)
                self._remove_staged(job)
                return None
            now = self._clock.now()
            self._wait_for_its_time(job, now)
            if worker_fell_silent(job) and not may_be_tried_again(job):
                self._end(job, stopped_too_often(job), give_back=False)
                return None
            try:
                return self._images.transition(
                    job, CLAIM, becomes=claimed(job, now), event=EventType.PROCESSING_STARTED, actor=ACTOR
                )
            except StaleWriteError:
                continue  # another delivery was quicker: see what it made of the job

    def _wait_for_its_time(self, job: ImageJob, now: float) -> None:
        wait = wait_before_claim(job, now)
        if wait and job.status is JobStatus.PROCESSING:
            raise StillWorkedOnError(job.image_id, retry_after=wait)
        if wait:
            raise TryAgainError(job.image_id, retry_after=wait)

    def _work(self, job: ImageJob) -> ImageJob:
        data = self._read(job)
        mime = self._rendering.check(data)
        rendered = self._rendering.render(data, self._specification.variants)
        stored = self._rendering.store(job, rendered, original=(data, mime))
        job = self._complete(job, data, mime, rendered, stored)
        self._remove_staged(job)
        return job

    def _read(self, job: ImageJob) -> bytes:
        try:
            return self._incoming.read(job.staging_key, max_bytes=self._max_bytes)
        except ObjectNotFoundError as error:
            raise StagedFileGoneError(job.image_id) from error
        except ObjectTooLargeError as error:
            raise FileTooLargeError(self._max_bytes) from error
        except ObjectStoreError as error:
            raise StorageFailedError("read", str(error)) from error

    def _complete(
        self, job: ImageJob, data: bytes, mime: str, rendered: "Rendered", stored: dict[str, StoredVariant]
    ) -> ImageJob:
        becomes = replace(
            job,
            status=JobStatus.COMPLETED,
            completed_at=self._clock.now(),
            lease_until=0.0,
            content_type=mime,
            content_length=len(data),
            metadata=seen_metadata(job.metadata, mime=mime, length=len(data)),
            dominant_color=rendered.dominant_color,
            blurhash=rendered.blurhash,
            width=rendered.width,
            height=rendered.height,
            variants=stored,
            original_key=original_key(job),
            original_sha256=digest(data),
            photo=self._read_photo(data, mime),
        )
        return self._images.transition(job, COMPLETE, becomes=becomes, event=EventType.COMPLETED, actor=ACTOR)

    def _put_back(self, job: ImageJob, reason: str) -> ImageJob | None:
        if not may_be_tried_again(job):
            return self._end(job, reason, give_back=True)
        try:
            self._images.transition(
                job,
                RETRY,
                becomes=put_back(job, self._clock.now(), reason),
                event=EventType.RETRY_SCHEDULED,
                actor=ACTOR,
            )
        except StaleWriteError:
            self._step_back(job)
            return None
        raise TryAgainError(reason, retry_after=RETRY_SECONDS)

    def _end(self, job: ImageJob, reason: str, *, give_back: bool) -> ImageJob | None:
        try:
            job = self._failing.fail(job, reason, actor=ACTOR, give_back=give_back)
        except StaleWriteError:
            self._step_back(job)
            return None
        self._remove_staged(job)
        return job

    def _step_back(self, job: ImageJob) -> None:
        """Leave the image to the worker that took over; what was written too late for it is noted."""
        logger.warning("another worker took over", extra={"image_id": job.image_id, "fence": job.fence})
        if (now := self._images.get(job.image_id)) is not None:
            self._leftovers.note(now)

    def _remove_staged(self, job: ImageJob) -> None:
        """Remove the staged file of a job that has ended. Should that fail, the bucket forgets it after two days."""
        try:
            self._incoming.remove(job.staging_key)
        except ObjectStoreError as error:
            logger.warning("a staged file is left", extra={"image_id": job.image_id, "detail": str(error)})
