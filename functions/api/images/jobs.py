"""`GET /api/v1/images/jobs/*`: how far an upload is."""

from typing import Any

from fastapi import APIRouter

from curator.foundation.clock import iso_timestamp
from curator.images.manifest import result_metadata
from functions.api.roles import RolesRoute
from functions.api.services import ServicesOf

Reply = dict[str, Any]

router = APIRouter(prefix="/api/v1/images/jobs", route_class=RolesRoute)


@router.get("/{job_id}")
async def status(job_id: str, services: ServicesOf) -> Reply:
    """Return where a job stands; its last error stays, also while it is tried again and after a later success."""
    job = services.images().reader.job(job_id)
    return {
        "job_id": job.job_id,
        "image_id": job.image_id,
        "status": job.status,
        "created_at": iso_timestamp(job.created_at),
        "completed_at": moment(job.completed_at),
        "error": job.last_error,
        "attempts": job.attempts,
    }


@router.get("/{job_id}/result")
async def result(job_id: str, services: ServicesOf) -> Reply:
    """Return what a completed job made."""
    reader = services.images().reader
    job = reader.result(job_id)
    return {
        "job_id": job.job_id,
        "image_id": job.image_id,
        "status": job.status,
        "urls": reader.urls(job),
        "paths": reader.paths(job),
        "metadata": result_metadata(job),
        "completed_at": moment(job.completed_at),
    }


def moment(seconds: float | None) -> str | None:
    """Return a time as clients read it, None where there is none yet."""
    return None if seconds is None else iso_timestamp(seconds)
