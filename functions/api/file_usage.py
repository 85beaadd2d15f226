"""Where on Wikimedia projects published photographs are shown: of one batch, and of all that one user published."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from curator.usage.files.reading import MAX_BATCHES, MAX_FILES
from curator.usage.files.views import batch_row, counts_row, file_row
from functions.api.batches import MAX_ID, DownloadRoute
from functions.api.roles import Caller
from functions.api.services import ServicesOf

Reply = dict[str, Any]

After = Annotated[int, Query(ge=0, le=MAX_ID, description="`next` of the page before")]
Files = Annotated[int, Query(ge=1, le=MAX_FILES, description="photographs per page")]
Before = Annotated[int | None, Query(ge=1, le=MAX_ID, description="`next` of the page before")]
Batches = Annotated[int, Query(ge=1, le=MAX_BATCHES, description="batches per page")]

router = APIRouter(prefix="/api", route_class=DownloadRoute)


@router.get("/batches/{batch_id}/usage")
async def usage_of_a_batch(batch_id: int, services: ServicesOf, after: After = 0, limit: Files = MAX_FILES) -> Reply:
    """Return a batch's counts, and those of its photographs that a page shows, or that were deleted."""
    services.audit().get_batch(batch_id)
    page = services.file_usage().of_batch(batch_id, after=after, limit=limit)
    return {
        "batch_id": batch_id,
        "counts": None if page.usage is None else counts_row(page.usage.tally, page.usage.checked_at),
        "files": [file_row(file) for file in page.files],
        "next": page.following,
    }


@router.get("/file-usage")
async def usage_of_my_files(
    services: ServicesOf, caller: Caller, before: Before = None, limit: Batches = MAX_BATCHES
) -> Reply:
    """Return the counts of all that the caller published, and the batches of which a page shows something."""
    found = services.file_usage().of_user(caller.user_id, before=before, limit=limit)
    counts = counts_row(found.tally, found.checked_at)
    return {
        "counts": {name: value for name, value in counts.items() if name != "wikis"},
        "batches": [batch_row(batch) for batch in found.batches],
        "next": found.following,
    }
