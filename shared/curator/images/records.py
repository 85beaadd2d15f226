"""How images and events are written down as items, and read back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from curator.foundation.table import Item
from curator.images.models import EventType, ImageEvent, ImageJob, JobStatus, StoredVariant

LISTED = "listed"  # the index, whose keys are these two
LISTED_PARTITION = "listed_pk"
LISTED_AT = "listed_at"
PLAIN_FIELDS = tuple(
    field.name
    for field in fields(ImageJob)
    if field.name not in {"status", "metadata", "variants", "replaced", "photo"}
)


def encode_job(job: ImageJob) -> Item:
    """Return the image's attributes; absent values are left out by the table gateway.

    Metadata is kept as text: a caller's nulls, empty keys and long numbers are none that an attribute could hold.
    """
    return {
        **{name: getattr(job, name) for name in PLAIN_FIELDS},
        "status": job.status,
        "metadata": _text(job.metadata),
        "photo": _text(job.photo) if job.photo else None,
        "variants": {name: asdict(variant) for name, variant in job.variants.items()},
        "replaced": list(job.replaced) or None,
        **_listing(job),
    }


def _listing(job: ImageJob) -> Item:
    """Return where the job stands in the index: among those of its state, by the moment that matters there."""
    if job.deleted_at is not None:
        return {}
    moments = {
        JobStatus.PENDING: job.created_at,
        JobStatus.PROCESSING: job.lease_until,
        JobStatus.RETRYING: job.lease_until,
        JobStatus.COMPLETED: job.completed_at,
        JobStatus.FAILED: job.completed_at,
    }
    return {LISTED_PARTITION: job.status, LISTED_AT: moments[job.status]}


def decode_job(item: Item) -> ImageJob:
    """Return the image an item holds."""
    values: dict[str, Any] = {name: item[name] for name in PLAIN_FIELDS if name in item}
    return ImageJob(
        **values,
        status=JobStatus(item["status"]),
        metadata=json.loads(item["metadata"]),
        replaced=tuple(item.get("replaced", ())),
        photo=json.loads(item.get("photo", "{}")),
        variants={name: StoredVariant(**variant) for name, variant in item["variants"].items()},
    )


def encode_event(event: ImageEvent) -> Item:
    """Return the event's attributes."""
    return {**asdict(event), "detail": _text(event.detail)}


def decode_event(item: Item) -> ImageEvent:
    """Return the event an item holds."""
    return ImageEvent(
        id=item["id"],
        event_type=EventType(item["event_type"]),
        image_id=item["image_id"],
        job_id=item["job_id"],
        actor=item["actor"],
        at=item["at"],
        detail=json.loads(item["detail"]),
    )


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, separators=(",", ":"))
