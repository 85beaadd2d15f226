"""Where a user stands in this hour, as headers."""

from fastapi import Request
from fastapi.responses import Response

from curator.images.errors import QuotaExceededError
from curator.images.models import Quota
from functions.api import problems

LIMIT, REMAINING, RESET = NAMES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


def quota_headers(quota: Quota) -> dict[str, str]:
    """Return the headers; the reset is the end of the hour, in seconds since 1970."""
    return {LIMIT: str(quota.limit), REMAINING: str(quota.remaining), RESET: str(quota.resets_at)}


async def answer(request: Request, problem: Exception) -> Response:
    """Return the answer to an upload beyond the quota."""
    response = await problems.answer(request, problem)
    if isinstance(problem, QuotaExceededError):
        response.headers.update(quota_headers(problem.quota))
    return response
