"""`/api/admin/dead-letters` and `/api/admin/incidents`: what queues gave up on, and what alarms rang for."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from curator.operations.dead_letters.models import Cause
from curator.operations.dead_letters.views import letter_row, queue_row
from curator.operations.incidents.views import incident_row
from functions.api.admin import Limit, Reply, Text
from functions.api.admin_guard import AdminRoute
from functions.api.services import ServicesOf

After = Annotated[Text, Query(description="`next` of the page before; empty for the first of them")]

router = APIRouter(prefix="/api/admin", route_class=AdminRoute)


@router.get("/dead-letters")
async def dead_letters(
    services: ServicesOf,
    queue: Text = "",
    cause: Cause | None = None,
    status: Literal["open", "ended"] = "open",
    limit: Limit = 50,
    after: After = "",
) -> Reply:
    """Return dead letters, open ones the oldest first, ended ones the newest first, and how many each queue has."""
    room = services.dead_letters()
    letters, following = room.page(queue=queue or None, cause=cause, ended=status == "ended", limit=limit, after=after)
    return {
        "items": [letter_row(letter) for letter in letters],
        "next": following,
        "queues": [queue_row(summary) for summary in room.queues()],
    }


@router.get("/incidents")
async def incidents(services: ServicesOf, limit: Limit = 50, before: After = "") -> Reply:
    """Return what alarms rang for, the newest first."""
    found, following = services.incidents().newest(before=before, limit=limit)
    return {"items": [incident_row(incident) for incident in found], "next": following}
