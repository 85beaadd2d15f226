"""Looks at fifty known repositories again: which of them have to be read, were renamed, archived, or are gone."""

from collections.abc import Iterator

from curator.usage.models import Repository
from curator.usage.organizations.store import Organizations
from curator.usage.providers.models import FoundRepository
from curator.usage.providers.questions import RepositoryQuery
from curator.usage.providers.registry import Registry
from curator.usage.repositories.store import Repositories
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.leaving import Leaving
from curator.usage.scans.work.outcome import Outcome
from curator.usage.scans.work.sightings import Sighting, Sightings


class Recheck:
    """Does tasks of this kind."""

    def __init__(
        self,
        *,
        organizations: Organizations,
        repositories: Repositories,
        sightings: Sightings,
        leaving: Leaving,
        following: Following,
    ) -> None:
        """Take the stores."""
        self._organizations = organizations
        self._repositories = repositories
        self._sightings = sightings
        self._leaving = leaving
        self._following = following

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Look at them; raises ProviderError."""
        known = self._repositories.get_many(list(task.question["ids"]))
        owners = self._organizations.get_many([one.organization_id for one in known.values()])
        named = {
            f"{owners[one.organization_id].name}/{one.name}".lower(): one
            for one in known.values()
            if one.organization_id in owners
        }
        if not named:
            return Outcome()
        names = tuple(f"{owners[one.organization_id].name}/{one.name}" for one in named.values())
        page = providers.get_provider("github").fetch_repositories(RepositoryQuery(names=names))
        seen = self._sightings.note_all(page.items, known.values())
        then = tuple(
            follow
            for found, sighting in zip(page.items, seen, strict=True)
            for follow in self._follow(task, named, found, sighting)
        )
        gone = [named[name.lower()] for name in page.missing if name.lower() in named]
        removed = sum(self._leaving.note(one, owners[one.organization_id]) for one in gone)
        return Outcome(progress=Progress(records=len(page.items), removed=removed, notes=page.notes), then=then)

    def _follow(
        self, task: Task, named: dict[str, Repository], found: FoundRepository, seen: Sighting
    ) -> Iterator[Task]:
        before = named.get((found.asked or f"{found.owner}/{found.name}").lower())
        back = before is not None and before.gone_since is not None
        if back or seen.moved or seen.repository.parsed_at is None or _has_moved_on(seen.repository, found):
            commit = found.head_commit
            yield self._following.parse(
                seen.repository.id, commit=commit, priority=task.priority, reads_again=seen.moved or back
            )
        if seen.differs:
            yield self._following.restate(seen.organization.id)


def _has_moved_on(repository: Repository, found: FoundRepository) -> bool:
    return found.head_commit is not None and found.head_commit != repository.parsed_commit
