"""`GET /api/v1` and `/api/v1/info`: what this service is, and what it can do."""

from typing import Any

from fastapi import APIRouter

from curator.images.formats import ACCEPTED
from functions.api.images.guards import MAX_DIRECT_BYTES
from functions.api.roles import OpenRoute
from functions.api.services import ServicesOf

DESCRIPTION = "Stores images, and gives each as four WebP variants with its dominant colour"
MEGABYTE = 1024 * 1024

Reply = dict[str, Any]

router = APIRouter(prefix="/api/v1", route_class=OpenRoute)


@router.get("")
async def card(services: ServicesOf) -> Reply:
    """Return what this service is."""
    facts = services.image_facts
    return {
        "service": facts.service,
        "version": facts.version,
        "description": DESCRIPTION,
        "documentation": None,  # it is in the repository: a page of it would tell everybody of operators' routes
        "health_check": "/api/v1/health",
        "dashboard": "/dashboard",
        "storage_backend": "s3",
    }


@router.get("/info")
async def info(services: ServicesOf) -> Reply:
    """Return what this service can do, and how much of it."""
    facts = services.image_facts
    return {
        "service": {"name": facts.service, "version": facts.version},
        "storage": {"backend": "s3", "region": facts.region or None},
        "processing": {
            "image_sizes": dict(facts.sizes),
            "webp_quality": facts.quality,
            "allowed_mime_types": list(ACCEPTED),
        },
        "limits": {
            "max_upload_size_mb": in_megabytes(facts.max_bytes),
            "max_direct_upload_size_mb": in_megabytes(min(facts.max_bytes, MAX_DIRECT_BYTES)),
            "rate_limit_per_hour": facts.uploads_per_hour,
        },
    }


def in_megabytes(size: int) -> float:
    """Return a size in megabytes of 1,048,576 bytes, a whole number where it is one."""
    megabytes = round(size / MEGABYTE, 1)
    return int(megabytes) if megabytes.is_integer() else megabytes
