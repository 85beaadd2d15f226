"""What to make of one repository's use of a package, given how it was counted. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from curator.usage.dependencies.uses import Use, says_the_same, seen_again
from curator.usage.models import Changes, Confidence, Organization, PackageKey, Repository

Decide = Callable[[Use | None], Use | None]
"""Returns the use as it should count, from how it is counted now; None for none. It may be asked more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What should become of one repository's use of a package."""

    package: PackageKey
    organization_id: str
    repository_id: str
    decide: Decide
    display_name: str | None = None  # of the package, for the case that it is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of it."""

    package: PackageKey
    before: Use | None
    after: Use | None


def as_it_stands(organization: Organization, repository: Repository) -> Decide:
    """Return what counts a use with the stars and the name that its repository has now."""

    def decide(before: Use | None) -> Use | None:
        if before is None:
            return None
        return replace(
            before,
            name=repository.name,
            github_url=repository.github_url,
            stars=repository.stars,
            is_archived=repository.is_archived,
            hidden=organization.deleted_at is not None,
        )

    return decide


def as_found(now: Use | None, *, complete: bool) -> Decide:
    """Return what a use should be, given what its manifests say now; None where they say nothing of it.

    Where not all of them were read (`complete`), that is no reason for it to go.
    """

    def decide(before: Use | None) -> Use | None:
        if now is None:
            return None if complete else before
        return now if before is None else seen_again(before, now)

    return decide


def as_reported(now: Use) -> Decide:
    """Return what a use should be, given what a provider says of it: what is proved stays so."""

    def decide(before: Use | None) -> Use | None:
        if before is None:
            return now
        return before if before.dependency.confidence is Confidence.PROVED else seen_again(before, now)

    return decide


def gone(organization_id: str, repository_id: str, package: PackageKey) -> Wish:
    """Return the wish that a use be no more."""
    return Wish(package=package, organization_id=organization_id, repository_id=repository_id, decide=lambda _: None)


def changes_of(settled: Iterable[Settled]) -> Changes:
    """Return what is different; a use that was only seen again is not."""
    added, updated, removed, unchanged = [], [], [], 0
    for one in settled:
        if one.before is None and one.after is None:
            continue
        if one.before is None:
            added.append(one.package)
        elif one.after is None:
            removed.append(one.package)
        elif says_the_same(one.before, one.after):
            unchanged += 1
        else:
            updated.append(one.package)
    return Changes(added=tuple(added), updated=tuple(updated), removed=tuple(removed), unchanged=unchanged)
