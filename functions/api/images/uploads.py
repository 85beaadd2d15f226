"""`POST /api/v1/images/upload` and `/uploads`: a file with the request, or a form to post one straight to storage.

Both end in the same event, queue and job. A form takes files of any size that is allowed; with the request there is
room for what fits into one call of a function.
"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from curator.foundation.clock import iso_timestamp
from curator.images.buckets import LONGEST
from curator.images.formats import ACCEPTED as TAKEN
from curator.images.models import ImageJob, NewImage
from functions.api.images.guards import DirectUploadRoute, UploadRoute, too_large
from functions.api.images.quota_headers import quota_headers
from functions.api.roles import Caller
from functions.api.services import ServicesOf

ACCEPTED, CREATED = 202, 201
MAX_NAME = 1024  # of a file, cut to what is kept later
# For the contract alone: the room decides, and says what is wrong with a name.
FLAT, STRUCTURED = r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}", r"((groups|users)/[A-Za-z0-9_-]+|system)/?"
BUCKET: Any = {"pattern": f"^({FLAT}|(org-[A-Za-z0-9_-]+/)?{STRUCTURED})$"}
TYPE: Any = {"enum": list(TAKEN)}

direct = APIRouter(prefix="/api/v1/images", route_class=DirectUploadRoute)
announced = APIRouter(prefix="/api/v1/images", route_class=UploadRoute)


class Announcement(BaseModel):
    """A file that is about to be posted; `metadata` is an object, or text that holds one, as in the other way in."""

    bucket: Annotated[str, Field(min_length=1, max_length=LONGEST, json_schema_extra=BUCKET)]
    content_type: Annotated[str, Field(json_schema_extra=TYPE)]
    filename: Annotated[str, Field(max_length=MAX_NAME)] = ""
    metadata: dict[str, Any] | str | None = None


@direct.post("/upload", status_code=ACCEPTED)
async def upload(
    services: ServicesOf,
    caller: Caller,
    file: Annotated[UploadFile, File(description="JPEG, PNG or WebP")],
    bucket: Annotated[str, Form(min_length=1, max_length=LONGEST, json_schema_extra=BUCKET)],
    metadata: Annotated[str, Form(description="a JSON object to keep with the image")] = "{}",
) -> Response:
    """Take an image in; its variants are made later."""
    largest = services.image_facts.max_bytes
    data = await file.read(largest + 1)
    if len(data) > largest:
        raise too_large(largest)
    new = NewImage(
        principal=caller,
        bucket=bucket,
        metadata=metadata,
        filename=file.filename or "",
        content_type=file.content_type or "",
    )
    accepted = services.images().intake.accept(new, data)
    body = _pointers(accepted.job) | {"message": "Upload accepted. Processing initiated."}
    return JSONResponse(body, ACCEPTED, quota_headers(accepted.quota))


@announced.post("/uploads", status_code=CREATED)
async def announce(announcement: Announcement, services: ServicesOf, caller: Caller) -> Response:
    """Give a form for posting one image straight to storage: its fields first, then the file as the field `file`."""
    metadata = announcement.metadata
    new = NewImage(
        principal=caller,
        bucket=announcement.bucket,
        metadata=json.dumps(metadata) if isinstance(metadata, dict) else metadata,
        filename=announcement.filename,
        content_type=announcement.content_type,
    )
    expected = services.images().intake.announce(new)
    body = _pointers(expected.job) | {
        "upload": {"url": expected.form.url, "fields": dict(expected.form.fields)},
        "expires_at": iso_timestamp(expected.expires_at),
    }
    return JSONResponse(body, CREATED, quota_headers(expected.quota))


def _pointers(job: ImageJob) -> dict[str, str]:
    return {"job_id": job.job_id, "image_id": job.image_id, "status_url": f"/api/v1/images/jobs/{job.job_id}"}
