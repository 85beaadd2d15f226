"""`/api/admin/*`: what operators see, and what they do to uploads. Replies hold their nulls."""

import re
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, Field

from curator.uploads.admin import views
from curator.uploads.admin.failures import FailureFilter, Sorting
from curator.uploads.admin.filters import UploadFilter
from curator.uploads.models import UploadStatus
from functions.api.admin_guard import AdminRoute, OperatorSession
from functions.api.services import ServicesOf

MAX_PAGE = 1_000_000
MAX_LIMIT = 100
MAX_IDS = 500  # of one request: each is a transaction, and the gateway waits for 29 s
MAX_ID = 10**12 - 1
MAX_TEXT = 255
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Page = Annotated[int, Query(ge=1, le=MAX_PAGE)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Text = Annotated[str, Query(max_length=MAX_TEXT)]
Statuses = Annotated[list[UploadStatus], Query()]
Ids = Annotated[list[Annotated[int, Field(ge=1, le=MAX_ID)]], Field(max_length=MAX_IDS)]
Reply = dict[str, Any]


def _written_as_a_day(text: str) -> str:
    if not DAY.fullmatch(text):
        raise ValueError("a day is written as in 2026-12-31")
    return text


Day = Annotated[date, BeforeValidator(_written_as_a_day)]  # pydantic would take a number for seconds since 1970

router = APIRouter(prefix="/api/admin", route_class=AdminRoute)


class UploadIds(BaseModel):
    """Which uploads to change."""

    ids: Ids


class RetryRequest(BaseModel):
    """Which uploads to try again."""

    upload_ids: Ids


@router.get("/batches")
async def batches(services: ServicesOf, page: Page = 1, limit: Limit = 100, filter_text: Text = "") -> Reply:
    """Return batches, the newest first."""
    found, total = services.admin().lists.batches(page=page, limit=limit, text=filter_text)
    return {"items": [views.batch_row(batch) for batch in found], "total": total}


@router.get("/users")
async def users(services: ServicesOf, page: Page = 1, limit: Limit = 100, filter_text: Text = "") -> Reply:
    """Return users, the newest first."""
    found, total = services.admin().lists.users(page=page, limit=limit, text=filter_text)
    return {"items": [views.user_row(user) for user in found], "total": total}


@router.get("/presets")
async def presets(services: ServicesOf, page: Page = 1, limit: Limit = 100, filter_text: Text = "") -> Reply:
    """Return presets, the newest first."""
    found, total = services.admin().lists.presets(page=page, limit=limit, text=filter_text)
    return {"items": [views.preset_row(preset) for preset in found], "total": total}


@router.get("/upload_requests")
async def upload_requests(
    services: ServicesOf,
    page: Page = 1,
    limit: Limit = 100,
    filter_text: Text = "",
    status: Statuses = [],  # noqa: B006 - FastAPI copies it
    date_from: Day | None = None,
    date_to: Day | None = None,
) -> Reply:
    """Return uploads by id, the highest first."""
    wanted = UploadFilter(text=filter_text, statuses=status, date_from=date_from, date_to=date_to)
    found, total = services.admin().lists.uploads(page=page, limit=limit, wanted=wanted)
    return {"items": [views.upload_row(upload, text) for upload, text in found], "total": total}


@router.get("/failed_uploads")
async def failed_uploads(
    services: ServicesOf,
    page: Page = 1,
    limit: Limit = 50,
    sort_by: Sorting = Sorting.RECENT,
    error_type: Text = "",
    handler: Text = "",
    search_text: Text = "",
) -> Reply:
    """Return failed uploads, by batch."""
    wanted = FailureFilter(error_type=error_type, handler=handler, text=search_text)
    found, total = services.admin().failures.batches(page=page, limit=limit, sorting=sort_by, wanted=wanted)
    return {"items": [views.failed_batch_row(group) for group in found], "total": total}


@router.put("/upload_requests/{upload_id}")
async def change_upload(upload_id: int, fields: dict[str, Any], services: ServicesOf) -> Reply:
    """Change an upload's status, or what was written with it."""
    services.admin().uploads.change(upload_id, fields)
    return {"message": f"Upload {upload_id} changed"}


@router.post("/upload_requests/bulk-cancel")
async def bulk_cancel(chosen: UploadIds, services: ServicesOf) -> Reply:
    """Cancel those of the uploads that have not ended."""
    return {"cancelled_count": services.admin().uploads.cancel(chosen.ids)}


@router.post("/upload_requests/bulk-fail")
async def bulk_fail(chosen: UploadIds, services: ServicesOf) -> Reply:
    """Mark those of the uploads as failed that are not."""
    return {"failed_count": services.admin().uploads.fail(chosen.ids)}


@router.post("/retry")
async def retry(chosen: RetryRequest, services: ServicesOf, session: OperatorSession) -> Reply:
    """Copy uploads into a new batch of the operator, to be tried with the operator's own rights and limits."""
    count, batch_id = services.admin().retrier.retry_uploads(
        session.principal, chosen.upload_ids, encrypted_token=session.encrypted_token
    )
    return {
        "message": f"Retrying {count} of {len(chosen.upload_ids)} uploads",
        "retried_count": count,
        "requested_count": len(chosen.upload_ids),
        "new_batch_id": batch_id,
    }
