import httpx
import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.errors import NotSupportedError, ProviderRefusedError, RateLimitedError
from curator.usage.providers.libraries_io.provider import LibrariesIoProvider
from curator.usage.providers.models import FoundRepository
from curator.usage.providers.questions import (
    DependentsQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
    SearchSlice,
)
from tests.unit.usage.providers.alike import ACME, REACT, REACT_DESCRIBED
from tests.unit.usage.providers.service import URL, Service, Site

TYPES = PackageKey(Ecosystem.NPM, "@types/node")
PROJECT = {
    "name": "react",
    "platform": "NPM",
    "description": "React is a JavaScript library for building user interfaces.",
    "homepage": "https://react.dev/",
    "repository_url": "https://github.com/facebook/react",
    "latest_release_number": "19.1.0-rc",
    "latest_stable_release_number": "19.0.0",
    "dependents_count": 100,
    "dependent_repos_count": 5_000_000,
}


def provider(service: Service) -> LibrariesIoProvider:
    return LibrariesIoProvider(service.tools("libraries-io"), url=URL, key="key-1")


def test_a_package_is_found_by_platform_and_name() -> None:
    site = Site({"GET /api/npm/react": PROJECT})
    assert provider(site).fetch_packages(PackageQuery(keys=(TYPES, REACT))) == [REACT_DESCRIBED]
    assert site.asked == ["GET /api/npm/%40types%2Fnode?api_key=key-1", "GET /api/npm/react?api_key=key-1"]
    assert site.budget.spent == {"libraries-io": 2}


def test_a_repository_is_found_by_name() -> None:
    raw = {"full_name": "acme/web", "fork": False, "stargazers_count": 80, "language": "Go", "default_branch": "main"}
    page = provider(Site({"GET /api/github/acme/web": raw})).fetch_repositories(
        RepositoryQuery(names=("acme/web", "acme/other"))
    )
    assert page.items == (
        FoundRepository(
            asked="acme/web",
            owner="acme",
            name="web",
            github_url="https://github.com/acme/web",
            stars=80,
            is_fork=False,
            primary_language="Go",
            default_branch="main",
        ),
    )
    assert (page.missing, page.complete) == ((), False)


def test_an_owner_is_found_by_handle_and_nothing_is_said_of_sponsorship() -> None:
    raw = {"login": "acme", "user_type": "Organization", "blog": "acme.example", "bio": "Makes the web"}
    site = Site({"GET /api/github/acme": raw})
    assert provider(site).fetch_organizations(OrganizationQuery(handles=("acme", "gone"))) == [ACME]


# Its limit comes as seconds that are left, only with the refusal.
# scenario usage-79
def test_its_minute_is_waited_for() -> None:
    headers = {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "17", "Retry-After": "17"}
    service = Service(httpx.Response(429, content=b"Retry later\n", headers=headers))
    libraries = provider(service)
    with pytest.raises(RateLimitedError) as caught:
        libraries.fetch_packages(PackageQuery(keys=(REACT,)))
    assert caught.value.retry_at == service.clock.now() + 17
    assert libraries.get_rate_limit_status()["libraries-io"].reset_at == service.clock.now() + 17


def test_a_key_that_is_not_taken_is_not_an_empty_answer() -> None:
    with pytest.raises(ProviderRefusedError):
        provider(Service(httpx.Response(403, content=b"Forbidden\n"))).fetch_packages(PackageQuery(keys=(REACT,)))


# Its lists of dependents were switched off in April 2023.
def test_nobody_asks_it_for_dependents_or_searches() -> None:
    libraries = provider(Site({}))
    with pytest.raises(NotSupportedError):
        libraries.fetch_dependents(DependentsQuery(key=REACT))
    with pytest.raises(NotSupportedError):
        libraries.fetch_repositories(RepositoryQuery(search=SearchSlice(min_stars=1)))


def test_its_health_is_its_platforms() -> None:
    assert provider(Site({"GET /api/platforms": []})).health_check()
    assert not provider(Site({})).health_check()
