"""ecosyste.ms as a provider: the one that answers who depends on a package."""

from collections.abc import Mapping

from curator.usage.models import PackageKey
from curator.usage.providers.calls import Call, Reply, path_of
from curator.usage.providers.client import Api, ApiClient, Tools
from curator.usage.providers.described import package_described
from curator.usage.providers.ecosystems.shapes import (
    dependent_of,
    likeliest,
    organization_of,
    repository_of,
)
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.fields import Raw, raw_objects, text
from curator.usage.providers.limits import PER_PAGE
from curator.usage.providers.models import (
    FoundDependent,
    FoundOrganization,
    FoundPackage,
    FoundRepository,
    Page,
    ProviderType,
    RateReport,
)
from curator.usage.providers.one_by_one import asked_one_by_one
from curator.usage.providers.provider import NothingSupported
from curator.usage.providers.questions import DependentsQuery, OrganizationQuery, PackageQuery, RepositoryQuery
from curator.usage.providers.spelling import spellings
from curator.usage.purl import purl_of

RESOURCE = "ecosystems"
HOST = "GitHub"  # as ecosyste.ms names it


class EcosystemsProvider(NothingSupported):
    """Dependents, packages, and what it knows of repositories and owners at GitHub."""

    name = "ecosystems"
    provider_type = ProviderType.AGGREGATOR

    def __init__(self, repos: Tools, packages: Tools, *, repos_url: str, packages_url: str) -> None:
        """Bind the two services; each fails by itself, and so has its own breaker."""
        self._repos = ApiClient(Api(name=self.name, url=repos_url, scope="repos"), repos)
        self._packages = ApiClient(Api(name=self.name, url=packages_url, scope="packages"), packages)

    def fetch_dependents(self, query: DependentsQuery) -> Page[FoundDependent]:
        """Return up to 100 uses of a package; raises ProviderNotFoundError for one that nobody is known to use."""
        reply, raws = self._uses(query)
        found = [dependent_of(query.key, raw) for raw in raws]
        elsewhere = found.count(None)
        return Page(
            items=tuple(one for one in found if one is not None),
            cursor=_next_page(reply, int(query.cursor or 1)),
            notes=(f"{elsewhere} uses elsewhere than at GitHub are left out",) if elsewhere else (),
        )

    def _uses(self, query: DependentsQuery) -> tuple[Reply, list[Raw]]:
        for name in spellings(query.key, query.spelled):
            call = Call(
                resource=RESOURCE,
                path=path_of("usage", query.key.ecosystem.value, name, "dependencies"),
                params={"page": query.cursor or "1", "per_page": str(PER_PAGE)},
            )
            try:
                reply = self._repos.ask(call)
            except ProviderNotFoundError:
                continue
            return reply, raw_objects(reply.json_list())
        raise ProviderNotFoundError("no use is known")

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        """Return what packages are."""
        found = ((key, self._package(key, query.spelled.get(key))) for key in query.keys)
        return [
            package_described(key, raw, latest_version=text(raw, "latest_release_number"))
            for key, raw in found
            if raw is not None
        ]

    def _package(self, key: PackageKey, spelled: str | None) -> Raw | None:
        for name in spellings(key, spelled):
            params = {"purl": purl_of(key, spelled=name)}
            call = Call(resource=RESOURCE, path="/packages/lookup", params=params, is_remembered=True)
            try:
                raws = raw_objects(self._packages.ask(call).json_list())
            except ProviderNotFoundError:
                continue
            if raws:
                return likeliest(raws)
        return None

    def fetch_repositories(self, query: RepositoryQuery) -> Page[FoundRepository]:
        """Return repositories by name; there is no search."""
        if not query.names:
            self._refuse(query)
        return asked_one_by_one(query.names, self._repository)

    def _repository(self, owner: str, name: str) -> FoundRepository | None:
        full_name = f"{owner}/{name}"
        path = path_of("hosts", HOST, "repositories", full_name)
        reply = self._repos.ask(Call(resource=RESOURCE, path=path, is_remembered=True))
        return repository_of(reply.json_object(), full_name)

    def fetch_organizations(self, query: OrganizationQuery) -> list[FoundOrganization]:
        """Return the owners that are known here."""
        found = (self._organization(handle) for handle in dict.fromkeys(query.handles))
        return [one for one in found if one is not None]

    def _organization(self, handle: str) -> FoundOrganization | None:
        try:
            path = path_of("hosts", HOST, "owners", handle)
            reply = self._repos.ask(Call(resource=RESOURCE, path=path, is_remembered=True))
        except ProviderNotFoundError:
            return None
        return organization_of(reply.json_object(), handle)

    def health_check(self) -> bool:
        """Return whether ecosyste.ms answers."""
        return self._repos.answers(Call(resource=RESOURCE, path=path_of("hosts", HOST)))

    def get_rate_limit_status(self) -> Mapping[str, RateReport]:
        """Return what was last heard of the limit."""
        return {**self._packages.status(), **self._repos.status()}


def _next_page(reply: Reply, page: int) -> str | None:
    """Return where the next part begins; a service that links to none is believed only if it links at all."""
    if "link" in reply.headers:
        return reply.next_page
    return str(page + 1) if len(reply.json_list()) == PER_PAGE else None
