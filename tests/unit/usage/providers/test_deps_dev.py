import httpx
import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.deps_dev.provider import DepsDevProvider
from curator.usage.providers.errors import NotSupportedError
from curator.usage.providers.models import FoundPackage
from curator.usage.providers.questions import DependentsQuery, PackageQuery
from tests.unit.usage.providers.service import URL, Service, Site

COLORS = PackageKey(Ecosystem.NPM, "@colors/colors")
PACKAGE = {
    "packageKey": {"system": "NPM", "name": "@colors/colors"},
    "versions": [
        {"versionKey": {"system": "NPM", "name": "@colors/colors", "version": "1.4.0"}, "isDefault": False},
        {"versionKey": {"system": "NPM", "name": "@colors/colors", "version": "1.6.0"}, "isDefault": True},
    ],
}
VERSION = {
    "versionKey": {"system": "NPM", "name": "@colors/colors", "version": "1.6.0"},
    "links": [
        {"label": "HOMEPAGE", "url": "https://github.com/DABH/colors.js#readme"},
        {"label": "SOURCE_REPO", "url": "git+ssh://git@github.com/DABH/colors.js.git"},
        {"label": "SOURCE_REPO", "url": "https://github.com/DABH/colors.js"},
        {"label": 7},
    ],
}
PATH = "GET /api/systems/npm/packages/%40colors%2Fcolors"


def provider(service: Service) -> DepsDevProvider:
    return DepsDevProvider(service.tools("deps-dev"), url=URL)


def test_a_package_is_described_by_the_version_that_is_installed_by_default() -> None:
    site = Site({PATH: PACKAGE, f"{PATH}/versions/1.6.0": VERSION})
    assert provider(site).fetch_packages(PackageQuery(keys=(COLORS,))) == [
        FoundPackage(
            key=COLORS,
            display_name="@colors/colors",
            repository_url="https://github.com/DABH/colors.js",
            homepage_url="https://github.com/DABH/colors.js#readme",
            latest_version="1.6.0",
        )
    ]
    assert site.budget.spent == {"deps-dev": 2}


def test_without_a_default_no_version_is_guessed() -> None:
    site = Site({PATH: {**PACKAGE, "versions": PACKAGE["versions"][:1]}})  # type: ignore[index]
    (found,) = provider(site).fetch_packages(PackageQuery(keys=(COLORS,)))
    assert (found.latest_version, found.repository_url) == (None, None)


def test_a_version_that_is_listed_and_not_there_yet_hides_no_package() -> None:
    (found,) = provider(Site({PATH: PACKAGE})).fetch_packages(PackageQuery(keys=(COLORS,)))
    assert (found.latest_version, found.repository_url) == ("1.6.0", None)


def test_packages_that_are_not_known_are_left_out() -> None:
    assert provider(Site({})).fetch_packages(PackageQuery(keys=(COLORS,))) == []


def test_ecosystems_that_are_not_known_are_somebody_elses() -> None:
    dart = PackageKey(Ecosystem.PUB, "http")
    with pytest.raises(NotSupportedError):
        provider(Site({})).fetch_packages(PackageQuery(keys=(dart,)))
    site = Site({PATH: {**PACKAGE, "versions": []}})
    assert len(provider(site).fetch_packages(PackageQuery(keys=(dart, COLORS)))) == 1


# Its v3 counts no dependents, and v3alpha names none.
def test_nobody_asks_it_for_dependents() -> None:
    with pytest.raises(NotSupportedError):
        provider(Site({})).fetch_dependents(DependentsQuery(key=COLORS))


def test_its_health_is_a_packages_that_will_always_be_there() -> None:
    assert provider(Site({"GET /api/systems/npm/packages/react": {"versions": []}})).health_check()
    assert not provider(Service(httpx.Response(503))).health_check()
    assert provider(Site({})).get_rate_limit_status() == {}
