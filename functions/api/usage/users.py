"""`GET /api/v1/packages/{ecosystem}/{name}/users` and what belongs to it: which organisations use a package.

A package's name may have slashes, so the routes are told apart by how paths end, and the longest endings go first. The
one module in a million whose own name ends like a route (`github.com/acme/users`) is asked about by none of them.
"""

from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime

from curator.usage.answers.asking import Answer
from curator.usage.answers.questions import Relation, Sort, UserFilter, UsersQuestion
from curator.usage.limits import DEFAULT_LIMIT
from curator.usage.models import Confidence, DependencyType
from functions.api.services import ServicesOf
from functions.api.usage.guards import UsageRoute
from functions.api.usage.parameters import (
    MAX_NUMBER,
    DirectionOf,
    Handle,
    IfNoneMatch,
    LargeWindowOf,
    Limit,
    PackageOf,
    WindowOf,
    is_descending,
)
from functions.api.usage.replies import CSV, reply

RECENT_SECONDS = 30 * 24 * 3600.0  # of changes, where nobody says since when

Reply = dict[str, Any]
Types = Annotated[list[DependencyType], Query(description="in which ways a repository may need it; several are or")]
MinStars = Annotated[int, Query(ge=0, le=MAX_NUMBER, description="of an organisation's counted repositories together")]
Format = Annotated[Literal["json", "csv"], Query(alias="format")]
Since = Annotated[AwareDatetime | None, Query(description="a moment with its zone; 30 days ago by default")]
After = Annotated[str | None, Query(pattern=r"^[0-9A-Za-z-]{1,64}$", description="`next_after` of the page before")]

router = APIRouter(prefix="/api/v1/packages/{ecosystem}/{name:path}", route_class=UsageRoute)


async def _question(
    package: PackageOf,
    sort: Sort = Sort.STARS,
    order: DirectionOf = None,
    min_stars: MinStars = 0,
    dependency_type: Types = [],  # noqa: B006 - FastAPI copies it
    relation: Relation = Relation.DIRECT,
    include_archived: bool = False,
    has_sponsorship: bool | None = None,
    confidence: Confidence | None = None,
) -> UsersQuestion:
    wanted = UserFilter(
        min_stars=min_stars,
        types=frozenset(dependency_type),
        relation=relation,
        include_archived=include_archived,
        sponsored=has_sponsorship,
        confidence=confidence,
    )
    descending = is_descending(order, by_name=sort is Sort.NAME)
    return UsersQuestion(package=package, filter=wanted, sort=sort, descending=descending)


Question = Annotated[UsersQuestion, Depends(_question)]


@router.get("/users/{organization}")
async def repositories_of_a_user(
    package: PackageOf, organization: Handle, services: ServicesOf, after: After = None, limit: Limit = DEFAULT_LIMIT
) -> Reply:
    """Return all of an organisation's repositories that use the package, with all the proof."""
    return services.usage().answers.one_user.repositories(package, organization, after=after, limit=limit)


@router.get("/users.csv")
async def users_as_csv(
    request: Request, question: Question, window: LargeWindowOf, services: ServicesOf, if_none_match: IfNoneMatch = ""
) -> Response:
    """Return the organisations as CSV; the header `Link` has the address of the next page, where there is one."""
    answer = services.usage().answers.users.spreadsheet(question, window)
    return _spreadsheet(request, question, answer, if_none_match)


@router.get("/users")
async def users(
    request: Request,
    question: Question,
    window: WindowOf,
    services: ServicesOf,
    as_format: Format = "json",
    if_none_match: IfNoneMatch = "",
) -> Response:
    """Return the organisations that use a package: their repositories, versions, and the lines that prove it."""
    if as_format == "csv":
        answer = services.usage().answers.users.spreadsheet(question, window)
        return _spreadsheet(request, question, answer, if_none_match)
    return reply(services.usage().answers.users.users(question, window), if_none_match)


@router.get("/dependents")
async def dependents(
    question: Question, window: WindowOf, services: ServicesOf, if_none_match: IfNoneMatch = ""
) -> Response:
    """Return the organisations that use a package in the short form: without versions and proof."""
    return reply(services.usage().answers.users.dependents(question, window), if_none_match)


@router.get("/changes")
async def changes(package: PackageOf, services: ServicesOf, since: Since = None, limit: Limit = DEFAULT_LIMIT) -> Reply:
    """Return which organisations began or stopped using the package, the earliest first."""
    moment = services.clock.now() - RECENT_SECONDS if since is None else since.timestamp()
    return services.usage().answers.one_user.changes(package, since=moment, limit=limit)


def _spreadsheet(request: Request, question: UsersQuestion, answer: Answer, if_none_match: str) -> Response:
    name = quote(f"users-of-{question.package.ecosystem}-{question.package.name}".replace("/", "-"), safe="@")
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    if answer.next_cursor is not None:
        headers["Link"] = f'<{_next_address(request, answer.next_cursor)}>; rel="next"'
    return reply(answer, if_none_match, media_type=CSV, headers=headers)


def _next_address(request: Request, cursor: str) -> str:
    asked = [(name, value) for name, value in request.query_params.multi_items() if name not in _PLACES]
    return f"{quote(request.scope['path'], safe='/@')}?{urlencode([*asked, ('cursor', cursor)])}"


_PLACES = {"offset", "page", "cursor"}
