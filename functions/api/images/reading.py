"""`GET /api/v1/images/*`: finished images. Whoever knows an image's id may see it; ids cannot be guessed."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from curator.images.limits import URL_SECONDS
from curator.images.manifest import dimensions, result_metadata
from functions.api.roles import RolesRoute
from functions.api.services import ServicesOf

NOT_MODIFIED, TEMPORARY_REDIRECT = 304, 307
LAST_MINUTES = 600  # seconds an address still holds for whoever a cache gives it to at the last moment
REDIRECT_CACHING = f"public, max-age={URL_SECONDS - LAST_MINUTES}"

Reply = dict[str, Any]


class Size(StrEnum):
    """A variant."""

    THUMBNAIL = "thumbnail"
    MEDIUM = "medium"
    LARGE = "large"
    ORIGINAL = "original"


SizeOf = Annotated[Size, Query(description="which variant")]

router = APIRouter(prefix="/api/v1/images", route_class=RolesRoute)


@router.get("/batch")  # before the route of one image, which would take "batch" for an id
async def batch(
    services: ServicesOf,
    image_ids: Annotated[str, Query(description="ids, separated by commas")],
    size: SizeOf = Size.MEDIUM,
) -> Reply:
    """Return several images in the order asked for; those that are not there are left out."""
    wanted = [entry.strip() for entry in image_ids.split(",")]
    reader = services.images().reader
    images = [
        {"image_id": job.image_id, "url": reader.url(job, size), "size": size, "dominant_color": job.dominant_color}
        for job in reader.images(wanted)
        if size in job.variants
    ]
    return {"images": images, "requested": sum(bool(entry) for entry in wanted), "found": len(images)}


@router.get("/{image_id}")
async def image(image_id: str, services: ServicesOf, size: SizeOf = Size.MEDIUM) -> Reply:
    """Return one variant's address."""
    reader = services.images().reader
    job = reader.image(image_id)
    return {
        "image_id": job.image_id,
        "url": reader.url(job, size),
        "size": size,
        "metadata": {"dominant_color": job.dominant_color, "dimensions": dimensions(job, size)},
    }


@router.get("/{image_id}/all")
async def all_variants(image_id: str, services: ServicesOf) -> Reply:
    """Return the addresses of all variants with all metadata."""
    reader = services.images().reader
    job = reader.image(image_id)
    return {"image_id": job.image_id, "urls": reader.urls(job), "metadata": result_metadata(job)}


@router.get("/{image_id}/direct")
async def direct(
    image_id: str,
    services: ServicesOf,
    size: SizeOf = Size.MEDIUM,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Send on to one variant's bytes, or say that the caller has them.

    A cache that held on to the redirect itself asks with the same tag. It then takes over the headers of the 304, so
    these name an address that holds, too (RFC 9111, 3.2).
    """
    reader = services.images().reader
    job = reader.image(image_id)
    address = reader.url(job, size)
    tag = f'"{job.variants[size].sha256}"'
    headers = {"Location": address, "ETag": tag, "Cache-Control": REDIRECT_CACHING}
    is_known = any(one in {tag, "*"} for one in _tags(if_none_match))
    return Response(status_code=NOT_MODIFIED if is_known else TEMPORARY_REDIRECT, headers=headers)


def _tags(if_none_match: str) -> Iterator[str]:
    """Yield the tags of the header; one is weak or not without a difference to this question (RFC 9110, 13.1.2)."""
    return (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
