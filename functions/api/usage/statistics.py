"""`GET /api/v1/stats`: how much is known in all."""

from fastapi import APIRouter
from fastapi.responses import Response

from functions.api.services import ServicesOf
from functions.api.usage.guards import UsageRoute
from functions.api.usage.parameters import IfNoneMatch
from functions.api.usage.replies import reply

router = APIRouter(prefix="/api/v1/stats", route_class=UsageRoute)


@router.get("")
async def statistics(services: ServicesOf, if_none_match: IfNoneMatch = "") -> Response:
    """Return how many packages, organisations, repositories and dependencies are known; at most 15 minutes old."""
    return reply(services.usage().answers.details.statistics(), if_none_match)
