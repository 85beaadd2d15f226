"""Repositories of GitHub: by search, by name, by owner."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from curator.usage.providers.errors import ProviderDataError
from curator.usage.providers.github.repositories import search_text
from curator.usage.providers.models import FoundRepository
from curator.usage.providers.questions import RepositoryQuery, SearchSlice
from tests.unit.usage.providers.github_replies import (
    COMMIT,
    asking,
    graph,
    graph_error,
    repository,
    repository_node,
    variables,
)

SEARCH = "GET /search/repositories"
GRAPH = "POST /graphql"
WEB = FoundRepository(
    owner="acme",
    name="web",
    github_url="https://github.com/acme/web",
    node_id="MDEwOlJlcG9zaXRvcnkxMjk2MjY5",
    stars=80,
    is_archived=False,
    is_fork=False,
    primary_language="TypeScript",
    default_branch="main",
    pushed_at=1769454403.0,
)


def results(*found: dict[str, Any], total: int = 1, incomplete: bool = False, next_page: int = 0) -> httpx.Response:
    headers = {"link": f'<https://api.github.com/search/repositories?q=x&page={next_page}>; rel="next"'}
    return httpx.Response(
        200,
        json={"total_count": total, "incomplete_results": incomplete, "items": list(found)},
        headers=headers if next_page else {},
    )


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (SearchSlice(min_stars=1000), "stars:1000..*"),
        (SearchSlice(min_stars=500, max_stars=999), "stars:500..999"),
        (SearchSlice(min_stars=1, created_from=date(2020, 1, 1)), "stars:1..* created:2020-01-01..*"),
        (
            SearchSlice(min_stars=1, created_from=date(2020, 1, 1), created_to=date(2020, 12, 31)),
            "stars:1..* created:2020-01-01..2020-12-31",
        ),
    ],
)
def test_a_slice_is_a_search(wanted: SearchSlice, text: str) -> None:
    assert search_text(wanted) == text


def test_a_search_gives_a_hundred_at_a_time_from_the_searches_own_budget() -> None:
    github, site = asking({SEARCH: results(repository(), total=250, next_page=2)})
    page = github.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=50)))
    assert (page.items, page.cursor, page.total, page.complete) == ((WEB,), "2", 250, True)
    assert site.asked == ["GET /search/repositories?q=stars%3A50..%2A&sort=stars&order=desc&per_page=100&page=1"]
    assert site.budget.spent == {"github-search": 1}


def test_what_a_search_does_not_reach_is_said() -> None:
    github, _ = asking({SEARCH: results(repository(), total=1001, next_page=11)})
    page = github.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=50), cursor="10"))
    assert (page.cursor, page.complete) == (None, False)


def test_a_search_that_reaches_all_is_complete() -> None:
    github, _ = asking({SEARCH: results(repository(), total=1000)})
    page = github.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=50), cursor="10"))
    assert (page.cursor, page.complete) == (None, True)


def test_a_search_that_ran_out_of_time_is_marked() -> None:
    github, _ = asking({SEARCH: results(repository(), incomplete=True)})
    page = github.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=50)))
    assert (len(page.items), page.complete, page.notes) == (1, False, ("GitHub ran out of time",))


def test_private_and_nameless_ones_are_left_out() -> None:
    github, _ = asking({SEARCH: results(repository("a/b", private=True), {"id": 1}, repository())})
    assert github.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=50))).items == (WEB,)


def test_fifty_names_cost_one_point() -> None:
    names = tuple(f"acme/r{number}" for number in range(60))

    def answer(request: httpx.Request) -> httpx.Response:
        asked = variables(request)
        full_names = [f"{asked[f'o{place}']}/{asked[f'n{place}']}" for place in range(len(asked) // 2)]
        return graph(**{f"r{place}": repository_node(name) for place, name in enumerate(full_names)})(request)

    github, site = asking({GRAPH: answer})
    page = github.fetch_repositories(RepositoryQuery(names=names))
    assert [item.asked for item in page.items] == list(names)
    assert (page.complete, page.missing) == (True, ())
    assert site.budget.spent == {"github-graphql": 2}


def test_a_name_tells_at_which_commit_the_default_branch_is() -> None:
    github, _ = asking({GRAPH: graph(r0=repository_node())})
    (found,) = github.fetch_repositories(RepositoryQuery(names=("acme/web",))).items
    assert (found.head_commit, found.pushed_at, found.stars) == (COMMIT, 1769454403.0, 80)


def test_a_repository_without_a_commit_has_no_branch() -> None:
    github, _ = asking({GRAPH: graph(r0=repository_node(defaultBranchRef=None, primaryLanguage=None, pushedAt=None))})
    (found,) = github.fetch_repositories(RepositoryQuery(names=("acme/web",))).items
    assert (found.head_commit, found.default_branch, found.primary_language, found.pushed_at) == (None,) * 4


def test_a_renamed_repository_is_found_under_the_name_it_has_now() -> None:
    github, _ = asking({GRAPH: graph(r0=repository_node("bigger/site"))})
    (found,) = github.fetch_repositories(RepositoryQuery(names=("acme/web",))).items
    assert (found.asked, found.owner, found.name) == ("acme/web", "bigger", "site")


def test_only_what_github_is_certain_of_is_missing() -> None:
    errors = [graph_error("NOT_FOUND", "r1"), graph_error("RESOURCE_LIMITS_EXCEEDED", "r2")]
    github, _ = asking({GRAPH: graph(*errors, r0=repository_node(), r1=None, r2=None, r3=None)})
    page = github.fetch_repositories(
        RepositoryQuery(names=("acme/web", "acme/gone", "acme/heavy", "acme/odd", "nonsense"))
    )
    assert [item.asked for item in page.items] == ["acme/web"]
    assert page.missing == ("nonsense", "acme/gone")
    assert (page.complete, page.notes) == (False, ("acme/heavy: RESOURCE_LIMITS_EXCEEDED", "acme/odd: no answer"))


def test_a_name_is_asked_for_once() -> None:
    github, site = asking({GRAPH: graph(r0=repository_node())})
    github.fetch_repositories(RepositoryQuery(names=("acme/web", "acme/web")))
    assert variables(site.requests[0]) == {"o0": "acme", "n0": "web"}


def test_without_a_token_names_are_asked_for_one_by_one() -> None:
    github, site = asking({"GET /repos/acme/web": repository()}, token=None)
    page = github.fetch_repositories(RepositoryQuery(names=("acme/web", "acme/gone")))
    assert [item.asked for item in page.items] == ["acme/web"]
    assert page.missing == ("acme/gone",)
    assert site.budget.spent == {"github-core": 2}


def moved(request: httpx.Request) -> httpx.Response:
    return httpx.Response(301, headers={"location": str(request.url.copy_with(path="/repositories/7"))})


def test_without_a_token_a_rename_is_followed() -> None:
    github, _ = asking({"GET /repos/acme/old": moved, "GET /repositories/7": repository()}, token=None)
    (found,) = github.fetch_repositories(RepositoryQuery(names=("acme/old",))).items
    assert (found.asked, found.name) == ("acme/old", "web")


@pytest.mark.parametrize("reply", [lambda _: httpx.Response(200, json=[]), lambda _: httpx.Response(200, json={})])
def test_a_query_without_an_answer_is_an_error(reply: Callable[[httpx.Request], httpx.Response]) -> None:
    github, _ = asking({GRAPH: reply})
    with pytest.raises(ProviderDataError):
        github.fetch_repositories(RepositoryQuery(names=("acme/web",)))
