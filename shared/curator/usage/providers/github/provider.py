"""GitHub as a provider."""

from collections.abc import Mapping

from curator.usage.providers.calls import Call
from curator.usage.providers.client import Api, ApiClient, Tools
from curator.usage.providers.errors import NotSupportedError
from curator.usage.providers.github.code_search import CodeSearch
from curator.usage.providers.github.graphql import GraphQl
from curator.usage.providers.github.manifests import GithubManifests
from curator.usage.providers.github.organizations import GithubOrganizations
from curator.usage.providers.github.refusals import GithubRules
from curator.usage.providers.github.repositories import CORE, JSON, GithubRepositories
from curator.usage.providers.models import (
    FoundDependent,
    FoundManifests,
    FoundOrganization,
    FoundRepository,
    Page,
    ProviderType,
    RateReport,
)
from curator.usage.providers.provider import NothingSupported
from curator.usage.providers.questions import DependentsQuery, ManifestQuery, OrganizationQuery, RepositoryQuery

API_VERSION = "2022-11-28"


class GithubProvider(NothingSupported):
    """Repositories, owners, manifests, and candidates for dependents. It knows nothing of packages."""

    name = "github"
    provider_type = ProviderType.REPOSITORY

    def __init__(self, tools: Tools, *, url: str, token: str | None, scope: str = "0") -> None:
        """Bind the API.

        Args:
            tools: of the client.
            url: of the REST API; GraphQL is below it.
            token: whose limits count; without one 60 requests an hour are allowed, and neither GraphQL nor code search.
            scope: tells tokens apart, without telling them.
        """
        headers = {"X-GitHub-Api-Version": API_VERSION, **({"Authorization": f"Bearer {token}"} if token else {})}
        api = Api(
            name=self.name,
            url=url,
            headers=headers,
            scope=scope if token else "anonymous",
            rules=GithubRules(),
            free_when_unchanged=token is not None,
        )
        self._client = ApiClient(api, tools)
        graphql = GraphQl(self._client) if token else None
        self._repositories = GithubRepositories(self._client, graphql)
        self._organizations = GithubOrganizations(self._client, graphql)
        self._manifests = GithubManifests(self._client, graphql)
        self._code_search = CodeSearch(self._client) if token else None

    def fetch_repositories(self, query: RepositoryQuery) -> Page[FoundRepository]:
        """Return repositories."""
        if query.search is not None:
            return self._repositories.search(query.search, query.cursor)
        return self._repositories.named(query.names)

    def fetch_organizations(self, query: OrganizationQuery) -> list[FoundOrganization]:
        """Return owners."""
        return self._organizations.named(query.handles)

    def fetch_dependents(self, query: DependentsQuery) -> Page[FoundDependent]:
        """Return repositories in whose manifests the package's name stands."""
        if self._code_search is None:
            raise NotSupportedError("GitHub searches code only for those it knows")
        return self._code_search.dependents(query)

    def fetch_manifests(self, query: ManifestQuery) -> FoundManifests:
        """Return a repository's manifests."""
        return self._manifests.read(query)

    def health_check(self) -> bool:
        """Return whether GitHub answers; asking for one's limits costs nothing of them."""
        return self._client.answers(Call(resource=CORE, path="/rate_limit", accept=JSON, points=0))

    def get_rate_limit_status(self) -> Mapping[str, RateReport]:
        """Return what was last heard of each limit."""
        return self._client.status()
