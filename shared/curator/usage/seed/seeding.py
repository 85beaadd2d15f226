"""Puts the seed into a table that holds nothing else.

Where an organisation is known nothing is seeded, unless all that are there are the seed's own and some are not
finished: each record is looked up before it is written, so the next run finishes what one left that broke off.
"""

import hashlib
from dataclasses import dataclass

from curator.usage.dependencies.merging import merged
from curator.usage.dependencies.store import Dependencies
from curator.usage.models import Declared, Organization
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.paging import PaginationParams
from curator.usage.repositories.store import Repositories
from curator.usage.seed.world import KEYS, MANIFESTS, ORGANIZATIONS, SPONSORS, VERSIONS, SeedRepository

WEEK_SECONDS = 7 * 24 * 3600.0
SOURCE = "seed"
FIRST_LINE = 12  # where the invented manifests begin to declare


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where the seed goes."""

    organizations: Organizations
    repositories: Repositories
    packages: Packages
    dependencies: Dependencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """How much is new."""

    organizations: int = 0
    repositories: int = 0
    packages: int = 0
    dependencies: int = 0


def seed(room: Room, *, now: float) -> Seeded:
    """Put the seed into the table, and return how much of it was not there yet; see above for when that is nothing.

    Args:
        room: the stores of one table.
        now: the present, in seconds since the epoch; all repositories were changed a week before.
    """
    if _is_needless(room):
        return Seeded()
    packages = [_package(room, name) for name in KEYS]
    organizations, repositories, dependencies = 0, 0, 0
    for name, owned in ORGANIZATIONS.items():
        organizations += room.organizations.find(name, include_deleted=True) is None
        organization = room.organizations.upsert(
            name, github_url=f"https://github.com/{name}", sponsorship_url=SPONSORS.get(name)
        )
        for one in owned:
            created, added = _repository(room, organization, one, now)
            repositories += created
            dependencies += added
        totals = room.repositories.totals(organization.id)
        room.organizations.upsert(name, total_repositories=totals.repositories, total_stars=totals.stars)
    return Seeded(
        organizations=organizations, repositories=repositories, packages=sum(packages), dependencies=dependencies
    )


def _is_needless(room: Room) -> bool:
    """Return whether there is an organisation that is none of the seed's, or all of the seed's are finished."""
    enough = PaginationParams(limit=len(ORGANIZATIONS) + 1)
    known = room.organizations.list(enough, include_deleted=True).items
    finished = [one for one in known if one.total_repositories]  # which is written last
    return any(one.name not in ORGANIZATIONS for one in known) or len(finished) == len(ORGANIZATIONS)


def _package(room: Room, name: str) -> bool:
    key = KEYS[name]
    found = room.packages.get(key)
    if found is None or found.latest_version is None:
        room.packages.ensure(key, name)
        room.packages.describe(key, latest_version=VERSIONS[key])
    return found is None


def _repository(room: Room, organization: Organization, one: SeedRepository, now: float) -> tuple[bool, int]:
    """Return whether the repository is new, and how many of its dependencies are."""
    url = f"https://github.com/{organization.name}/{one.name}"
    found = room.repositories.find_by_url(url)
    repository, created = room.repositories.upsert(
        organization_id=organization.id,
        name=one.name,
        github_url=url,
        stars=one.stars,
        primary_language=one.language,
        last_commit_at=found.last_commit_at if found else now - WEEK_SECONDS,
    )
    wanted = merged(
        _declared(one),
        organization_id=organization.id,
        repository_id=repository.id,
        commit=hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest(),
        now=now,
        source=SOURCE,
    )
    changes = room.dependencies.replace(organization, repository, wanted)
    return created, len(changes.added)


def _declared(one: SeedRepository) -> list[Declared]:
    return [
        Declared(
            ecosystem=KEYS[use.package].ecosystem,
            name=use.package,
            raw_name=use.package,
            requirement=use.version,
            type=use.type,
            manifest_path=MANIFESTS[KEYS[use.package].ecosystem],
            line=FIRST_LINE + place,
        )
        for place, use in enumerate(one.uses)
    ]
