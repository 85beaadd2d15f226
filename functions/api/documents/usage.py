"""What the usage routes answer."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from curator.realtime.messages.shape import Count, Shape
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Confidence, DependencyType

Relation = Literal["direct", "transitive"]
RecordId = Annotated[str, Field(min_length=1, max_length=64)]
Moment = AwareDatetime | None


class UsagePage(Shape):
    """What stands beside the rows of a page; `next_cursor` holds for an hour, in which the order does not change."""

    total: Count
    offset: Count
    limit: Annotated[int, Field(ge=1)]
    has_next: bool
    has_prev: bool
    next_cursor: str | None


class MissingProvider(Shape):
    """A provider that did not answer the last search, and why."""

    provider: str
    why: str


class Coverage(Shape):
    """What the answer cannot show. `complete` is false where a search, a provider or a part of the list is missing."""

    complete: bool
    searched_at: Moment
    source: str | None
    missing_providers: list[MissingProvider]
    files_read: list[str]
    notes: list[str]
    attribution: list[str]


class PackageHeader(Shape):
    """Which package an answer is about."""

    name: str
    ecosystem: Ecosystem
    description: str | None
    latest_version: str | None


class Proof(Shape):
    """The line of a file that declares the dependency; without a commit a provider only reported it."""

    file: str
    line: Annotated[int, Field(ge=1)] | None
    commit: str | None
    permalink: str | None
    requirement: str | None
    resolved_version: str | None
    dependency_type: DependencyType
    relation: Relation
    notes: list[str]


class UsingRepository(Shape):
    """A repository that uses the package, with the strongest lines of proof."""

    id: RecordId
    name: str
    github_url: str
    stars: Count
    is_archived: bool
    relation: Relation
    dependency_type: DependencyType
    requirement: str | None
    resolved_version: str | None
    confidence: Confidence
    last_seen_at: Moment
    evidence: list[Proof]


class UsingOrganization(Shape):
    """An organisation or a user on GitHub; the totals are of all its repositories, whatever they use."""

    id: RecordId
    name: str
    github_url: str | None
    website_url: str | None
    sponsorship_url: str | None
    total_repositories: Count
    total_stars: Count


class User(Shape):
    """One organisation that uses the package. `total_repositories` and `stars` are of those that the filters count."""

    organization: UsingOrganization
    repositories: list[UsingRepository]
    total_repositories: Count
    stars: Count
    relation: list[Relation]
    dependency_types: list[DependencyType]
    requirements: list[str]
    resolved_versions: list[str]
    confidence: Confidence
    first_seen_at: Moment
    last_seen_at: Moment


class Users(UsagePage):
    """The organisations that use a package."""

    package: PackageHeader
    users: list[User]
    total_organizations: Count
    total_repositories: Count
    coverage: Coverage


class DependentOrganization(Shape):
    """An organisation in the short form."""

    name: str
    github_url: str | None
    sponsorship_url: str | None
    total_repositories: Count


class DependentRepository(Shape):
    """A repository in the short form."""

    name: str
    stars: Count
    github_url: str


class Dependent(Shape):
    """One organisation that uses the package, in the short form."""

    organization: DependentOrganization
    repositories: list[DependentRepository]
    total_repositories: Count


class Dependents(UsagePage):
    """The organisations that use a package, in the short form."""

    package: PackageHeader
    dependents: list[Dependent]
    total_organizations: Count
    total_repositories: Count
    coverage: Coverage


class UserRepositories(Shape):
    """All of an organisation's repositories that use the package; `next_after` is the `after` of the next page."""

    package: PackageHeader
    organization: UsingOrganization
    repositories: list[UsingRepository]
    total_repositories: Count
    limit: Annotated[int, Field(ge=1)]
    has_next: bool
    next_after: str | None


class UserChange(Shape):
    """That an organisation began to use the package, or stopped."""

    organization: UsingOrganization
    change: Literal["began", "stopped"]
    at: AwareDatetime


class UserChanges(Shape):
    """Who began or stopped using it; `next_since` is the `since` of the next page, which repeats its moment."""

    package: PackageHeader
    changes: list[UserChange]
    limit: Annotated[int, Field(ge=1)]
    has_next: bool
    next_since: Moment


class PackageRow(Shape):
    """A package; `dependent_count` counts organisations."""

    id: RecordId
    name: str
    ecosystem: Ecosystem
    description: str | None
    latest_version: str | None
    dependent_count: Count


class PackageList(UsagePage):
    """A page of packages; `complete` is false where the list goes on beyond what is put in order."""

    items: list[PackageRow]
    complete: bool


class PackageDetails(PackageRow):
    """All that is known of a package."""

    normalized_name: str
    repository_url: str | None
    homepage_url: str | None
    dependent_organizations: Count
    dependent_repositories: Count
    described_at: Moment
    searched_at: Moment
    created_at: Moment
    updated_at: Moment
    coverage: Coverage


class OrganizationRow(Shape):
    """An organisation or a user on GitHub."""

    id: RecordId
    name: str
    github_url: str | None
    website_url: str | None
    description: str | None
    sponsorship_url: str | None
    total_repositories: Count
    total_stars: Count
    created_at: Moment
    updated_at: Moment


class OrganizationList(UsagePage):
    """A page of organisations; `complete` is false where the list goes on beyond what is put in order."""

    items: list[OrganizationRow]
    complete: bool


class OwnedRepository(Shape):
    """A repository of an organisation."""

    id: RecordId
    name: str
    github_url: str
    stars: Count
    primary_language: str | None
    is_archived: bool
    last_commit_at: Moment
    parsed_at: Moment


class OrganizationDetails(OrganizationRow, UsagePage):
    """An organisation with a page of its repositories, those with most stars first; `total` counts them."""

    repositories: list[OwnedRepository]


class UsageStatistics(Shape):
    """How much is known."""

    packages: Count
    organizations: Count
    repositories: Count
    dependencies: Count
    sponsorable_organizations: Count
    by_ecosystem: dict[Ecosystem, Count]
    last_scrape_at: Moment
