"""`GET /api/v1/health/*`: whether it answers, how much it has done, what failed, who decides on permissions."""

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Query

from curator.foundation.clock import Clock, iso_timestamp
from curator.images.limits import FAILED_PER_PAGE
from curator.images.models import ImageJob
from functions.api.images.jobs import moment
from functions.api.images.room import ImagesRoom
from functions.api.roles import OpenRoute
from functions.api.services import ServicesOf

DAY = 24 * 3600

Reply = dict[str, Any]
Limit = Annotated[int, Query(ge=1, le=FAILED_PER_PAGE)]

log = logging.getLogger(__name__)

router = APIRouter(prefix="/api/v1/health", route_class=OpenRoute)


@router.get("")
async def health(services: ServicesOf) -> Reply:
    """Say that the service answers. Nothing it depends on is asked."""
    facts = services.image_facts
    return {"status": "healthy", "service": facts.service, "version": facts.version, "timestamp": now(services.clock)}


@router.get("/stats")
async def stats(services: ServicesOf) -> Reply:
    """Return how much has been done, and how much is being done."""
    room = services.images()
    totals, day = room.statistics.stats(), room.statistics.performance(DAY)
    return {
        "status_breakdown": dict(totals.by_status),
        "performance_24h": {
            "completed_24h": day.completed,
            "avg_processing_time_seconds": seconds(day.average_seconds),
        },
        "storage": {"total_images": totals.total_images, "total_jobs": totals.total_jobs},
        "celery": workers(room),
        "timestamp": now(services.clock),
    }


@router.get("/failed")
async def failed(services: ServicesOf, limit: Limit = 50) -> Reply:
    """Return the jobs that failed last; `total` is the length of this page."""
    jobs = services.images().statistics.failed(limit)
    return {"failed_jobs": [failed_row(job) for job in jobs], "total": len(jobs)}


@router.get("/auth")
async def auth(services: ServicesOf) -> Reply:
    """Return how the service that decides on permissions does, and the cache of its answers."""
    return {**services.permissions().status(), "timestamp": now(services.clock)}


def workers(room: ImagesRoom) -> Reply:
    """Return how many workers have a job, and how many messages are with workers; why, where nobody can say."""
    try:
        active, depth = room.statistics.active(), room.queue.images()
    except Exception as problem:  # whatever keeps the queue from answering, the rest is worth showing
        log.exception("the images queue does not answer")
        return {
            "active_workers": 0,
            "active_tasks": 0,
            "error": f"Could not connect to the queue: {type(problem).__name__}",
        }
    return {"active_workers": active, "active_tasks": depth.in_flight}


def failed_row(job: ImageJob) -> Reply:
    """Return a failed job as lists show it."""
    return {
        "job_id": job.job_id,
        "image_id": job.image_id,
        "error": job.last_error,
        "attempts": job.attempts,
        "created_at": iso_timestamp(job.created_at),
        "failed_at": moment(job.completed_at),
    }


def seconds(duration: float | None) -> float | None:
    """Return a duration as clients read it."""
    return None if duration is None else round(duration, 2)


def now(clock: Clock) -> str:
    """Return this moment."""
    return iso_timestamp(clock.now())
