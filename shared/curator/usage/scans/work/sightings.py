"""Storing what providers show of repositories: their owner first, then themselves.

A repository that goes to another owner is read anew, and what it depends on then counts for that one
(`dependencies.store`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from curator.usage.models import Organization, Repository
from curator.usage.organizations.store import Organizations
from curator.usage.providers.models import FoundRepository
from curator.usage.repositories.addresses import normalised_url
from curator.usage.repositories.store import Repositories

GITHUB = "https://github.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A repository as it is stored now.

    Attributes:
        created: whether nobody knew it.
        moved: whether it has come from another organisation, so that it has to be read anew.
        differs: whether its name, its stars or whether it is archived differs, which organisations' roll-ups repeat.
    """

    organization: Organization
    repository: Repository
    created: bool = False
    moved: bool = False
    differs: bool = False


class Sightings:
    """Stores repositories that were seen."""

    def __init__(self, *, organizations: Organizations, repositories: Repositories) -> None:
        """Take the stores."""
        self._organizations = organizations
        self._repositories = repositories

    def note(self, found: FoundRepository) -> Sighting:
        """Store what was seen, and return what is known now; raises RepositoryError."""
        (sighting,) = self.note_all([found])
        return sighting

    def note_all(self, found: Iterable[FoundRepository], known: Iterable[Repository] = ()) -> list[Sighting]:
        """Store what was seen on one page, and return what is known now.

        An owner is looked up once, and a repository not at all that is among those `known`, as they are stored.
        """
        by_node = {one.node_id: one for one in known}
        owners: dict[str, Organization] = {}
        sightings = []
        for one in found:
            owner = owners.get(one.owner.lower())
            if owner is None:
                owner = self._organizations.upsert(one.owner, github_url=f"{GITHUB}/{one.owner}")
                owners[one.owner.lower()] = owner
            before = by_node.get(one.node_id) if one.node_id else None
            sightings.append(self._note(one, owner, before or self._known(one)))
        return sightings

    def _note(self, found: FoundRepository, owner: Organization, before: Repository | None) -> Sighting:
        told = _told(found, owner)
        if before is not None and all(getattr(before, name) == value for name, value in told.items()):
            return Sighting(organization=owner, repository=before)
        repository, created = self._repositories.upsert(**told)
        return Sighting(
            organization=owner,
            repository=repository,
            created=created,
            moved=before is not None and before.organization_id != owner.id,
            differs=before is not None and _shown(before) != _shown(repository),
        )

    def _known(self, found: FoundRepository) -> Repository | None:
        known = self._repositories.find_by_node(found.node_id) if found.node_id else None
        return known or self._repositories.find_by_url(found.github_url)


def _told(found: FoundRepository, owner: Organization) -> dict[str, Any]:
    """Return the fields of which something was said."""
    told = {
        "organization_id": owner.id,
        "name": found.name,
        "github_url": normalised_url(found.github_url),
        "node_id": found.node_id,
        "stars": found.stars,
        "is_archived": found.is_archived,
        "primary_language": found.primary_language,
        "default_branch": found.default_branch,
        "last_commit_at": found.pushed_at,
    }
    return {name: value for name, value in told.items() if value is not None}


def _shown(repository: Repository) -> tuple[object, ...]:
    return repository.name, repository.github_url, repository.stars, repository.is_archived
