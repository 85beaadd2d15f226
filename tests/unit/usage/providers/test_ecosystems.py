"""ecosyste.ms, answering in the shape of its OpenAPI documents."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import DependencyType, PackageKey
from curator.usage.providers.ecosystems.provider import EcosystemsProvider
from curator.usage.providers.errors import (
    NotSupportedError,
    PassingProviderError,
    ProviderDataError,
    ProviderNotFoundError,
)
from curator.usage.providers.models import FoundDependent, FoundRepository
from curator.usage.providers.questions import (
    DependentsQuery,
    ManifestQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
    SearchSlice,
)
from tests.unit.usage.providers.alike import ACME, REACT, REACT_DESCRIBED
from tests.unit.usage.providers.service import Service, Site

SERDE = PackageKey(Ecosystem.CARGO, "serde-json")
USES = "GET /repos/api/v1/usage/npm/react/dependencies"
LOOKUP = "GET /packages/api/v1/packages/lookup"


def provider(service: Service) -> EcosystemsProvider:
    return EcosystemsProvider(
        service.tools("ecosystems-repos"),
        service.tools("ecosystems-packages"),
        repos_url="https://eco.example/repos/api/v1",
        packages_url="https://eco.example/packages/api/v1",
    )


def repository(full_name: str = "acme/web", **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "uuid": "1296269",
        "full_name": full_name,
        "owner": full_name.partition("/")[0],
        "archived": False,
        "fork": False,
        "pushed_at": "2026-01-26T19:06:43.000Z",
        "stargazers_count": 80,
        "default_branch": "main",
        "latest_commit_sha": None,
        "language": "TypeScript",
        "html_url": f"https://github.com/{full_name}",
    } | more


def use(path: str = "package.json", repo: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "package_name": "react",
        "ecosystem": "npm",
        "requirements": "^18.2.0",
        "kind": "runtime",
        "direct": True,
        "optional": False,
        "repository": repo or repository(),
        "manifest": {"ecosystem": "npm", "filepath": path, "sha": None, "kind": "manifest"},
    } | more


def test_who_uses_a_package_is_told_with_the_manifest_that_says_so() -> None:
    site = Site({USES: [use("web/package.json")]})
    page = provider(site).fetch_dependents(DependentsQuery(key=REACT))
    known = FoundRepository(
        owner="acme",
        name="web",
        github_url="https://github.com/acme/web",
        stars=80,
        is_archived=False,
        is_fork=False,
        primary_language="TypeScript",
        default_branch="main",
        pushed_at=1769454403.0,
    )
    assert page.items == (
        FoundDependent(
            key=REACT,
            owner="acme",
            name="web",
            github_url="https://github.com/acme/web",
            manifest_path="web/package.json",
            requirement="^18.2.0",
            repository=known,
        ),
    )
    assert (page.cursor, page.complete) == (None, True)
    assert site.asked == ["GET /repos/api/v1/usage/npm/react/dependencies?page=1&per_page=100"]
    assert site.budget.spent == {"ecosystems": 1}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "runtime"}, DependencyType.DIRECT),
        ({"kind": None}, DependencyType.DIRECT),
        ({"kind": "development"}, DependencyType.DEV),
        ({"kind": "test"}, DependencyType.DEV),
        ({"kind": "peer"}, DependencyType.PEER),
        ({"kind": "optional"}, DependencyType.OPTIONAL),
        ({"kind": "runtime", "optional": True}, DependencyType.OPTIONAL),
    ],
)
def test_each_kind_is_one_of_ours(fields: dict[str, Any], expected: DependencyType) -> None:
    (found,) = provider(Site({USES: [use(**fields)]})).fetch_dependents(DependentsQuery(key=REACT)).items
    assert found.type is expected


def test_a_lock_file_says_which_version_and_that_a_use_is_indirect() -> None:
    lock = {"ecosystem": "npm", "filepath": "yarn.lock", "kind": "lockfile"}
    raw = use(manifest=lock, requirements="18.2.0", direct=False)
    (found,) = provider(Site({USES: [raw]})).fetch_dependents(DependentsQuery(key=REACT)).items
    assert (found.requirement, found.resolved, found.indirect) == (None, "18.2.0", True)


@pytest.mark.parametrize("name", ["acme/our web", "acme", "acme/web/more", "acme/..", "/web"])
def test_what_no_repository_can_be_called_is_left_out(name: str) -> None:
    page = provider(Site({USES: [use(repo=repository(name)), use()]})).fetch_dependents(DependentsQuery(key=REACT))
    assert [one.name for one in page.items] == ["web"]


def test_uses_elsewhere_than_at_github_are_left_out_and_counted() -> None:
    elsewhere = use(repo=repository(html_url="https://gitlab.com/acme/web"))
    page = provider(Site({USES: [elsewhere, use(), None, use(repo={"id": 1})]})).fetch_dependents(
        DependentsQuery(key=REACT)
    )
    assert len(page.items) == 1
    assert page.notes == ("2 uses elsewhere than at GitHub are left out",)


def page_of(count: int, link: str | None) -> httpx.Response:
    headers = {} if link is None else {"link": link}
    return httpx.Response(200, json=[use() for _ in range(count)], headers=headers)


@pytest.mark.parametrize(
    ("reply", "cursor"),
    [
        pytest.param(page_of(99, '<https://eco.example/x?page=4&per_page=100>; rel="next"'), "4", id="a link"),
        pytest.param(page_of(100, '<https://eco.example/x?page=1>; rel="first"'), None, id="no link to the next"),
        pytest.param(page_of(100, None), "4", id="no links, a full page"),
        pytest.param(page_of(99, None), None, id="no links, the last page"),
    ],
)
def test_the_next_page_begins_where_the_service_says(reply: httpx.Response, cursor: str | None) -> None:
    site = Site({USES: reply})
    assert provider(site).fetch_dependents(DependentsQuery(key=REACT, cursor="3")).cursor == cursor
    assert site.requests[0].url.params["page"] == "3"


def test_a_package_that_nobody_is_known_to_use_is_an_answer() -> None:
    with pytest.raises(ProviderNotFoundError):
        provider(Site({})).fetch_dependents(DependentsQuery(key=REACT))


def test_a_crate_is_asked_for_under_both_its_spellings() -> None:
    site = Site({"GET /repos/api/v1/usage/cargo/serde_json/dependencies": [use()]})
    assert provider(site).fetch_dependents(DependentsQuery(key=SERDE)).items
    assert len(site.requests) == 2
    spelled = DependentsQuery(key=SERDE, spelled="serde_json")
    assert provider(site).fetch_dependents(spelled).items
    assert len(site.requests) == 3


def test_a_scoped_name_stays_one_part_of_the_address() -> None:
    site = Site({"GET /repos/api/v1/usage/npm/%40types%2Fnode/dependencies": [use()]})
    assert provider(site).fetch_dependents(DependentsQuery(key=PackageKey(Ecosystem.NPM, "@types/node"))).items


def package(**more: Any) -> dict[str, Any]:
    return {
        "name": "react",
        "ecosystem": "npm",
        "description": "React is a JavaScript library for building user interfaces.",
        "homepage": "https://react.dev/",
        "repository_url": "https://github.com/facebook/react",
        "latest_release_number": "19.0.0",
        "dependent_repos_count": 5_000_000,
        "registry": {"name": "npm", "default": True},
    } | more


def test_a_package_is_found_by_its_purl() -> None:
    site = Site({LOOKUP: [package()]})
    assert provider(site).fetch_packages(PackageQuery(keys=(REACT,))) == [REACT_DESCRIBED]
    assert site.requests[0].url.params["purl"] == "pkg:npm/react"


def test_of_several_registries_the_ecosystems_own_is_meant() -> None:
    mirror = package(registry={"default": False}, latest_release_number="0.1", dependent_repos_count=9_000_000)
    (found,) = provider(Site({LOOKUP: [mirror, package()]})).fetch_packages(PackageQuery(keys=(REACT,)))
    assert found.latest_version == "19.0.0"


def test_packages_that_are_not_known_are_left_out() -> None:
    def lookup(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=[package(name="serde_json")] if "serde_json" in str(request.url) else [])

    found = provider(Site({LOOKUP: lookup})).fetch_packages(PackageQuery(keys=(REACT, SERDE)))
    assert [(one.key, one.display_name) for one in found] == [(SERDE, "serde_json")]


def test_one_package_that_is_not_there_hides_no_other() -> None:
    def lookup(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404) if "serde" in str(request.url) else httpx.Response(200, json=[package()])

    found = provider(Site({LOOKUP: lookup})).fetch_packages(PackageQuery(keys=(SERDE, REACT)))
    assert [one.key for one in found] == [REACT]


def test_repositories_are_found_by_name_and_what_is_not_known_is_not_called_gone() -> None:
    site = Site({"GET /repos/api/v1/hosts/GitHub/repositories/acme%2Fweb": repository()})
    page = provider(site).fetch_repositories(RepositoryQuery(names=("acme/web", "acme/other", "nonsense")))
    assert [one.asked for one in page.items] == ["acme/web"]
    assert (page.missing, page.complete) == ((), False)
    assert page.notes == ("acme/other: not known", "nonsense: not known")


def test_an_owner_has_funding_links() -> None:
    owner = {
        "login": "acme",
        "kind": "organization",
        "description": "Makes the web",
        "website": "https://acme.example",
        "repositories_count": 12,
        "total_stars": 4000,
        "html_url": "https://github.com/acme",
        "funding_links": ["https://opencollective.com/acme"],
        "metadata": {},
    }
    site = Site({"GET /repos/api/v1/hosts/GitHub/owners/acme": owner})
    assert provider(site).fetch_organizations(OrganizationQuery(handles=("acme", "gone"))) == [
        replace(ACME, sponsorship_url="https://opencollective.com/acme", total_repositories=12, total_stars=4000)
    ]
    owner["metadata"] = {"has_sponsors_listing": True}
    (found,) = provider(site).fetch_organizations(OrganizationQuery(handles=("acme",)))
    assert found.sponsorship_url == "https://github.com/sponsors/acme"


def test_it_has_no_search_and_no_manifests() -> None:
    ecosystems = provider(Site({}))
    with pytest.raises(NotSupportedError):
        ecosystems.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=1)))
    with pytest.raises(NotSupportedError):
        ecosystems.fetch_manifests(ManifestQuery(owner="acme", name="web"))


def test_one_of_its_services_fails_without_the_other() -> None:
    site = Site({USES: [use()], LOOKUP: httpx.Response(503, headers={"retry-after": "1"})})
    ecosystems = provider(site)
    for _ in range(6):
        with pytest.raises(PassingProviderError):
            ecosystems.fetch_packages(PackageQuery(keys=(REACT,)))
        assert ecosystems.fetch_dependents(DependentsQuery(key=REACT)).items


def test_its_health_is_its_hosts() -> None:
    assert provider(Site({"GET /repos/api/v1/hosts/GitHub": {"name": "GitHub"}})).health_check()
    assert not provider(Service(httpx.ConnectError("refused"))).health_check()


@pytest.mark.parametrize("reply", [{}, "text", None, 7], ids=["object", "text", "null", "number"])
def test_what_is_no_list_is_an_error(reply: object) -> None:
    with pytest.raises(ProviderDataError):
        provider(Service(reply)).fetch_dependents(DependentsQuery(key=REACT))
