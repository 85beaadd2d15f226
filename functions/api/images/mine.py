"""`GET /api/v1/images/mine`: the caller's own images, the newest first."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from curator.foundation.clock import iso_timestamp
from curator.images.limits import OWNED_PER_PAGE
from curator.images.models import ImageJob
from curator.images.own_files.offering import stated_licence
from functions.api.images.guards import ReadRoute
from functions.api.roles import Caller
from functions.api.services import ServicesOf

Reply = dict[str, Any]

router = APIRouter(prefix="/api/v1/images", route_class=ReadRoute)


@router.get("/mine")
async def mine(
    services: ServicesOf,
    caller: Caller,
    after: Annotated[str | None, Query(description="id of the last image of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=OWNED_PER_PAGE)] = OWNED_PER_PAGE,
) -> Reply:
    """Return one page of the caller's finished images; `next` is what the next page begins after."""
    page = services.images().reader.owned(caller.user_id, after=after, limit=limit)
    own = [job for job in page if job.org_id == caller.org_id]
    return {"images": [_line(job) for job in own], "next": page[-1].image_id if len(page) == limit else None}


def _line(job: ImageJob) -> Reply:
    """Return what a list shows of an image. When it was taken is for its owner alone, as all that it says of itself."""
    return {
        "image_id": job.image_id,
        "filename": job.filename,
        "bucket": job.bucket,
        "content_type": job.content_type,
        "content_length": job.content_length,
        "created_at": iso_timestamp(job.created_at),
        "original_dimensions": {"width": job.width, "height": job.height},
        "dominant_color": job.dominant_color,
        "license": stated_licence(job) or None,
        "taken": job.photo.get("taken"),
        "has_place": "latitude" in job.photo,
        "variants": {
            name: {"width": variant.width, "height": variant.height, "size_bytes": variant.size_bytes}
            for name, variant in job.variants.items()
        },
    }
