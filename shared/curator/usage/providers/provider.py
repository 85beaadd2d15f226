"""Whoever can be asked, and who says how often."""

from collections.abc import Mapping
from typing import NoReturn, Protocol

from curator.usage.providers.errors import NotSupportedError
from curator.usage.providers.models import (
    FoundDependent,
    FoundManifests,
    FoundOrganization,
    FoundPackage,
    FoundRepository,
    Page,
    ProviderType,
    RateReport,
)
from curator.usage.providers.questions import (
    DependentsQuery,
    ManifestQuery,
    OrganizationQuery,
    PackageQuery,
    RepositoryQuery,
)


class Budget(Protocol):
    """How many requests a provider may still make.

    Resources are what the other side counts apart: `github-core`, `github-search`, `github-code-search`,
    `github-graphql` (in points), `ecosystems`, `libraries-io`, `deps-dev`.
    """

    def spend(self, resource: str, points: int = 1) -> None:
        """Take what the next request costs, or raise BudgetExhaustedError; each try and each redirect is one."""

    def returned(self, resource: str, points: int = 1) -> None:
        """Give back what a request did not cost: GitHub does not count a 304."""

    def heard(self, resource: str, report: RateReport) -> None:
        """Take note of what a reply said of a limit."""


class Provider(Protocol):
    """A service that answers questions of some kinds, and raises NotSupportedError for the others.

    Every method that asks raises ProviderError: an answer is all of it or, where it says so, a part.
    """

    @property
    def name(self) -> str:
        """The name it is registered under."""

    @property
    def provider_type(self) -> ProviderType:
        """What kind of service it is."""

    def fetch_repositories(self, query: RepositoryQuery) -> Page[FoundRepository]:
        """Return repositories."""

    def fetch_organizations(self, query: OrganizationQuery) -> list[FoundOrganization]:
        """Return organisations and users; those that do not exist are left out."""

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        """Return what packages are; those that do not exist are left out."""

    def fetch_dependents(self, query: DependentsQuery) -> Page[FoundDependent]:
        """Return repositories that use a package."""

    def fetch_manifests(self, query: ManifestQuery) -> FoundManifests:
        """Return a repository's manifests; raises ProviderNotFoundError where there is no such repository."""

    def health_check(self) -> bool:
        """Return whether the provider answers; never raises."""

    def get_rate_limit_status(self) -> Mapping[str, RateReport]:
        """Return what was last heard of each resource's limit, without a request."""


class NothingSupported:
    """What a provider inherits for questions it has no answer to."""

    name = "nobody"

    def fetch_repositories(self, query: RepositoryQuery) -> Page[FoundRepository]:
        """Raise NotSupportedError."""
        self._refuse(query)

    def fetch_organizations(self, query: OrganizationQuery) -> list[FoundOrganization]:
        """Raise NotSupportedError."""
        self._refuse(query)

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        """Raise NotSupportedError."""
        self._refuse(query)

    def fetch_dependents(self, query: DependentsQuery) -> Page[FoundDependent]:
        """Raise NotSupportedError."""
        self._refuse(query)

    def fetch_manifests(self, query: ManifestQuery) -> FoundManifests:
        """Raise NotSupportedError."""
        self._refuse(query)

    def _refuse(self, query: object) -> NoReturn:
        raise NotSupportedError(f"{self.name} answers no {type(query).__name__}")
