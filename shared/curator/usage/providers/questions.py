"""What providers are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from curator.usage.models import PackageKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSlice:
    """Repositories to look for, by number of stars and date of creation; bounds are included."""

    min_stars: int
    max_stars: int | None = None
    created_from: date | None = None
    created_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryQuery:
    """Which repositories: a slice of all, or those of these names (`owner/name`)."""

    search: SearchSlice | None = None
    names: tuple[str, ...] = ()
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationQuery:
    """Which organisations or users; `limits.OWNERS_BATCH` of them cost as much as one."""

    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageQuery:
    """Which packages.

    Attributes:
        keys: of the packages.
        spelled: their names as their authors write them, where that is known: some providers tell `-` from `_`.
    """

    keys: tuple[PackageKey, ...]
    spelled: Mapping[PackageKey, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentsQuery:
    """Which package's dependents; `spelled` as in `PackageQuery`."""

    key: PackageKey
    spelled: str | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestQuery:
    """Which repository's manifests.

    Attributes:
        owner: of the repository.
        name: of the repository.
        commit: to read at; None for the tip of the default branch, which takes a request to learn.
        known: the blob ids of the manifests that were read last, by path: where all are as they were, none is fetched.
    """

    owner: str
    name: str
    commit: str | None = None
    known: Mapping[str, str] = field(default_factory=dict)
