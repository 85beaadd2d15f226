"""What can be asked about the users of a package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from curator.usage.models import Confidence, DependencyType, PackageKey


class Sort(StrEnum):
    """By what the users of a package are put in order; equal ones by name."""

    STARS = "stars"  # of the repositories that use it, together
    NAME = "name"
    LAST_SEEN = "last_seen"
    REPOSITORIES = "repositories"  # how many use it


class Relation(StrEnum):
    """Whether a manifest asks for the package itself, or only something else needs it."""

    DIRECT = "direct"
    TRANSITIVE = "transitive"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """Which uses count, and which organisations are shown.

    Attributes:
        min_stars: the stars that an organisation's counted repositories have together, at least.
        types: in which ways they may need the package; none for any.
        relation: whether they declare it themselves.
        include_archived: whether archived repositories count.
        sponsored: whether the organisation can be sponsored; None for either.
        confidence: how we know; None for any.
    """

    min_stars: int = 0
    types: frozenset[DependencyType] = frozenset()
    relation: Relation = Relation.DIRECT
    include_archived: bool = False
    sponsored: bool | None = None
    confidence: Confidence | None = None

    @property
    def counts_the_usual(self) -> bool:
        """Return whether it counts what the indexes' orders count: current repositories that declare the package."""
        return UserFilter(min_stars=self.min_stars, sponsored=self.sponsored) == self


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersQuestion:
    """Which organisations use a package, in which order."""

    package: PackageKey
    filter: UserFilter = field(default_factory=UserFilter)
    sort: Sort = Sort.STARS
    descending: bool = True

    @property
    def list_name(self) -> str:
        """What tells this list from others."""
        return f"users of {self.package.ecosystem} {self.package.name}"

    def as_filters(self) -> Mapping[str, Any]:
        """Return all that the list depends on, for the fingerprints of cursors and of kept answers."""
        wanted = self.filter
        return {
            "min_stars": wanted.min_stars,
            "types": sorted(wanted.types),
            "relation": wanted.relation,
            "include_archived": wanted.include_archived,
            "sponsored": wanted.sponsored,
            "confidence": wanted.confidence,
            "sort": self.sort,
            "descending": self.descending,
        }
