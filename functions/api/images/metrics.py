"""`GET /metrics`: numbers for Prometheus that are the same whichever instance is asked.

An instance of a function serves one request at a time and is gone when nobody asks; what it counted by itself would be
a sample of nothing. So only what tables and queues know is told: what the rooms keep count of themselves, and what all
instances have added up (`curator.operations.metrics`). Another room adds its source to the list.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from curator.images.models import JobStatus
from curator.operations.metrics import exposition
from functions.api.roles import OpenRoute
from functions.api.services import Services, ServicesOf

# https://prometheus.io/docs/instrumenting/exposition_formats/
TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
COUNTER, GAUGE = "counter", "gauge"

log = logging.getLogger(__name__)

router = APIRouter(route_class=OpenRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric: its values by what the label says, or by "" where there is no label."""

    name: str
    kind: str
    text: str
    values: Mapping[str, int]
    label: str = ""


@router.get("/metrics")
async def metrics(services: ServicesOf) -> Response:
    """Return all metrics. A source that does not answer is told as such, and its metrics are absent."""
    service = services.image_facts.service
    told: list[str] = list(_lines(_about(services), service))
    answering = {}
    for name, source in SOURCES.items():
        try:
            told += source(services)
        except Exception:  # whatever keeps it from answering
            log.exception("a source of metrics does not answer", extra={"source": name})
            answering[name] = 0
        else:
            answering[name] = 1
    up = Family(
        name="metrics_source_up", kind=GAUGE, text="Whether a source answered", values=answering, label="source"
    )
    told += _lines(up, service)
    return Response("\n".join(told) + "\n", media_type=TEXT_FORMAT, headers={"Cache-Control": "no-store"})


def images(services: Services) -> Iterator[Family]:
    """Yield what the images table has counted, in the same transactions as what it counts."""
    totals = services.images().statistics.stats()
    ended = {str(status): totals.by_status.get(status, 0) for status in (JobStatus.COMPLETED, JobStatus.FAILED)}
    yield Family(
        name="image_uploads_total",
        kind=COUNTER,
        text="Images taken in or announced",
        values={"accepted": totals.total_jobs},
        label="status",
    )
    yield Family(
        name="image_processing_jobs_total", kind=COUNTER, text="Jobs that have ended", values=ended, label="status"
    )
    yield Family(
        name="image_processing_jobs_active",
        kind=GAUGE,
        text="Jobs that a worker has",
        values={"": services.images().statistics.active()},
    )
    yield Family(
        name="image_storage_bytes",
        kind=GAUGE,
        text="Bytes of variants in storage",
        values=totals.bytes_by_variant,
        label="size",
    )


def queues(services: Services) -> Iterator[Family]:
    """Yield how many messages wait, as the queues themselves say."""
    queue = services.images().queue
    yield Family(
        name="celery_queue_length",
        kind=GAUGE,
        text="Messages that wait",
        values={"celery": queue.images().waiting, "dlq": queue.dead_letters().waiting},
        label="queue",
    )


def of_the_images(source: Callable[[Services], Iterator[Family]]) -> Callable[[Services], list[str]]:
    """Return what tells the lines of a source's families."""
    return lambda services: [
        line for family in source(services) for line in _lines(family, services.image_facts.service)
    ]


def counted(services: Services) -> list[str]:
    """Return the lines of what all instances have counted."""
    return list(exposition.lines(services.counted()))


SOURCES: Mapping[str, Callable[[Services], list[str]]] = {
    "images": of_the_images(images),
    "queues": of_the_images(queues),
    "counted": counted,
}


def _about(services: Services) -> Family:
    version = {services.image_facts.version: 1}
    return Family(name="service_info", kind=GAUGE, text="What this service is", values=version, label="version")


def _lines(family: Family, service: str) -> Iterator[str]:
    yield f"# HELP {family.name} {family.text}"
    yield f"# TYPE {family.name} {family.kind}"
    for value, count in family.values.items():
        labels = {"service": service} | ({family.label: value} if family.label else {})
        yield exposition.sample(family.name, labels, count)
