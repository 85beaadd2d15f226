"""Who uses a package, asked over HTTP."""

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest

from curator.usage.answers.one_user import LONGEST_PAGE
from curator.usage.ecosystems import ecosystem_of
from curator.usage.models import PackageKey
from tests.unit.functions.usage_site import UsageSite
from tests.unit.usage.answers.world import REACT, use

Reply = dict[str, Any]


@pytest.fixture
def site() -> UsageSite:
    return UsageSite()


def dependents_of(reply: Reply) -> dict[str, list[str]]:
    return {
        one["organization"]["name"]: [repository["name"] for repository in one["repositories"]]
        for one in reply["dependents"]
    }


class TestDependents:
    # scenario usage-53
    def test_they_are_the_seeds_in_the_short_form(self, site: UsageSite) -> None:
        reply = site.read("/packages/npm/react/dependents")
        assert reply["package"] == {
            "name": "react",
            "ecosystem": "npm",
            "description": None,
            "latest_version": "18.3.1",
        }
        assert dependents_of(reply) == {
            "deploynow": ["web-framework", "state-manager"],
            "shophub": ["storefront-ui", "commerce-framework"],
        }
        assert (reply["total_organizations"], reply["total_repositories"]) == (2, 4)
        shophub = reply["dependents"][1]
        assert shophub["organization"]["sponsorship_url"] == "https://github.com/sponsors/shophub"
        assert shophub["total_repositories"] == 2

    def test_those_of_typescript_are_three_with_one_repository_each(self, site: UsageSite) -> None:
        reply = site.read("/packages/npm/typescript/dependents")
        assert (reply["total_organizations"], reply["total_repositories"]) == (3, 3)

    # scenario usage-54
    @pytest.mark.parametrize("path", ["/dependents", "/users", "/users.csv", "/users/deploynow", "/changes", ""])
    def test_of_a_package_that_nobody_knows_there_are_none(self, site: UsageSite, path: str) -> None:
        response = site.get(f"/packages/npm/nobody-has-this{path}")
        assert (response.status_code, response.json()["detail"]) == (404, "Package not found")

    # scenario usage-55
    @pytest.mark.parametrize("package", ["pypi/django", "pypi/pydantic", "npm/express", "npm/polaris"])
    def test_a_known_package_may_have_none(self, site: UsageSite, package: str) -> None:
        reply = site.read(f"/packages/{package}/dependents")
        assert (reply["dependents"], reply["total_organizations"], reply["total_repositories"]) == ([], 0, 0)
        assert (reply["total"], reply["has_next"], reply["has_prev"]) == (0, False, False)

    # scenario usage-58
    def test_archived_repositories_are_shown_to_those_who_ask_for_them(self, site: UsageSite) -> None:
        site.world.user("retired", 5, is_archived=True)
        assert "retired" not in dependents_of(site.read("/packages/npm/react/dependents"))
        assert "retired" in dependents_of(site.read("/packages/npm/react/dependents", include_archived=True))


class TestNames:
    # scenario usage-56
    @pytest.mark.parametrize(
        ("ecosystem", "name"),
        [("npm", "@types/node"), ("maven", "org.slf4j:slf4j-api"), ("go", "github.com/gin-gonic/gin")],
    )
    @pytest.mark.parametrize("written", ["plainly", "encoded"])
    def test_they_may_have_slashes_colons_and_ats(
        self, site: UsageSite, ecosystem: str, name: str, written: str
    ) -> None:
        site.world.user("acme", 5, package=PackageKey.of(ecosystem_of(ecosystem), name))
        shown = name if written == "plainly" else name.replace("/", "%2F").replace("@", "%40").replace(":", "%3A")
        for ending in ("users", "dependents"):
            assert site.read(f"/packages/{ecosystem}/{shown}/{ending}")["total"] == 1
        assert site.read(f"/packages/{ecosystem}/{shown}")["normalized_name"] == name
        assert site.read(f"/packages/{ecosystem}/{shown}/users/acme")["total_repositories"] == 1

    # scenario usage-57
    @pytest.mark.parametrize(
        ("asked", "name"),
        [
            ("pypi/Django", "django"),
            ("pip/DJANGO", "django"),
            ("pypi/typing_extensions", "typing-extensions"),
            ("PyPI/typing.extensions", "typing-extensions"),
            ("npm/React", "react"),
            ("crates.io/serde_json", "serde-json"),
        ],
    )
    def test_they_are_compared_as_their_ecosystem_does(self, site: UsageSite, asked: str, name: str) -> None:
        for ecosystem, other in (("pypi", "typing-extensions"), ("cargo", "serde-json")):
            site.world.packages.ensure(PackageKey.of(ecosystem_of(ecosystem), other), other)
        assert site.read(f"/packages/{asked}")["normalized_name"] == name

    @pytest.mark.parametrize("path", ["/packages/cobol/react/users", "/packages/npm/a b/users", "/packages/npm/x%23y"])
    def test_what_can_be_no_package_is_refused(self, site: UsageSite, path: str) -> None:
        assert site.get(path).status_code == 400


class TestUsers:
    def test_a_row_has_all_that_is_known_with_the_line_that_proves_it(self, site: UsageSite) -> None:
        row = site.read("/packages/npm/react/users")["users"][0]
        assert row["organization"]["name"] == "deploynow"
        assert row["organization"]["total_stars"] == 158_500
        assert row["requirements"] == ["18.3.1", "18.2.0"]
        evidence = row["repositories"][0]["evidence"][0]
        assert evidence["permalink"].startswith("https://github.com/deploynow/web-framework/blob/")
        assert evidence["permalink"].endswith("/package.json#L12")

    def test_filters_and_orders_are_asked_for_by_name(self, site: UsageSite) -> None:
        def names(**asked: Any) -> list[str]:
            reply = site.read("/packages/npm/react/users", **asked)
            return [user["organization"]["name"] for user in reply["users"]]

        assert names() == ["deploynow", "shophub"]
        assert names(sort="name", order="desc") == ["shophub", "deploynow"]
        assert names(order="asc") == ["shophub", "deploynow"]
        assert names(has_sponsorship=True) == ["shophub"]
        assert names(min_stars=100_000) == ["deploynow"]
        assert names(dependency_type="peer") == ["deploynow"]
        assert names(dependency_type=["peer", "direct"]) == ["deploynow", "shophub"]
        assert names(relation="transitive") == []
        assert names(confidence="reported") == []

    # scenario usage-64
    # Both the original's 400 and FastAPI's 422 were allowed; it is 422 here as for every value beyond its bounds.
    @pytest.mark.parametrize(
        "wrong",
        [
            {"limit": 1001},
            {"limit": 0},
            {"offset": -1},
            {"page": 0},
            {"sort": "colour"},
            {"dependency_type": "indirect"},
            {"min_stars": -1},
        ],
        ids=str,
    )
    def test_what_is_beyond_its_bounds_is_refused_as_of_the_wrong_form(
        self, site: UsageSite, wrong: dict[str, Any]
    ) -> None:
        assert site.get("/packages/npm/react/users", **wrong).status_code == 422
        assert site.get("/packages/npm/react/users", limit=1000).status_code == 200

    @pytest.mark.parametrize("wrong", [{"offset": 1000}, {"page": 2, "offset": 5}, {"cursor": "none of ours"}], ids=str)
    def test_what_has_the_form_and_cannot_be_is_refused(self, site: UsageSite, wrong: dict[str, Any]) -> None:
        assert site.get("/packages/npm/react/users", **wrong).status_code == 400

    def test_pages_follow_by_number_or_by_cursor(self, site: UsageSite) -> None:
        first = site.read("/packages/npm/react/users", limit=1)
        assert (first["has_next"], first["has_prev"], first["total"]) == (True, False, 2)
        second = site.read("/packages/npm/react/users", limit=1, cursor=first["next_cursor"])
        assert second["users"] == site.read("/packages/npm/react/users", limit=1, page=2)["users"]
        assert (second["has_next"], second["has_prev"], second["next_cursor"]) == (False, True, None)

    def test_whoever_has_the_answer_is_not_sent_it_again(self, site: UsageSite) -> None:
        first = site.get("/packages/npm/react/users")
        assert first.headers["cache-control"] == "private, no-cache"
        tag = first.headers["etag"]
        again = site.get_unless(tag, "/packages/npm/react/users")
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        site.world.user("newcomer", 5)
        assert site.get_unless(tag, "/packages/npm/react/users").status_code == 200


class TestCsv:
    def test_it_can_be_saved_and_holds_what_the_filters_let_through(self, site: UsageSite) -> None:
        for path, asked in (("/packages/npm/react/users.csv", {}), ("/packages/npm/react/users", {"format": "csv"})):
            response = site.get(path, sort="name", **asked)
            assert response.headers["content-type"] == "text/csv; charset=utf-8"
            assert response.headers["content-disposition"] == 'attachment; filename="users-of-npm-react.csv"'
            lines = list(csv.DictReader(io.StringIO(response.text, newline="")))
            assert [line["organization"] for line in lines] == ["deploynow", "shophub"]

    def test_a_long_one_names_the_address_of_its_next_page(self, site: UsageSite) -> None:
        site.world.user("acme", 5)
        response = site.get("/packages/npm/react/users.csv", limit=1, page=1, min_stars=1)
        pages = [response]
        while "next" in response.links:
            response = site.client.get(response.links["next"]["url"])
            pages.append(response)
        lines = [list(csv.DictReader(io.StringIO(page.text, newline=""))) for page in pages]
        assert [[line["organization"] for line in page] for page in lines] == [["deploynow"], ["shophub"], ["acme"]]
        assert "min_stars=1" in pages[0].links["next"]["url"]

    @pytest.mark.parametrize("name", ["@types/node", "what?", "日本語"])
    def test_the_address_of_the_next_page_has_the_packages_name_as_addresses_write_it(
        self, site: UsageSite, name: str
    ) -> None:
        for owner in ("acme", "beta"):
            site.world.user(owner, 5, package=PackageKey.of(ecosystem_of("npm"), name))
        first = site.get(f"/packages/npm/{quote(name)}/users.csv", limit=1)
        address = first.links["next"]["url"]
        assert address.startswith(f"/api/v1/packages/npm/{quote(name, safe='/@')}/users.csv?")
        following = site.client.get(address)
        lines = csv.DictReader(io.StringIO(following.text, newline=""))
        assert [line["organization"] for line in lines] == ["beta"]

    def test_a_name_with_slashes_makes_a_name_of_a_file(self, site: UsageSite) -> None:
        site.world.user("acme", 5, package=PackageKey.of(ecosystem_of("npm"), "@types/node"))
        response = site.get("/packages/npm/@types/node/users.csv")
        assert response.headers["content-disposition"] == 'attachment; filename="users-of-npm-@types-node.csv"'


class TestOneUser:
    def test_all_its_repositories_are_shown_a_page_at_a_time(self, site: UsageSite) -> None:
        owner = site.world.organization("acme")
        for number in range(5):
            repository = site.world.repository(owner, f"app-{number}", stars=number, is_archived=number == 4)
            site.world.uses(
                owner, repository, [use(REACT, owner, repository, site.world.clock.now(), lines=range(1, 9))]
            )
        first = site.read("/packages/npm/react/users/ACME", limit=3)
        second = site.read("/packages/npm/react/users/acme", limit=3, after=first["next_after"])
        shown = first["repositories"] + second["repositories"]
        assert sorted(one["name"] for one in shown) == [f"app-{number}" for number in range(5)]
        assert [len(one["evidence"]) for one in shown] == [8] * 5
        assert (first["has_next"], second["has_next"], second["next_after"]) == (True, False, None)
        assert first["total_repositories"] == 5

    def test_a_page_of_many_lines_of_proof_ends_before_it_is_too_long_for_an_answer(self, site: UsageSite) -> None:
        owner = site.world.organization("acme")
        for number in range(12):
            repository = site.world.repository(owner, f"app-{number:02}", stars=number)
            told = [use(REACT, owner, repository, site.world.clock.now(), requirement="^1" * 60, lines=range(1, 1001))]
            site.world.uses(owner, repository, told)
        shown, after = [], None
        for _ in range(12):
            page = site.get("/packages/npm/react/users/acme", limit=1000, **({"after": after} if after else {}))
            assert len(page.content) < LONGEST_PAGE + 1000
            shown += [one["name"] for one in page.json()["repositories"]]
            after = page.json()["next_after"]
            if after is None:
                break
        assert sorted(shown) == [f"app-{number:02}" for number in range(12)]

    def test_nobody_and_somebody_else_have_none(self, site: UsageSite) -> None:
        assert site.get("/packages/npm/react/users/nobody").json()["detail"] == "Organization not found"
        response = site.get("/packages/npm/react/users/techflow")
        assert response.status_code == 404
        assert response.json()["detail"] == "The organization is not known to use this package"


class TestChanges:
    def test_who_began_and_stopped_is_told_since_a_moment(self, site: UsageSite) -> None:
        site.world.clock.advance(3600)
        owner = site.world.organization("acme")
        repository = site.world.repository(owner, "app", 1)
        site.world.uses(owner, repository, [use(REACT, owner, repository, site.world.clock.now())])
        site.world.clock.advance(60)
        site.world.dependencies.replace(owner, repository, [])
        reply = site.read("/packages/npm/react/changes", since="2027-01-15T08:30:00Z")
        assert [(one["organization"]["name"], one["change"]) for one in reply["changes"]] == [
            ("acme", "began"),
            ("acme", "stopped"),
        ]
        first = site.read("/packages/npm/react/changes", since="2027-01-15T08:30:00Z", limit=1)
        assert [one["change"] for one in first["changes"]] == ["began"]
        second = site.read("/packages/npm/react/changes", since=first["next_since"], limit=1)
        assert [one["change"] for one in second["changes"]] == ["stopped"], "pages of one go on, too"
        assert (second["has_next"], second["next_since"]) == (False, None)
        assert len(site.read("/packages/npm/react/changes")["changes"]) == 4

    @pytest.mark.parametrize(
        "since", ["0001-01-01T00:00:00+14:00", "2290-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]
    )
    def test_any_moment_will_do(self, site: UsageSite, since: str) -> None:
        assert len(site.read("/packages/npm/react/changes", since=since)["changes"]) == (2 if since < "1" else 0)

    def test_a_moment_without_its_zone_is_refused(self, site: UsageSite) -> None:
        assert site.get("/packages/npm/react/changes", since="2027-01-15T08:30:00").status_code == 422


# scenario usage-59
def test_an_organisation_that_is_deleted_softly_is_nowhere(site: UsageSite) -> None:
    everywhere = [
        "/packages/npm/react/users",
        "/packages/npm/react/dependents",
        "/packages/npm/react/users.csv",
        "/packages/npm/react/changes",
        "/organizations",
        "/search/organizations?q=shop",
    ]
    assert all("shophub" in site.get(path).text for path in everywhere)
    shophub = site.world.organizations.get_by_name("shophub")
    assert shophub is not None
    site.world.organizations.delete(shophub.id)
    responses = [site.get(path) for path in everywhere]
    assert [response.status_code for response in responses] == [200] * len(everywhere)
    assert [str(response.url) for response in responses if "shophub" in response.text] == []
    for path in ("/organizations/shophub", "/packages/npm/react/users/shophub"):
        assert site.get(path).json()["detail"] == "Organization not found"
