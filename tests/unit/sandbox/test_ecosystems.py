from typing import Any
from urllib.parse import quote

import pytest

from local.sandbox.ecosystems.repos import is_known
from local.sandbox.world.catalogue import by_key
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock
from tests.unit.sandbox.small_world import Services

DEPENDENCIES = "/usage/npm/react/dependencies"


def all_dependencies(asked: Services, path: str = DEPENDENCIES, per_page: int = 20) -> list[dict[str, Any]]:
    answer = asked.repos(path, per_page=per_page)
    found: list[dict[str, Any]] = answer.json()
    while "next" in answer.links:
        answer = asked.http.get(answer.links["next"]["url"])
        found += answer.json()
    return found


def test_the_users_of_a_package_come_page_by_page_with_manifest_and_requirement(asked: Services) -> None:
    found = all_dependencies(asked)
    known = [use for each in asked.world.repositories if is_known(each) for use in asked.world.uses(each)]
    expected = {
        (f"{use.owner}/{use.repository}", use.path, use.requirement, not use.indirect)
        for use in known
        if use.name == "react"
    }
    names = {each.full_name: each.former_names[0] for each in asked.world.repositories if each.former_names}
    told = {
        (each["repository"]["full_name"], each["manifest"]["filepath"], each["requirements"], each["direct"])
        for each in found
        if each["repository"]["full_name"] not in {gone.full_name for gone in asked.world.repositories if gone.gone}
    }
    blocked = asked.odd("blocked").full_name
    assert {each for each in told if each[0] != blocked} == {(names.get(name, name), *rest) for name, *rest in expected}
    assert [each["id"] for each in found] == sorted(each["id"] for each in found)
    assert {each["package_name"] for each in found} == {"react"}


def test_what_follows_a_number_can_be_asked_for(asked: Services) -> None:
    found = all_dependencies(asked)
    rest = asked.repos(DEPENDENCIES, after=found[4]["id"], per_page=1_000).json()
    assert rest == found[5:]


def test_deleted_repositories_are_still_told_of_and_renamed_ones_by_their_former_names(asked: Services) -> None:
    gone, renamed = asked.odd("gone"), asked.odd("renamed")
    for repository, name in ((gone, gone.full_name), (renamed, renamed.former_names[0])):
        first = asked.world.first_users_of
        use = next(
            use
            for package in asked.world.packages
            for each, use in first(package.ecosystem, package.key)
            if each.index == repository.index
        )
        path = f"/usage/{use.ecosystem}/{quote(use.name, safe='')}/dependencies"
        assert name in {each["repository"]["full_name"] for each in all_dependencies(asked, path, per_page=1_000)}


def test_it_does_not_see_what_has_changed(asked: Services) -> None:
    before = all_dependencies(asked)
    for repository in {each["repository"]["full_name"] for each in before}:
        asked.change(action="drop_dependency", repository=repository, ecosystem="npm", name="react")
    assert all_dependencies(asked) == before


def test_what_only_a_lock_file_names_is_not_direct(asked: Services) -> None:
    found = all_dependencies(asked, "/usage/npm/js-tokens/dependencies")
    assert found
    assert {(each["direct"], each["manifest"]["kind"]) for each in found} == {(False, "lockfile")}


def test_a_package_that_nobody_uses_is_not_known(asked: Services) -> None:
    for path in ("/usage/npm/no-such-thing/dependencies", "/usage/npm/no-such-thing"):
        assert asked.repos(path).status_code == 404


def test_how_many_use_a_package_is_told(asked: Services) -> None:
    told = asked.repos("/usage/npm/react").json()
    assert told["dependents_count"] == len({each["repository"]["id"] for each in all_dependencies(asked)})
    assert asked.http.get(told["dependencies_url"]).status_code == 200


def test_owners_and_repositories_are_described(asked: Services) -> None:
    repository = asked.world.repositories[0]
    told = asked.repos(f"/hosts/GitHub/repositories/{quote(repository.full_name, safe='')}").json()
    assert (told["full_name"], told["stargazers_count"]) == (repository.full_name, repository.stars)
    owner = asked.repos(f"/hosts/GitHub/owners/{repository.owner.login}").json()
    assert owner["metadata"]["has_sponsors_listing"] is repository.owner.sponsors_listing
    assert owner["total_stars"] == sum(each.stars for each in asked.world.repositories_of(repository.owner))
    assert asked.repos("/hosts/GitHub").json()["owners_count"] == 30
    listed = asked.repos(f"/hosts/GitHub/owners/{repository.owner.login}/repositories").json()
    assert repository.full_name in {each["full_name"] for each in listed}
    files = asked.repos(f"/hosts/GitHub/repositories/{quote(repository.full_name, safe='')}/manifests").json()
    assert {each["filepath"] for each in files} == {use.path for use in asked.world.uses(repository)}
    found = asked.repos("/repositories/lookup", url=f"{repository.url}.git")
    assert asked.http.get(found.headers["location"]).json()["uuid"] == str(repository.id)


@pytest.mark.parametrize("path", ["/hosts/GitHub/owners/nobody", "/hosts/GitHub/repositories/no%2Fwhere"])
def test_what_ecosystems_does_not_know_is_not_found(asked: Services, path: str) -> None:
    assert asked.repos(path).status_code == 404


@pytest.mark.parametrize(
    ("purl", "name"),
    [
        pytest.param("pkg:npm/%40types/node@20.0.0", "@types/node", id="npm scope and version"),
        pytest.param("pkg:maven/org.slf4j/slf4j-api", "org.slf4j:slf4j-api", id="maven"),
        pytest.param("pkg:golang/github.com/gin-gonic/gin", "github.com/gin-gonic/gin", id="go"),
        pytest.param("pkg:composer/monolog/monolog", "monolog/monolog", id="packagist"),
        pytest.param("pkg:gem/rails", "rails", id="rubygems"),
        pytest.param("pkg:pypi/django", "Django", id="pypi"),
    ],
)
def test_a_package_is_looked_up_by_its_purl(asked: Services, purl: str, name: str) -> None:
    told = asked.packages("/packages/lookup", purl=purl).json()
    assert [each["name"] for each in told] == [name]
    ecosystem = told[0]["ecosystem"]
    assert told[0]["latest_release_number"] == next(p.latest for p in by_key().values() if p.name == name)
    users = {each.index for each, _ in asked.world.first_users_of(ecosystem, name)}
    assert told[0]["dependent_repos_count"] == len(users)


def test_an_unknown_package_gives_an_empty_list(asked: Services) -> None:
    assert asked.packages("/packages/lookup", purl="pkg:npm/no-such-thing").json() == []
    assert asked.packages("/packages/lookup", ecosystem="npm", name="react").json()[0]["name"] == "react"
    assert asked.packages("/registries/npm.example/packages/no-such-thing").status_code == 404
    assert asked.packages("/registries/npm.example/packages/react").json()["ecosystem"] == "npm"


def test_ecosystems_sends_what_has_not_changed_once(asked: Services) -> None:
    first = asked.repos(DEPENDENCIES)
    address = f"{ORIGIN}/ecosystems/repos/api/v1{DEPENDENCIES}"
    again = asked.http.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_ecosystems_allows_so_many_calls_an_hour(asked: Services, clock: ManualClock) -> None:
    asked.transport.sandbox.provider_limits.change({"ecosystems": {"hits": 1, "seconds": 3600}})
    assert asked.repos("/usage/npm/react").headers["x-ratelimit-remaining"] == "0"
    clock.advance(600)
    refused = asked.repos("/usage/npm/react")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3000")
