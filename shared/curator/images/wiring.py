"""How the images room is put together for the functions."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.objects import ObjectStore
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.images.errors import SpecificationError
from curator.images.specification import (
    DEFAULT_EFFORT,
    DEFAULT_QUALITY,
    DEFAULT_SIZES,
    Specification,
    specification_from,
)

if TYPE_CHECKING:
    from curator.identity.principals import Principal
    from curator.images.backfill import Backfill
    from curator.images.failing import Failing
    from curator.images.housekeeping import Housekeeping
    from curator.images.intake import ImageIntake
    from curator.images.leftovers import Leftovers
    from curator.images.processor import Processor
    from curator.images.reader import ImageReader
    from curator.images.refreshing import Refresher
    from curator.images.remover import ImageRemover
    from curator.images.rendering import Render, Rendering
    from curator.images.statistics.service import ImageStatistics
    from curator.images.store import ImageStore

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSettings:
    """What is taken in, and what is made of it."""

    image_max_bytes: int = 10 * 1024 * 1024
    image_max_pixels: int = 50_000_000
    image_uploads_per_hour: int = 50
    image_sizes: tuple[str, ...] = tuple(f"{name}={limit}" for name, limit in DEFAULT_SIZES.items())
    image_quality: int = DEFAULT_QUALITY
    image_effort: int = DEFAULT_EFFORT

    def specification(self) -> Specification:
        """Return the variants these settings ask for; raises SpecificationError."""
        if min(self.image_max_bytes, self.image_max_pixels, self.image_uploads_per_hour) < 1:
            raise SpecificationError("IMAGE_MAX_BYTES, IMAGE_MAX_PIXELS and IMAGE_UPLOADS_PER_HOUR must be positive")
        sizes = dict(_size(text) for text in self.image_sizes)
        return specification_from(sizes, self.image_quality, self.image_effort)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """Where images are."""

    images_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingSettings:
    """Where files wait for their worker."""

    incoming_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsSettings:
    """Where untouched files are kept."""

    originals_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsSettings:
    """Where variants are kept."""

    variants_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """What calls the worker."""

    images_queue_url: str


@cache
def settings() -> ImageSettings:
    """Return what is taken in; raises SpecificationError for what cannot be made."""
    read = read_settings(ImageSettings)
    read.specification()
    return read


@cache
def table() -> Table:
    """Return the images table."""
    return Table(aws.dynamodb, read_settings(TableSettings).images_table, CLOCK)


def images() -> "ImageStore":
    """Return the store of images."""
    from curator.images.store import ImageStore

    return ImageStore(table(), CLOCK, new_event_id=_new_id)


def incoming() -> ObjectStore:
    """Return the bucket whose new files call the worker."""
    return ObjectStore(aws.s3, read_settings(IncomingSettings).incoming_bucket)


def originals() -> ObjectStore:
    """Return the bucket of untouched files."""
    return ObjectStore(aws.s3, read_settings(OriginalsSettings).originals_bucket)


def variants() -> ObjectStore:
    """Return the bucket of variants."""
    return ObjectStore(aws.s3, read_settings(VariantsSettings).variants_bucket)


def queue() -> SqsQueue:
    """Return the worker's queue."""
    return SqsQueue(aws.sqs, read_settings(QueueSettings).images_queue_url)


def intake(require: "Callable[[Principal, str], None]") -> "ImageIntake":
    """Return the ways in; `require` raises unless the principal has the permission."""
    from curator.images.intake import ImageIntake
    from curator.images.quota.service import UploadQuota
    from curator.images.quota.store import QuotaStore

    return ImageIntake(
        images=images(),
        quota=UploadQuota(QuotaStore(table(), CLOCK), limit=settings().image_uploads_per_hour, clock=CLOCK),
        failing=_failing(),
        incoming=incoming(),
        require=require,
        new_id=_new_id,
        clock=CLOCK,
        max_bytes=settings().image_max_bytes,
        max_pixels=settings().image_max_pixels,
    )


def reader() -> "ImageReader":
    """Return what answers readers."""
    from curator.images.reader import ImageReader

    return ImageReader(images=images(), variants=variants())


def remover() -> "ImageRemover":
    """Return what deletes."""
    from curator.images.discards.store import DiscardStore
    from curator.images.remover import ImageRemover

    return ImageRemover(
        images=images(),
        discards=DiscardStore(table()),
        originals=originals(),
        variants=variants(),
        clock=CLOCK,
    )


@cache
def statistics() -> "ImageStatistics":
    """Return what answers questions about the whole; one for all, since it remembers."""
    from curator.images.quota.store import QuotaStore
    from curator.images.statistics.service import ImageStatistics

    return ImageStatistics(
        images=images(),
        quotas=QuotaStore(table(), CLOCK),
        uploads_per_hour=settings().image_uploads_per_hour,
        clock=CLOCK,
    )


def processor(render: "Render") -> "Processor":
    """Return the worker for new images, over the engine."""
    from curator.images.photo import read_photo
    from curator.images.processor import Processor

    return Processor(
        images=images(),
        incoming=incoming(),
        rendering=_rendering(render),
        failing=_failing(),
        leftovers=_leftovers(),
        specification=settings().specification(),
        read_photo=read_photo,
        max_bytes=settings().image_max_bytes,
        clock=CLOCK,
    )


def refresher(render: "Render") -> "Refresher":
    """Return the worker for finished images, over the engine."""
    from curator.images.discards.store import DiscardStore
    from curator.images.refreshing import Refresher

    return Refresher(
        images=images(),
        discards=DiscardStore(table()),
        originals=originals(),
        leftovers=_leftovers(),
        rendering=_rendering(render),
        specification=settings().specification(),
        clock=CLOCK,
    )


def housekeeping() -> "Housekeeping":
    """Return what the janitor runs."""
    from curator.images.discards.store import DiscardStore
    from curator.images.housekeeping import Housekeeping

    return Housekeeping(
        images=images(),
        discards=DiscardStore(table()),
        failing=_failing(),
        queue=queue(),
        incoming=incoming(),
        originals=originals(),
        variants=variants(),
        clock=CLOCK,
    )


def backfill() -> "Backfill":
    """Return what sends outdated images to the worker."""
    from curator.images.backfill import Backfill

    return Backfill(images=images(), queue=queue(), specification=settings().specification(), clock=CLOCK)


def _failing() -> "Failing":
    from curator.images.failing import Failing
    from curator.images.quota.store import QuotaStore

    return Failing(
        images=images(),
        quotas=QuotaStore(table(), CLOCK),
        leftovers=_leftovers(),
        clock=CLOCK,
    )


def _leftovers() -> "Leftovers":
    from curator.images.discards.store import DiscardStore
    from curator.images.leftovers import Leftovers

    return Leftovers(discards=DiscardStore(table()), specification=settings().specification(), clock=CLOCK)


def _rendering(render: "Render") -> "Rendering":
    from curator.images.rendering import Rendering
    from curator.images.together import in_threads

    return Rendering(
        render=render,
        originals=originals(),
        variants=variants(),
        max_pixels=settings().image_max_pixels,
        together=in_threads,
    )


def _new_id() -> str:
    return str(uuid4())


def _size(text: str) -> tuple[str, int]:
    name, _, limit = text.partition("=")
    try:
        return name.strip(), int(limit)
    except ValueError as error:
        raise SpecificationError(f"IMAGE_SIZES: {text!r} is not name=pixels") from error
