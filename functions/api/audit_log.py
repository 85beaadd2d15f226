"""`/api/admin/audit-log`: who did what, for those who may look into it."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from curator.foundation.pagination.cursors import LONGEST
from curator.operations.audit.log import AuditFilter
from curator.operations.audit.records import Outcome
from curator.operations.audit.views import as_row
from functions.api.admin import MAX_LIMIT, Day, Page, Reply, Text
from functions.api.admin_guard import AdminRoute
from functions.api.roles import require_roles
from functions.api.services import Services, ServicesOf

DAY_SECONDS = 24 * 3600

PerPage = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[
    str | None, Query(max_length=LONGEST, description="`next_cursor` of the page before; empty for the first of them")
]

router = APIRouter(prefix="/api/admin/audit-log", route_class=AdminRoute)


async def _wanted(
    user_id: Text = "",
    username: Text = "",
    action_type: Text = "",
    resource: Text = "",
    outcome: Outcome | None = None,
    start_date: Day | None = None,
    end_date: Day | None = None,
) -> AuditFilter:
    return AuditFilter(
        user_id=user_id,
        username=username,
        action_type=action_type,
        resource=resource,
        outcome=outcome,
        since=None if start_date is None else _midnight(start_date),
        before=None if end_date is None else _midnight(end_date) + DAY_SECONDS,
    )


Wanted = Annotated[AuditFilter, Depends(_wanted)]


@router.get("")
@require_roles("view-audit-logs")
async def audit_log(
    services: ServicesOf, wanted: Wanted, page: Page = 1, per_page: PerPage = 20, cursor: Cursor = None
) -> Reply:
    """Return records, the newest first, by number of the page or by cursor; days are whole ones, by UTC."""
    return _page(services, wanted, page, per_page, cursor)


@router.get("/users/{user_id}")
@require_roles("view-audit-logs")
async def audit_log_of_a_user(
    user_id: str, services: ServicesOf, page: Page = 1, per_page: PerPage = 20, cursor: Cursor = None
) -> Reply:
    """Return what one person did, the newest first."""
    return _page(services, AuditFilter(user_id=user_id), page, per_page, cursor)


@router.get("/{record_id}")
@require_roles("view-audit-logs")
async def audit_record(record_id: str, services: ServicesOf) -> Reply:
    """Return one record."""
    return as_row(services.audit_log().find(record_id))


def _page(services: Services, wanted: AuditFilter, page: int, per_page: int, cursor: str | None) -> Reply:
    rows, meta = services.audit_log().page(wanted, page=page, per_page=per_page, cursor=cursor)
    return {"items": rows, "meta": meta.as_row()}


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
