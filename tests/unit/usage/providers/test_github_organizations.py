"""Owners, and whether they can be sponsored."""

from typing import Any

import httpx
import pytest

from curator.usage.providers.github.funding import funding_url
from curator.usage.providers.models import FoundOrganization
from curator.usage.providers.questions import OrganizationQuery
from tests.unit.usage.providers.github_replies import asking, graph, graph_error, owner_node, variables
from tests.unit.usage.providers.service import sending

GRAPH = "POST /graphql"
FUNDING = "GET /repos/acme/.github/contents/FUNDING.yml"
ACME = {"login": "acme", "html_url": "https://github.com/acme", "blog": "", "bio": None, "public_repos": 12}


def one(**more: Any) -> FoundOrganization:
    github, _ = asking({GRAPH: graph(o0=owner_node(**more))})
    (found,) = github.fetch_organizations(OrganizationQuery(handles=("ACME",)))
    return found


def test_an_owner_has_its_own_repositories_and_the_stars_of_the_hundred_with_most() -> None:
    assert one() == FoundOrganization(
        asked="ACME",
        handle="acme",
        github_url="https://github.com/acme",
        website_url="https://acme.example",
        description="Makes the web",
        total_repositories=3,
        total_stars=82,
        sponsorship_known=True,
    )


def test_a_user_has_a_bio() -> None:
    assert one(__typename="User", description=None, bio="I make the web").description == "I make the web"


def test_github_sponsors_comes_before_every_other_link() -> None:
    links = {"nodes": [{"fundingLinks": [{"platform": "CUSTOM", "url": "https://acme.example/pay"}]}]}
    assert one(hasSponsorsListing=True, top=links).sponsorship_url == "https://github.com/sponsors/acme"
    assert one(top=links).sponsorship_url == "https://acme.example/pay"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://acme.example", "https://", "https://a b.example", 7, None]
)
def test_a_link_that_is_no_web_page_is_none(url: object) -> None:
    assert one(top={"nodes": [{"fundingLinks": [{"url": url}]}]}, websiteUrl=url).sponsorship_url is None


def test_owners_that_do_not_exist_are_left_out() -> None:
    github, site = asking({GRAPH: graph(graph_error("NOT_FOUND", "o0"), o0=None, o1=owner_node())})
    found = github.fetch_organizations(OrganizationQuery(handles=("gone", "acme", "gone")))
    assert [owner.asked for owner in found] == ["acme"]
    assert variables(site.requests[0]) == {"l0": "gone", "l1": "acme"}


def test_ten_owners_cost_one_point() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        asked = variables(request)
        return graph(**{f"o{place}": owner_node(asked[f"l{place}"]) for place in range(len(asked))})(request)

    github, site = asking({GRAPH: answer})
    handles = tuple(f"owner-{number}" for number in range(25))
    assert [owner.handle for owner in github.fetch_organizations(OrganizationQuery(handles=handles))] == list(handles)
    assert site.budget.spent == {"github-graphql": 3}


# https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#other-resource-limits
def test_an_owner_too_large_for_the_query_is_asked_for_alone() -> None:
    error = graph_error("RESOURCE_LIMITS_EXCEEDED", "o1", "repositories")
    github, _ = asking({GRAPH: graph(error, o0=owner_node("small"), o1=owner_node()), "GET /users/acme": ACME})
    small, large = github.fetch_organizations(OrganizationQuery(handles=("small", "acme")))
    assert (small.total_stars, small.sponsorship_known) == (82, True)
    assert (large.total_stars, large.total_repositories, large.sponsorship_known) == (None, 12, False)


@pytest.mark.parametrize(
    "place", [FUNDING, "GET /repos/acme/.github/contents/.github/FUNDING.yml"], ids=["at the top", "in its folder"]
)
def test_without_a_token_the_owners_default_funding_file_is_read(place: str) -> None:
    github, site = asking({"GET /users/acme": ACME, place: sending(b"github: [acme, other]\n")}, token=None)
    (found,) = github.fetch_organizations(OrganizationQuery(handles=("acme", "gone")))
    assert found.sponsorship_url == "https://github.com/sponsors/acme"
    assert site.requests[1].headers["accept"] == "application/vnd.github.raw+json"


@pytest.mark.parametrize(
    ("content", "url"),
    [
        pytest.param(b"github: acme\npatreon: acme", "https://github.com/sponsors/acme", id="a name"),
        pytest.param(b"patreon: acme\ngithub: []", "https://www.patreon.com/acme", id="an empty list"),
        pytest.param(b"custom: ['acme.example/pay']", "https://acme.example/pay", id="an address of its own"),
        pytest.param(b"# github: acme\ngithub: # Replace with up to 4", None, id="the form, not filled in"),
        pytest.param(b"github: 7\ncustom: 'javascript:alert(1)'", None, id="nonsense"),
        pytest.param(b"- a list", None, id="no mapping"),
        pytest.param(b"a: [", None, id="no YAML"),
        pytest.param(b"a: !!python/object/apply:os.system ['true']", None, id="a trap"),
        pytest.param(b"[" * 10_000, None, id="too deep"),
        pytest.param(b"#" * 70_000 + b"\ngithub: acme", None, id="too long"),
        pytest.param(b"\xff\xfe\x00", None, id="no text"),
    ],
)
def test_a_funding_file_names_where_to_pay(content: bytes, url: str | None) -> None:
    assert funding_url(content) == url
