"""`GET /api/v1/packages`: packages that somebody uses, and one of them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from curator.usage.answers.lists import PACKAGE_ORDERS, ListQuestion, PackageSort
from curator.usage.ecosystems import MAX_NAME, ecosystem_of
from functions.api.services import ServicesOf
from functions.api.usage.guards import UsageRoute
from functions.api.usage.parameters import DirectionOf, IfNoneMatch, PackageOf, WindowOf, is_descending
from functions.api.usage.replies import reply

EcosystemFilter = Annotated[str, Query(max_length=MAX_NAME, description="npm, pypi, go, …, or an alias as pip")]

router = APIRouter(prefix="/api/v1/packages", route_class=UsageRoute)
one = APIRouter(prefix="/api/v1/packages", route_class=UsageRoute)
"""Its path takes all that begins like it, so it goes after all others."""


@router.get("")
async def packages(
    services: ServicesOf,
    window: WindowOf,
    ecosystem: EcosystemFilter = "",
    sort: PackageSort = PackageSort.DEPENDENTS,
    order: DirectionOf = None,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """Return packages, those that most organisations use first."""
    question = ListQuestion(
        order=PACKAGE_ORDERS[sort],
        descending=is_descending(order, by_name=sort is PackageSort.NAME),
        ecosystem=ecosystem_of(ecosystem) if ecosystem else None,
    )
    return reply(services.usage().answers.lists.packages(question, window), if_none_match)


@one.get("/{ecosystem}/{name:path}")
async def package(package: PackageOf, services: ServicesOf, if_none_match: IfNoneMatch = "") -> Response:
    """Return what is known of a package."""
    return reply(services.usage().answers.details.package(package), if_none_match)
