"""Which organisations a filter lets through, told from the few facts that the rows of an index carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from curator.usage.answers.questions import Relation, UserFilter
from curator.usage.models import Confidence, DependencyType, UseCount


class Use(Protocol):
    """One way of using a package: a repository's, or that of many alike."""

    @property
    def type(self) -> DependencyType:
        """How it is needed."""

    @property
    def indirect(self) -> bool:
        """Whether only something else needs it."""

    @property
    def is_archived(self) -> bool:
        """Whether the repository is archived."""

    @property
    def confidence(self) -> Confidence:
        """How we know."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of an organisation's repositories count, and their stars together."""

    repositories: int = 0
    stars: int = 0


def takes(wanted: UserFilter, use: Use) -> bool:
    """Return whether a repository that uses the package in this way counts."""
    return (
        (wanted.include_archived or not use.is_archived)
        and (not wanted.types or use.type in wanted.types)
        and (wanted.relation is Relation.ALL or use.indirect == (wanted.relation is Relation.TRANSITIVE))
        and wanted.confidence in {None, use.confidence}
    )


def counted(uses: Sequence[UseCount]) -> Counted:
    """Return what an organisation's repositories come to."""
    return Counted(sum(use.repositories for use in uses), sum(use.stars for use in uses))


def let_through(uses: Iterable[UseCount], *, sponsored: bool, wanted: UserFilter) -> Counted | None:
    """Return what counts of an organisation, or None where it is not to be shown."""
    if wanted.sponsored not in {None, sponsored}:
        return None
    found = counted([use for use in uses if takes(wanted, use)])
    return found if found.repositories and found.stars >= wanted.min_stars else None
