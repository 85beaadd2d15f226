"""How GitHub says no, and what that means. Its words are never looked at."""

import httpx
import pytest

from curator.usage.providers.errors import (
    ProviderNotFoundError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from curator.usage.providers.questions import ManifestQuery, OrganizationQuery, RepositoryQuery
from tests.unit.usage.providers.github_replies import COMMIT, graph_error, limited, provider, tree
from tests.unit.usage.providers.service import Service, Site

MANIFESTS = ManifestQuery(owner="acme", name="web", commit=COMMIT)
BY_NAME = RepositoryQuery(names=("acme/web",))
LIMITS = "rate-limits-for-the-rest-api"
NO_DATA = {"data": None, "errors": [graph_error("INTERNAL")]}


# scenario usage-79
@pytest.mark.parametrize("status", [403, 429], ids=str)
@pytest.mark.parametrize(
    ("about", "headers", "wait", "growing"),
    [
        pytest.param("", {"retry_after": "30"}, 30, False, id="a secondary limit with a time"),
        pytest.param(
            "", {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1800000900"}, 900, False, id="the hour's"
        ),
        pytest.param(LIMITS, {"x_ratelimit_remaining": "41"}, 60, True, id="a secondary limit without a time"),
    ],
)
def test_asking_too_much_is_recognised(
    status: int, about: str, headers: dict[str, str], wait: float, growing: bool
) -> None:
    service = Service(limited(status, about=about, **headers))
    with pytest.raises(RateLimitedError) as caught:
        provider(service).fetch_manifests(MANIFESTS)
    assert caught.value.retry_at == service.clock.now() + wait
    ((resource, report),) = service.budget.reports
    assert (resource, report.growing) == ("github-core", growing)
    assert len(service.requests) == 1


# The status of a query that is refused is 200: the reply says so.
# scenario usage-79
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({"errors": [graph_error("RATE_LIMITED")]}, id="the hour's"),
        pytest.param({"data": None, "errors": [graph_error("RATE_LIMITED")]}, id="the hour's, with no data"),
        pytest.param(
            {"message": "…", "documentation_url": "https://docs.github.com/graphql/…#secondary-rate-limits"},
            id="a secondary limit",
        ),
    ],
)
def test_a_query_for_which_nothing_is_left_is_recognised(reply: object) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000900", "x-ratelimit-limit": "5000"}
    service = Service(httpx.Response(200, json=reply, headers=headers))
    with pytest.raises(RateLimitedError) as caught:
        provider(service).fetch_repositories(BY_NAME)
    assert caught.value.retry_at == 1_800_000_900
    assert [resource for resource, _ in service.budget.reports] == ["github-graphql"]


def test_a_file_that_speaks_of_limits_is_not_taken_for_one() -> None:
    text = '{"type": "RATE_LIMITED"}'
    service = Service({"data": {"r0": {"nameWithOwner": "acme/web", "url": "https://github.com/acme/web", "id": text}}})
    (found,) = provider(service).fetch_repositories(BY_NAME).items
    assert found.node_id == text


# A repository that GitHub closed: `{"message": "Repository access blocked", "block": {"reason": "dmca", …}}`.
@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(404, json={"message": "Not Found"}),
        httpx.Response(410, json={"message": "Gone"}),
        httpx.Response(451, json={"message": "Repository access blocked", "block": {"reason": "dmca"}}),
        httpx.Response(403, json={"message": "Repository access blocked", "block": {"reason": "tos"}}),
    ],
    ids=lambda reply: str(reply.status_code),
)
def test_what_is_closed_to_everybody_is_not_there(reply: httpx.Response) -> None:
    with pytest.raises(ProviderNotFoundError):
        provider(Service(reply)).fetch_manifests(MANIFESTS)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(401, json={"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"}),
        httpx.Response(403, json={"message": "Resource not accessible by personal access token"}),
        httpx.Response(403, content=b"<html>"),
    ],
    ids=["bad credentials", "no right", "no JSON"],
)
def test_a_token_that_is_not_taken_is_no_limit(reply: httpx.Response) -> None:
    with pytest.raises(ProviderRefusedError):
        provider(Service(reply)).fetch_manifests(MANIFESTS)


# GitHub gives up on a query after ten seconds: 502 or 504, or no data.
@pytest.mark.parametrize("reply", [httpx.Response(502), httpx.Response(504), NO_DATA], ids=["502", "504", "no data"])
def test_a_query_that_came_to_nothing_may_work_later(reply: object) -> None:
    with pytest.raises(ProviderUnavailableError):
        provider(Service(reply)).fetch_organizations(OrganizationQuery(handles=("acme",)))


def test_the_token_and_the_version_go_with_every_request() -> None:
    service = Service(tree())
    provider(service).fetch_manifests(MANIFESTS)
    (request,) = service.requests
    assert request.headers["authorization"] == "Bearer token-1"
    assert request.headers["x-github-api-version"] == "2022-11-28"
    assert request.headers["accept"] == "application/vnd.github+json"


def test_without_a_token_none_is_sent() -> None:
    service = Service(tree())
    provider(service, token=None).fetch_manifests(MANIFESTS)
    assert "authorization" not in service.requests[0].headers


def test_whether_github_answers_costs_nothing_of_a_limit() -> None:
    site = Site({"GET /rate_limit": {"resources": {}}})
    assert provider(site).health_check()
    assert site.budget.spent.total() == 0
    assert not provider(Service(httpx.Response(500))).health_check()
