"""`/api/admin/replays`: dead letters sent back, by operators. The replayer does it; these routes ask, and tell."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from curator.operations.replays.models import DEFAULT_BUDGET, LARGEST_BUDGET, Asker, Origin, Wish
from curator.operations.replays.selection import Selection
from curator.operations.replays.service import LONGEST_REASON
from curator.operations.replays.views import letter_outcome_row, replay_row
from functions.api.admin import Limit, Reply
from functions.api.admin_guard import AdminRoute
from functions.api.dead_letters import After
from functions.api.roles import Caller
from functions.api.services import ServicesOf

router = APIRouter(prefix="/api/admin/replays", route_class=AdminRoute)


class ReplayRequest(BaseModel):
    """What to replay: a queue, which of its letters, why, and how many at the most."""

    model_config = ConfigDict(extra="forbid")

    queue: str
    selection: dict[str, Any]
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
    budget: Annotated[int, Field(ge=1, le=LARGEST_BUDGET)] = DEFAULT_BUDGET


@router.post("", status_code=202)
async def ask(wanted: ReplayRequest, services: ServicesOf, caller: Caller) -> Reply:
    """Ask for a replay; it begins within moments, and its record tells how it goes."""
    wish = Wish(
        queue=wanted.queue,
        selection=Selection.parse(wanted.selection),
        reason=wanted.reason.strip(),
        asked_by=Asker(user_id=caller.user_id, username=caller.username),
        origin=Origin.ADMIN,
        budget=wanted.budget,
    )
    return replay_row(services.replays().ask(wish))


@router.get("")
async def replays(services: ServicesOf, limit: Limit = 50, before: After = "") -> Reply:
    """Return replays, the newest first."""
    found, following = services.replays().newest(before=before, limit=limit)
    return {"items": [replay_row(replay) for replay in found], "next": following}


@router.get("/{replay_id}")
async def replay(replay_id: str, services: ServicesOf, limit: Limit = 100, after: After = "") -> Reply:
    """Return a replay, and what became of its letters."""
    found = services.replays().find(replay_id)
    letters, following = services.replays().letters(replay_id, after=after, limit=limit)
    return replay_row(found) | {"letters": [letter_outcome_row(letter) for letter in letters], "next": following}
