"""`GET /api/v1/search/*`: packages and organisations by what their names begin with, the exact one first."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from curator.usage.answers.lists import ListQuestion
from curator.usage.ecosystems import MAX_NAME, ecosystem_of
from curator.usage.errors import InvalidQuestionError
from curator.usage.records.orders import Order
from functions.api.services import ServicesOf
from functions.api.usage.guards import UsageRoute
from functions.api.usage.parameters import IfNoneMatch, WindowOf
from functions.api.usage.replies import reply

Beginning = Annotated[str, Query(min_length=1, max_length=100, description="what names begin with, in any case")]
EcosystemFilter = Annotated[str, Query(max_length=MAX_NAME, description="npm, pypi, go, …, or an alias as pip")]

router = APIRouter(prefix="/api/v1/search", route_class=UsageRoute)


@router.get("/packages")
async def search_packages(
    q: Beginning,
    services: ServicesOf,
    window: WindowOf,
    ecosystem: EcosystemFilter = "",
    if_none_match: IfNoneMatch = "",
) -> Response:
    """Return the packages whose names begin so, by name."""
    known = ecosystem_of(ecosystem) if ecosystem else None
    question = ListQuestion(order=Order.NAME, prefix=_beginning(q), ecosystem=known)
    return reply(services.usage().answers.lists.packages(question, window), if_none_match)


@router.get("/organizations")
async def search_organizations(
    q: Beginning, services: ServicesOf, window: WindowOf, if_none_match: IfNoneMatch = ""
) -> Response:
    """Return the organisations whose handles begin so, by name."""
    question = ListQuestion(order=Order.NAME, prefix=_beginning(q))
    return reply(services.usage().answers.lists.organizations(question, window), if_none_match)


def _beginning(text: str) -> str:
    if not text.strip():
        raise InvalidQuestionError("Say what the names begin with")
    return text.strip().lower()
