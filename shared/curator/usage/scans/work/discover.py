"""Asks who uses a package, one page of the answer in a turn.

What a provider has read itself is stored as reported, and the repository is looked at as soon as its turn comes: where
we have not read it at its present tip we do, which proves the use or not. Where the package's name merely stands in a
file, only reading decides.
"""

from curator.foundation.clock import Clock
from curator.usage.answers.generations import Generations, of_package
from curator.usage.answers.searches import Searches
from curator.usage.dependencies.store import Dependencies
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Confidence, Dependency, Evidence, PackageKey
from curator.usage.packages.store import Packages
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.fallback import fetch_with_fallback
from curator.usage.providers.models import Answer, FoundDependent, FoundRepository, Page
from curator.usage.providers.questions import DependentsQuery
from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Priority, Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.outcome import Outcome
from curator.usage.scans.work.sightings import Sighting, Sightings


class Discover:
    """Does tasks of this kind."""

    def __init__(
        self,
        *,
        packages: Packages,
        dependencies: Dependencies,
        sightings: Sightings,
        searches: Searches,
        generations: Generations,
        following: Following,
        clock: Clock,
    ) -> None:
        """Take the stores."""
        self._packages = packages
        self._dependencies = dependencies
        self._sightings = sightings
        self._searches = searches
        self._generations = generations
        self._following = following
        self._clock = clock

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Look at one page; raises ProviderError."""
        key = PackageKey(Ecosystem(task.question["ecosystem"]), task.question["name"])
        answer = self._ask(key, task, providers)
        page = answer.result
        distinct = {dependent.github_url: _repository(dependent) for dependent in page.items}
        seen = dict(zip(distinct, self._sightings.note_all(distinct.values()), strict=True))
        reported = sum(
            self._report(key, dependent, seen[dependent.github_url], answer.source)
            for dependent in page.items
            if dependent.certain
        )
        if reported:
            self._generations.bump(of_package(key))
        ids = [sighting.repository.id for sighting in seen.values()]
        done = page.cursor is None
        complete = page.complete and bool(task.checkpoint.get("complete", True))
        self._searches.note(
            key, at=self._clock.now(), source=answer.source, missing=answer.missing, complete=done and complete
        )
        if done:
            self._packages.describe(key, searched_at=self._clock.now())
        missing = tuple(f"{name} could not be asked: {why}" for name, why in answer.missing)
        partial = () if page.complete else (f"{answer.source} told a part only",)
        return Outcome(
            progress=Progress(records=len(page.items), added=reported, notes=(*missing, *partial, *page.notes)),
            then=(
                *self._following.rechecks(ids, priority=Priority.HIGH),
                *self._following.acquaint([one.organization for one in seen.values()], priority=Priority.HIGH),
            ),
            resume=None if done else {"cursor": page.cursor, "source": answer.source, "complete": complete},
        )

    def _ask(self, key: PackageKey, task: Task, providers: Registry) -> Answer[Page[FoundDependent]]:
        """Ask the provider that gave the pages before, or whoever can be asked."""
        known = self._packages.get(key)
        spelled = known.display_name if known is not None else None
        query = DependentsQuery(key=key, spelled=spelled, cursor=task.checkpoint.get("cursor"))
        source = task.checkpoint.get("source")
        primary, *fallbacks = providers.find(source) if source else providers.find("ecosystems", "github")
        try:
            return fetch_with_fallback(primary, fallbacks, lambda provider: provider.fetch_dependents(query))
        except ProviderNotFoundError:
            return Answer(result=Page(items=()), source=primary.name)

    def _report(self, key: PackageKey, found: FoundDependent, sighting: Sighting, source: str) -> bool:
        now = self._clock.now()
        line = Evidence(
            path=found.manifest_path or "",
            requirement=found.requirement,
            resolved=found.resolved,
            type=found.type,
            indirect=found.indirect,
        )
        dependency = Dependency(
            package=key,
            organization_id=sighting.organization.id,
            repository_id=sighting.repository.id,
            type=found.type,
            requirement=found.requirement,
            resolved=found.resolved,
            indirect=found.indirect,
            confidence=Confidence.REPORTED,
            source=source,
            manifests=(line,) if found.manifest_path else (),
            detected_at=now,
            last_seen_at=now,
        )
        return self._dependencies.report(sighting.organization, sighting.repository, dependency)


def _repository(found: FoundDependent) -> FoundRepository:
    return found.repository or FoundRepository(owner=found.owner, name=found.name, github_url=found.github_url)
