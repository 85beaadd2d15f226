"""Makes the acquaintance of one repository that somebody named, and has it read."""

from curator.usage.providers.errors import ProviderUnavailableError
from curator.usage.providers.questions import RepositoryQuery
from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Priority, Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.outcome import Outcome
from curator.usage.scans.work.sightings import Sightings


class Meet:
    """Does tasks of this kind."""

    def __init__(self, *, sightings: Sightings, following: Following) -> None:
        """Take the stores."""
        self._sightings = sightings
        self._following = following

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Ask GitHub; raises ProviderError."""
        owner, name = task.question["owner"], task.question["name"]
        query = RepositoryQuery(names=(f"{owner}/{name}",))
        page = providers.get_provider("github").fetch_repositories(query)
        if not page.items and not page.complete:
            raise ProviderUnavailableError("; ".join(page.notes))
        if not page.items:
            return Outcome(progress=Progress(notes=(f"{owner}/{name}: GitHub shows no such repository to us",)))
        seen = self._sightings.note(page.items[0])
        commit = page.items[0].head_commit
        parse = self._following.parse(seen.repository.id, commit=commit, priority=Priority.HIGH, reads_again=seen.moved)
        acquainted = self._following.acquaint([seen.organization], priority=Priority.HIGH)
        return Outcome(progress=Progress(records=1), then=(parse, *acquainted))
