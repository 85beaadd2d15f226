"""What the repositories of an organisation come to, as one row a package. Pure.

    none ── the first repository uses it ──▶ a row ── the last one stops ──▶ none

A row is kept in step by each change alone, without reading the organisation's other repositories. It shows only those
with most stars; when one of these goes and others wait that are not shown, the row has to be counted anew.
"""

from collections import Counter
from collections.abc import Iterable

from curator.usage.dependencies.uses import Use, Way, way_order
from curator.usage.limits import SHOWN_REPOSITORIES
from curator.usage.models import Organization, PackageKey, PackageUser, UseCount, UsedIn


def counted(package: PackageKey, organization: Organization, uses: Iterable[Use]) -> PackageUser | None:
    """Return the row of an organisation of which these are all the uses; None for none."""
    user = None
    for use in uses:
        user = changed(user, package, organization, None, use)
    return user


def changed(
    user: PackageUser | None,
    package: PackageKey,
    organization: Organization,
    before: Use | None,
    after: Use | None,
) -> PackageUser | None:
    """Return an organisation's row after one repository's use changed; None if no repository uses the package now.

    Args:
        user: the row until now; None where there was none.
        package: which package.
        organization: as it is now.
        before: the use as it was counted; None where there was none.
        after: the use as it is now; None where there is none.
    """
    repositories, stars = _counts(user)
    for use, sign in ((before, -1), (after, 1)):
        if use is not None:
            repositories[use.way] += sign
            stars[use.way] += sign * use.stars
    uses = tuple(_use_count(way, repositories[way], stars[way]) for way in sorted(+repositories, key=way_order))
    if not uses:
        return None
    shown = _shown(user, before, after)
    everything_shown = len(shown) == sum(one.repositories for one in uses)
    seen = [one.last_seen_at for one in shown]
    if user is not None and not everything_shown:
        seen.append(user.last_seen_at)
    since = [one.dependency.detected_at for one in (after,) if one is not None]
    if user is not None:
        since.append(user.first_seen_at)
    return PackageUser(
        package=package,
        organization_id=organization.id,
        organization_name=organization.name,
        sponsored=organization.sponsorship_url is not None,
        hidden=organization.deleted_at is not None,
        first_seen_at=min(since),
        last_seen_at=max(seen),
        repositories=shown,
        uses=uses,
    )


def is_short(user: PackageUser) -> bool:
    """Return whether the row shows fewer repositories than it could, and has to be counted anew."""
    return len(user.repositories) < min(user.total_repositories, SHOWN_REPOSITORIES)


def active(user: PackageUser | None) -> tuple[int, int]:
    """Return how many organisations and repositories this row adds to its package's counters."""
    if user is None or user.hidden or not user.active_repositories:
        return 0, 0
    return 1, user.active_repositories


def _shown(user: PackageUser | None, before: Use | None, after: Use | None) -> tuple[UsedIn, ...]:
    were = () if user is None else user.repositories
    others_wait = user is not None and user.total_repositories > len(were)
    changing = {use.repository_id for use in (before, after) if use is not None}
    shown = [one for one in were if one.repository_id not in changing]
    # Below the last one that is shown there may be others with more stars that are not.
    if after is not None and not (others_wait and (not shown or after.rank > _rank(shown[-1]))):
        shown.append(after.shown())
    return tuple(sorted(shown, key=_rank)[:SHOWN_REPOSITORIES])


def _counts(user: PackageUser | None) -> tuple[Counter[Way], Counter[Way]]:
    uses = () if user is None else user.uses
    repositories = Counter({_way(one): one.repositories for one in uses})
    return repositories, Counter({_way(one): one.stars for one in uses})


def _way(use: UseCount) -> Way:
    return use.type, use.indirect, use.is_archived, use.confidence


def _use_count(way: Way, repositories: int, stars: int) -> UseCount:
    kind, indirect, is_archived, confidence = way
    return UseCount(
        type=kind,
        indirect=indirect,
        is_archived=is_archived,
        confidence=confidence,
        repositories=repositories,
        stars=stars,
    )


def _rank(one: UsedIn) -> tuple[int, str, str]:
    return -one.stars, one.name.lower(), one.repository_id
