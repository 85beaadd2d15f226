"""Packages, organisations, searches and statistics, asked over HTTP."""

from typing import Any

import pytest

from curator.usage.answers.searches import Searches
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from tests.unit.functions.usage_site import UsageSite

STARS = {
    "devtools-corp": 265_000,
    "socialconnect": 230_000,
    "deploynow": 158_500,
    "techflow": 26_000,
    "shophub": 7_100,
}


@pytest.fixture
def site() -> UsageSite:
    return UsageSite()


def names(reply: dict[str, Any]) -> list[str]:
    return [item["name"] for item in reply["items"]]


class TestPackages:
    # scenario usage-60
    def test_they_are_listed_by_ecosystem_and_page(self, site: UsageSite) -> None:
        first = site.read("/packages", ecosystem="npm", limit=3)
        assert (first["total"], first["limit"], first["offset"]) == (5, 3, 0)
        assert (first["has_next"], first["has_prev"]) == (True, False)
        second = site.read("/packages", ecosystem="npm", limit=3, offset=3)
        assert (second["has_next"], second["has_prev"]) == (False, True)
        assert sorted(names(first) + names(second)) == ["express", "next", "polaris", "react", "typescript"]
        assert names(site.read("/packages", ecosystem="npm", limit=3, cursor=first["next_cursor"])) == names(second)
        assert site.read("/packages")["total"] == 8

    def test_those_that_most_organisations_use_go_first(self, site: UsageSite) -> None:
        items = site.read("/packages", limit=3)["items"]
        assert [(item["name"], item["dependent_count"]) for item in items] == [
            ("typescript", 3),
            ("react", 2),
            ("fastapi", 1),
        ]

    def test_they_can_be_listed_by_name(self, site: UsageSite) -> None:
        assert names(site.read("/packages", sort="name"))[:3] == ["django", "express", "fastapi"]
        assert names(site.read("/packages", sort="name", order="desc"))[0] == "typescript"

    def test_one_is_told_with_all_that_is_known(self, site: UsageSite) -> None:
        reply = site.read("/packages/npm/react")
        assert (reply["dependent_organizations"], reply["dependent_repositories"]) == (2, 4)
        assert reply["latest_version"] == "18.3.1"
        assert reply["coverage"]["searched_at"] is None
        Searches(site.world.table, site.world.clock).note(
            PackageKey(Ecosystem.NPM, "react"), at=1_800_000_000.0, source="ecosystems"
        )
        told = site.read("/packages/npm/react")["coverage"]
        assert (told["complete"], told["source"]) == (True, "ecosystems")


class TestOrganizations:
    # scenario usage-61
    def test_one_is_told_with_its_repositories(self, site: UsageSite) -> None:
        reply = site.read("/organizations/deploynow")
        assert (reply["total_repositories"], reply["total_stars"]) == (2, 158_500)
        assert [(one["name"], one["stars"]) for one in reply["repositories"]] == [
            ("web-framework", 128_000),
            ("state-manager", 30_500),
        ]
        assert reply["repositories"][0].keys() >= {"id", "github_url", "primary_language", "is_archived"}
        assert reply["created_at"] <= reply["updated_at"]

    def test_its_handle_may_be_written_in_any_case(self, site: UsageSite) -> None:
        assert site.read("/organizations/DeployNow")["name"] == "deploynow"

    def test_its_repositories_come_a_page_at_a_time(self, site: UsageSite) -> None:
        first = site.read("/organizations/deploynow", limit=1)
        second = site.read("/organizations/deploynow", limit=1, cursor=first["next_cursor"])
        assert [one["name"] for one in second["repositories"]] == ["state-manager"]

    def test_nobody_is_not_found(self, site: UsageSite) -> None:
        assert site.get("/organizations/nobody").json()["detail"] == "Organization not found"

    # scenario usage-62
    def test_they_are_listed_by_stars_highest_first(self, site: UsageSite) -> None:
        items = site.read("/organizations", sort="total_stars")["items"]
        assert {item["name"]: item["total_stars"] for item in items} == STARS
        assert [item["name"] for item in items] == list(STARS)

    def test_they_are_listed_with_the_newest_first_unless_another_order_is_asked_for(self, site: UsageSite) -> None:
        site.world.organization("newcomer")
        assert names(site.read("/organizations"))[0] == "newcomer"
        assert names(site.read("/organizations", sort="name"))[:2] == ["deploynow", "devtools-corp"]
        assert names(site.read("/organizations", sort="total_stars", order="asc"))[0] == "newcomer"
        assert names(site.read("/organizations", sort="total_repositories"))[-1] == "newcomer"

    def test_those_that_can_be_sponsored_can_be_asked_for(self, site: UsageSite) -> None:
        assert names(site.read("/organizations", has_sponsorship=True)) == ["shophub"]
        assert site.read("/organizations", has_sponsorship=False)["total"] == 4

    def test_a_list_is_at_most_a_minute_old(self, site: UsageSite) -> None:
        assert site.read("/organizations")["total"] == 5
        site.world.organization("newcomer")
        assert site.read("/organizations")["total"] == 5
        site.world.clock.advance(60)
        assert site.read("/organizations")["total"] == 6


class TestSearches:
    # scenario usage-63
    def test_packages_are_found_by_what_their_names_begin_with(self, site: UsageSite) -> None:
        assert names(site.read("/search/packages", q="react")) == ["react"]
        assert names(site.read("/search/packages", q="RE")) == ["react"]
        assert names(site.read("/search/packages", q="d")) == ["django"]
        assert site.read("/search/packages", q="eact")["items"] == []

    def test_the_exact_name_goes_first(self, site: UsageSite) -> None:
        for name in ("react-dom", "reac", "react2"):
            site.world.user(f"of-{name}", 1, package=PackageKey(Ecosystem.NPM, name))
        assert names(site.read("/search/packages", q="react"))[0] == "react"

    def test_a_search_may_be_for_one_ecosystem(self, site: UsageSite) -> None:
        assert names(site.read("/search/packages", q="p", ecosystem="pip")) == ["pydantic"]

    @pytest.mark.parametrize("asked", [{}, {"ecosystem": "pypi"}], ids=["everywhere", "of PyPI"])
    def test_beginnings_are_compared_as_their_ecosystem_compares_names(
        self, site: UsageSite, asked: dict[str, str]
    ) -> None:
        for ecosystem, name in (("pypi", "zope.event"), ("pypi", "zope_interface"), ("pypi", "zopefoundation")):
            site.world.user(f"of-{name}", 1, package=PackageKey.of(Ecosystem(ecosystem), name))
        assert names(site.read("/search/packages", q="Zope.", **asked)) == ["zope-event", "zope-interface"]
        assert names(site.read("/search/packages", q="zope_i", **asked)) == ["zope-interface"]

    def test_a_search_everywhere_compares_each_name_as_its_own_ecosystem_does(self, site: UsageSite) -> None:
        for ecosystem, name in (("cargo", "a_b"), ("npm", "a_b"), ("npm", "a-b"), ("pypi", "a.b"), ("maven", "a.b:C")):
            site.world.user(f"{ecosystem}-{name[1]}", 1, package=PackageKey.of(Ecosystem(ecosystem), name))
        found = site.read("/search/packages", q="a_b")
        assert [(one["ecosystem"], one["name"]) for one in found["items"]] == [
            ("cargo", "a-b"),
            ("pypi", "a-b"),
            ("npm", "a_b"),
        ]
        assert found["total"] == 3
        assert names(site.read("/search/packages", q="A.B:c")) == ["a.b:C"]

    def test_organisations_are_found_by_what_their_handles_begin_with(self, site: UsageSite) -> None:
        assert names(site.read("/search/organizations", q="De")) == ["deploynow", "devtools-corp"]

    # scenario usage-63
    @pytest.mark.parametrize(
        ("asked", "status"), [({"q": ""}, 422), ({}, 422), ({"q": "x" * 101}, 422), ({"q": " "}, 400)]
    )
    @pytest.mark.parametrize("what", ["packages", "organizations"])
    def test_a_search_for_nothing_is_refused(
        self, site: UsageSite, what: str, asked: dict[str, str], status: int
    ) -> None:
        assert site.get(f"/search/{what}", **asked).status_code == status


# scenario usage-65
def test_statistics_are_the_seeds(site: UsageSite) -> None:
    reply = site.read("/stats")
    counts = [reply[name] for name in ("packages", "organizations", "repositories", "dependencies")]
    assert counts == [8, 5, 9, 9]
    assert reply["by_ecosystem"] == {"npm": 5, "pypi": 3}
    assert (reply["sponsorable_organizations"], reply["last_scrape_at"]) == (1, None)


@pytest.mark.parametrize(
    "path", ["/packages", "/organizations", "/search/packages?q=a", "/stats", "/packages/npm/react"]
)
def test_answers_are_for_those_who_show_a_proof(site: UsageSite, path: str) -> None:
    del site.client.headers["X-API-Key"]
    assert site.get(path).status_code == 401
