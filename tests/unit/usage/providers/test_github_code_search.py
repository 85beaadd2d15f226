from typing import Any

import httpx
import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.errors import NotSupportedError
from curator.usage.providers.models import FoundDependent
from curator.usage.providers.questions import DependentsQuery
from tests.unit.usage.providers.github_replies import asking, repository

SEARCH = "GET /search/code"
REACT = PackageKey(Ecosystem.NPM, "react")


def results(*found: object, total: int = 1, incomplete: bool = False) -> dict[str, object]:
    return {"total_count": total, "incomplete_results": incomplete, "items": list(found)}


def hit(path: str = "web/package.json", **more: Any) -> dict[str, object]:
    return {"name": "package.json", "path": path, "sha": "a1", "repository": repository(**more)}


@pytest.mark.parametrize(
    ("ecosystem", "name", "text"),
    [
        (Ecosystem.NPM, "@types/node", '"@types/node" filename:package.json'),
        (Ecosystem.MAVEN, "org.slf4j:slf4j-api", '"slf4j-api" filename:pom.xml'),
        (Ecosystem.GO, "github.com/gin-gonic/gin", '"github.com/gin-gonic/gin" filename:go.mod'),
        (Ecosystem.NUGET, "newtonsoft.json", '"newtonsoft.json" extension:csproj'),
    ],
)
def test_a_package_is_looked_for_in_its_ecosystems_manifests(ecosystem: Ecosystem, name: str, text: str) -> None:
    github, site = asking({SEARCH: results()})
    github.fetch_dependents(DependentsQuery(key=PackageKey(ecosystem, name)))
    assert site.requests[0].url.params["q"] == text
    assert site.budget.spent == {"github-code-search": 1}


def test_a_hit_is_a_candidate_not_a_dependent() -> None:
    github, _ = asking({SEARCH: results(hit(), hit(private=True), {"path": "package.json"})})
    page = github.fetch_dependents(DependentsQuery(key=REACT))
    assert page.items == (
        FoundDependent(
            key=REACT,
            owner="acme",
            name="web",
            github_url="https://github.com/acme/web",
            manifest_path="web/package.json",
            certain=False,
        ),
    )
    assert page.notes == ("found by text, not by dependency",)


@pytest.mark.parametrize(("total", "incomplete"), [(1001, False), (3, True)], ids=["beyond reach", "out of time"])
def test_a_search_that_does_not_reach_all_is_marked(total: int, incomplete: bool) -> None:
    github, _ = asking({SEARCH: results(hit(), total=total, incomplete=incomplete)})
    assert not github.fetch_dependents(DependentsQuery(key=REACT)).complete


def test_the_next_page_is_asked_for_by_the_cursor_until_the_tenth() -> None:
    link = {"link": '<https://api.github.com/search/code?page=2>; rel="next"'}
    github, site = asking({SEARCH: httpx.Response(200, json=results(hit(), total=2000), headers=link)})
    assert github.fetch_dependents(DependentsQuery(key=REACT)).cursor == "2"
    assert github.fetch_dependents(DependentsQuery(key=REACT, cursor="10")).cursor is None
    assert [one.url.params["page"] for one in site.requests] == ["1", "10"]


@pytest.mark.parametrize("name", ['a"b', "x" * 250], ids=["a quote", "too long"])
def test_a_name_that_no_search_can_hold_is_not_looked_for(name: str) -> None:
    github, site = asking({SEARCH: results()})
    with pytest.raises(NotSupportedError):
        github.fetch_dependents(DependentsQuery(key=PackageKey(Ecosystem.MAVEN, name)))
    assert site.requests == []


def test_nobody_may_search_code_without_a_token() -> None:
    github, _ = asking({SEARCH: results()}, token=None)
    with pytest.raises(NotSupportedError):
        github.fetch_dependents(DependentsQuery(key=REACT))
