"""What providers find. All times are in seconds since the epoch; None: it is not said."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from curator.usage.models import DependencyType, PackageKey

T = TypeVar("T")


class ProviderType(StrEnum):
    """What kind of service a provider is."""

    REPOSITORY = "repository"
    REGISTRY = "registry"
    AGGREGATOR = "aggregator"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateReport:
    """What a reply said of a limit.

    Attributes:
        limit: requests (or points) of a whole window.
        remaining: of the present window.
        reset_at: when the next one begins.
        retry_after: seconds to leave the provider alone.
        growing: the provider named no time, so whoever keeps the budget waits twice as long each time in a row.
    """

    limit: int | None = None
    remaining: int | None = None
    reset_at: float | None = None
    retry_after: float | None = None
    growing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list.

    Attributes:
        items: what was found, in the provider's order.
        cursor: where the next part begins; None at the end.
        total: how many there are altogether, as the provider counts.
        complete: whether this part holds all that belongs in it; a provider may run out of time, or not reach further.
        missing: names that were asked for and of which the provider is certain that they are not there.
        notes: what is odd about it, for people.
    """

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None
    complete: bool = True
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """What came of asking several providers.

    Attributes:
        result: the first one's that answered.
        source: its name.
        missing: those that were to be asked before and could not be: name, and why.
    """

    result: T
    source: str
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRepository:
    """A repository. `owner` and `name` are today's; after a rename `asked` is another."""

    owner: str
    name: str
    github_url: str
    asked: str | None = None
    node_id: str | None = None
    stars: int | None = None
    is_archived: bool | None = None
    is_fork: bool | None = None
    primary_language: str | None = None
    default_branch: str | None = None
    head_commit: str | None = None
    pushed_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrganization:
    """An organisation or a user.

    Attributes:
        asked: the handle that was asked for; `handle` is as the owner writes it.
        total_repositories: public ones; without forks where the provider tells them apart.
        total_stars: of the hundred with most, or of all.
        sponsorship_known: whether the absence of a `sponsorship_url` means that there is none.
    """

    asked: str
    handle: str
    github_url: str
    website_url: str | None = None
    description: str | None = None
    sponsorship_url: str | None = None
    total_repositories: int | None = None
    total_stars: int | None = None
    sponsorship_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPackage:
    """A package. `dependent_repositories` is the provider's own count, which ours will not reach."""

    key: PackageKey
    display_name: str
    description: str | None = None
    repository_url: str | None = None
    homepage_url: str | None = None
    latest_version: str | None = None
    dependent_repositories: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDependent:
    """A repository that uses a package, as somebody else says.

    Attributes:
        certain: whether the provider has read the manifest; else the package's name merely stands in it.
        repository: what else the provider said of it, if it did.
    """

    key: PackageKey
    owner: str
    name: str
    github_url: str
    manifest_path: str | None = None
    requirement: str | None = None
    resolved: str | None = None
    type: DependencyType = DependencyType.DIRECT
    indirect: bool = False
    certain: bool = True
    repository: FoundRepository | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFile:
    """A manifest."""

    path: str
    sha: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPackage:
    """A package of a repository's bill of materials, which names no manifest and no line."""

    key: PackageKey
    version: str | None = None
    indirect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundManifests:
    """All manifests of a repository at one commit; where one cannot be fetched, nothing is.

    Attributes:
        commit: what was read; empty for a repository without any commit.
        files: the manifests; none where they are `unchanged`.
        unchanged: they are what `ManifestQuery.known` says.
        skipped: paths of manifests that are there and are not read, since they are too large.
        truncated: the provider did not list all files, so that there may be more manifests.
        reported: what the bill of materials says, where `truncated`.
        notes: what is odd about it, for people.
    """

    commit: str
    files: tuple[ManifestFile, ...]
    unchanged: bool = False
    skipped: tuple[str, ...] = ()
    truncated: bool = False
    reported: tuple[ReportedPackage, ...] = ()
    notes: tuple[str, ...] = ()
