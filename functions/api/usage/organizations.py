"""`GET /api/v1/organizations`: organisations and users of GitHub, and one of them with its repositories."""

from fastapi import APIRouter
from fastapi.responses import Response

from curator.usage.answers.lists import ORGANIZATION_ORDERS, ListQuestion, OrganizationSort
from functions.api.services import ServicesOf
from functions.api.usage.guards import UsageRoute
from functions.api.usage.parameters import DirectionOf, Handle, IfNoneMatch, WindowOf, is_descending
from functions.api.usage.replies import reply

router = APIRouter(prefix="/api/v1/organizations", route_class=UsageRoute)


@router.get("")
async def organizations(
    services: ServicesOf,
    window: WindowOf,
    sort: OrganizationSort = OrganizationSort.CREATED_AT,
    order: DirectionOf = None,
    has_sponsorship: bool | None = None,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """Return organisations, the newest first unless another order is asked for."""
    question = ListQuestion(
        order=ORGANIZATION_ORDERS[sort],
        descending=is_descending(order, by_name=sort is OrganizationSort.NAME),
        sponsored=has_sponsorship,
    )
    return reply(services.usage().answers.lists.organizations(question, window), if_none_match)


@router.get("/{name}")
async def organization(
    name: Handle, services: ServicesOf, window: WindowOf, if_none_match: IfNoneMatch = ""
) -> Response:
    """Return an organisation with a page of its repositories, those with most stars first."""
    return reply(services.usage().answers.details.organization(name, window), if_none_match)
