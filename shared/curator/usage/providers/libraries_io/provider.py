"""Libraries.io as a provider."""

from collections.abc import Mapping

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import Api, ApiClient, Tools
from curator.usage.providers.described import package_described, repository_described
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.fields import Raw, address, text
from curator.usage.providers.models import (
    FoundOrganization,
    FoundPackage,
    FoundRepository,
    Page,
    ProviderType,
    RateReport,
)
from curator.usage.providers.one_by_one import asked_one_by_one
from curator.usage.providers.provider import NothingSupported
from curator.usage.providers.questions import OrganizationQuery, PackageQuery, RepositoryQuery
from curator.usage.providers.spelling import spellings

RESOURCE = "libraries-io"
PLATFORMS = {
    Ecosystem.NPM: "npm",
    Ecosystem.PYPI: "pypi",
    Ecosystem.GO: "go",
    Ecosystem.CARGO: "cargo",
    Ecosystem.MAVEN: "maven",
    Ecosystem.RUBYGEMS: "rubygems",
    Ecosystem.PACKAGIST: "packagist",
    Ecosystem.NUGET: "nuget",
    Ecosystem.PUB: "pub",
    Ecosystem.HEX: "hex",
}


class LibrariesIoProvider(NothingSupported):
    """Packages, and what it knows of repositories and owners at GitHub."""

    name = "libraries_io"
    provider_type = ProviderType.AGGREGATOR

    def __init__(self, tools: Tools, *, url: str, key: str) -> None:
        """Bind the API; the key goes into addresses, which are never logged."""
        self._client = ApiClient(Api(name=self.name, url=url, params={"api_key": key}), tools)

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        """Return what packages are."""
        found = (self._package(key, query.spelled.get(key)) for key in query.keys)
        return [one for one in found if one is not None]

    def _package(self, key: PackageKey, spelled: str | None) -> FoundPackage | None:
        for name in spellings(key, spelled):
            try:
                raw = self._object(PLATFORMS[key.ecosystem], name)
            except ProviderNotFoundError:
                continue
            stable = text(raw, "latest_stable_release_number")
            return package_described(key, raw, latest_version=stable or text(raw, "latest_release_number"))
        return None

    def fetch_repositories(self, query: RepositoryQuery) -> Page[FoundRepository]:
        """Return repositories by name."""
        if not query.names:
            self._refuse(query)
        return asked_one_by_one(
            query.names,
            lambda owner, name: repository_described(self._object("github", owner, name), f"{owner}/{name}"),
        )

    def fetch_organizations(self, query: OrganizationQuery) -> list[FoundOrganization]:
        """Return the owners that are known here; it says nothing of sponsorship."""
        found = []
        for handle in dict.fromkeys(query.handles):
            try:
                found.append(_organization(self._object("github", handle), handle))
            except ProviderNotFoundError:
                continue
        return found

    def health_check(self) -> bool:
        """Return whether Libraries.io answers."""
        return self._client.answers(Call(resource=RESOURCE, path="/platforms"))

    def get_rate_limit_status(self) -> Mapping[str, RateReport]:
        """Return what was last heard of the limit."""
        return self._client.status()

    def _object(self, *segments: str) -> Raw:
        return self._client.ask(Call(resource=RESOURCE, path=path_of(*segments), is_remembered=True)).json_object()


def _organization(raw: Raw, asked: str) -> FoundOrganization:
    login = text(raw, "login") or asked
    return FoundOrganization(
        asked=asked,
        handle=login,
        github_url=f"https://github.com/{login}",
        website_url=address(raw, "blog"),
        description=text(raw, "bio") or text(raw, "description"),
    )
