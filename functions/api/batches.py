"""`/api/batches/*`: what anybody logged in may take away of a batch."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from curator.uploads.audit.trail import ROWS_PER_PAGE, Page, as_csv, as_json
from functions.api.roles import SignedInRoute
from functions.api.services import ServicesOf

MAX_ID = 10**12 - 1

After = Annotated[int, Query(ge=0, le=MAX_ID, description="the last upload id of the page before")]
Limit = Annotated[int, Query(ge=1, le=ROWS_PER_PAGE, description="photographs per page")]


class DownloadRoute(SignedInRoute):
    """A route for whoever is signed in."""

    unknown = "Unauthorized"


router = APIRouter(prefix="/api/batches", route_class=DownloadRoute)


@router.get("/{batch_id}/audit.json")
async def audit_json(batch_id: int, services: ServicesOf, after: After = 0, limit: Limit = ROWS_PER_PAGE) -> Response:
    """Return a batch's audit trail: every photograph with every attempt, and why it ended."""
    page = services.audit().page(batch_id, after=after, limit=limit)
    return Response(as_json(page), media_type="application/json", headers=_headers(page, limit, "json"))


@router.get("/{batch_id}/audit.csv")
async def audit_csv(batch_id: int, services: ServicesOf, after: After = 0, limit: Limit = ROWS_PER_PAGE) -> Response:
    """Return the same as a table; the header `Link` has the address of the next page."""
    page = services.audit().page(batch_id, after=after, limit=limit)
    return Response(as_csv(page), media_type="text/csv", headers=_headers(page, limit, "csv"))


def _headers(page: Page, limit: int, kind: str) -> dict[str, str]:
    headers = {"Content-Disposition": f'attachment; filename="curator-batch-{page.batch.id}.{kind}"'}
    if page.following is not None:
        address = f"/api/batches/{page.batch.id}/audit.{kind}?after={page.following}&limit={limit}"
        headers["Link"] = f'<{address}>; rel="next"'
    return headers
