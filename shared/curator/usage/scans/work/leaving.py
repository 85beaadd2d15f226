"""Repositories of which GitHub says that they are not there: 404, 410, 451.

The first time is noted. When it is said again a day later or more, the repository goes, and its dependencies with it:
a repository that is private for an afternoon, or an outage that looks like it is gone, costs nothing.
"""

from curator.foundation.clock import Clock
from curator.usage.answers.generations import Generations
from curator.usage.dependencies.store import Dependencies
from curator.usage.models import Organization, Repository
from curator.usage.repositories.store import Repositories
from curator.usage.scans.limits import A_DAY
from curator.usage.scans.work.freshness import forget_answers


class Leaving:
    """Lets repositories go."""

    def __init__(
        self, *, repositories: Repositories, dependencies: Dependencies, generations: Generations, clock: Clock
    ) -> None:
        """Take the stores."""
        self._repositories = repositories
        self._dependencies = dependencies
        self._generations = generations
        self._clock = clock

    def note(self, repository: Repository, organization: Organization) -> int:
        """Note that a provider says it is gone; returns how many dependencies went with it."""
        now = self._clock.now()
        if repository.gone_since is None or now - repository.gone_since < A_DAY:
            self._repositories.note_gone(repository.id, at=now)
            return 0
        return self.leave(repository, organization)

    def leave(self, repository: Repository, organization: Organization | None) -> int:
        """Remove a repository for good; returns how many dependencies went with it.

        Its organisation is None where that was removed for good itself.
        """
        changes = self._dependencies.forget(organization, repository)
        self._repositories.remove(repository.id)
        forget_answers(self._generations, changes, organization)
        return len(changes.removed)
