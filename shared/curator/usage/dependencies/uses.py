"""One repository's use of a package, with what was true of the repository when it was counted. Pure.

What is counted stands beside the dependency, so that taking it back later takes back exactly that.
"""

from dataclasses import dataclass, replace

from curator.usage.limits import SHOWN_EVIDENCE
from curator.usage.models import PRECEDENCE, Confidence, Dependency, DependencyType, Evidence, Repository, UsedIn

SEEN_AGAIN_SECONDS = 30 * 24 * 3600.0  # a dependency that is as it was is written no more often than this

Way = tuple[DependencyType, bool, bool, Confidence]
"""One of the ways to use a package that are counted apart: type, indirect, archived, how we know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A dependency as it counts.

    Attributes:
        dependency: what the repository declares.
        name: the repository's.
        github_url: the repository's.
        stars: the repository's, as counted.
        is_archived: the repository's, as counted.
        hidden: whether the organisation is deleted softly, as counted.
    """

    dependency: Dependency
    name: str
    github_url: str
    stars: int
    is_archived: bool
    hidden: bool = False

    @property
    def repository_id(self) -> str:
        """Which repository it is."""
        return self.dependency.repository_id

    @property
    def way(self) -> Way:
        """In which way the package is used."""
        one = self.dependency
        return one.type, one.indirect, self.is_archived, one.confidence

    @property
    def rank(self) -> tuple[int, str, str]:
        """What sorts first for the repository that is shown first."""
        return -self.stars, self.name.lower(), self.repository_id

    def shown(self, evidence: int | None = SHOWN_EVIDENCE) -> UsedIn:
        """Return what an organisation's row says of it, with so many lines of proof at most."""
        one = self.dependency
        return UsedIn(
            repository_id=one.repository_id,
            name=self.name,
            github_url=self.github_url,
            stars=self.stars,
            is_archived=self.is_archived,
            type=one.type,
            indirect=one.indirect,
            confidence=one.confidence,
            requirement=one.requirement,
            resolved=one.resolved,
            last_seen_at=one.last_seen_at,
            evidence=one.manifests[:evidence],
        )


def use_of(dependency: Dependency, repository: Repository) -> Use:
    """Return a dependency as it counts now."""
    return Use(
        dependency=dependency,
        name=repository.name,
        github_url=repository.github_url,
        stars=repository.stars,
        is_archived=repository.is_archived,
    )


def way_order(way: Way) -> tuple[int, bool, bool, str]:
    """Return what sorts the strongest way first."""
    return PRECEDENCE.index(way[0]), *way[1:]


def says_the_same(before: Use, after: Use) -> bool:
    """Return whether nothing is different but stars, the commit and the time.

    Stars change by the hour, and are set right for the whole organisation now and then. A line that did not change is
    proved as well by the commit it was first read at.
    """
    return _without_time(before) == _without_time(after)


def seen_again(before: Use, after: Use) -> Use:
    """Return what to keep of what was found: what is there, unless that says something else or is a month old."""
    one = after.dependency
    if says_the_same(before, after) and one.last_seen_at - before.dependency.last_seen_at < SEEN_AGAIN_SECONDS:
        return before
    return replace(after, hidden=before.hidden, dependency=replace(one, detected_at=before.dependency.detected_at))


def _without_time(use: Use) -> Use:
    one = use.dependency
    proof = tuple(_without_commit(line) for line in one.manifests)
    timeless = replace(one, manifests=proof, detected_at=0.0, last_seen_at=0.0)
    return replace(use, dependency=timeless, stars=0, hidden=False)


def _without_commit(evidence: Evidence) -> Evidence:
    return replace(evidence, commit=None)
