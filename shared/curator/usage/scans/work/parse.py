"""Reads one repository's manifests, and stores what they say.

    its tip ──same as last time──▶ nothing to do
       └▶ the tree ──all manifests as they were──▶ only the commit is noted
              └▶ all manifests ──▶ parsers ──▶ the difference is stored

What cannot be fetched raises, and nothing is stored: half a repository would look as if it had dropped the other half.
What was fetched and cannot be read keeps what it proved when it could be. Where the provider did not list all files,
nothing is taken for dropped, and its bill of materials is taken for hearsay.
"""

from collections.abc import Iterable

from curator.foundation.clock import Clock
from curator.usage.answers.generations import Generations
from curator.usage.dependencies.merging import merged
from curator.usage.dependencies.store import Dependencies
from curator.usage.manifests.repository import RepositoryManifests, parse_repository
from curator.usage.models import (
    Confidence,
    Dependency,
    DependencyType,
    Evidence,
    Organization,
    PackageKey,
    Repository,
)
from curator.usage.organizations.store import Organizations
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.models import FoundManifests
from curator.usage.providers.questions import ManifestQuery
from curator.usage.providers.registry import Registry
from curator.usage.repositories.store import Repositories
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.freshness import forget_answers
from curator.usage.scans.work.leaving import Leaving
from curator.usage.scans.work.outcome import Outcome
from curator.usage.scans.work.remembered.store import RememberedManifests

BILL_OF_MATERIALS = "bill of materials"  # stands where a manifest's path does, which it does not name


class Parse:
    """Does tasks of this kind."""

    def __init__(
        self,
        *,
        organizations: Organizations,
        repositories: Repositories,
        dependencies: Dependencies,
        remembered: RememberedManifests,
        leaving: Leaving,
        generations: Generations,
        clock: Clock,
    ) -> None:
        """Take the stores."""
        self._organizations = organizations
        self._repositories = repositories
        self._dependencies = dependencies
        self._remembered = remembered
        self._leaving = leaving
        self._generations = generations
        self._clock = clock

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Read it; raises ProviderError."""
        repository = self._repositories.get(task.subject)
        organization = self._organizations.get(repository.organization_id) if repository else None
        if repository is None or organization is None:
            return Outcome()
        again = bool(task.question.get("again"))
        commit = task.question.get("commit")
        if commit and commit == repository.parsed_commit and not again:
            return Outcome()
        known = {} if again or repository.parsed_commit is None else self._remembered.of(repository.id)
        query = ManifestQuery(owner=organization.name, name=repository.name, commit=commit, known=known)
        try:
            found = providers.get_provider("github").fetch_manifests(query)
        except ProviderNotFoundError:
            return Outcome(progress=Progress(removed=self._leaving.note(repository, organization)))
        if found.unchanged:
            self._repositories.note_parsed(repository.id, commit=found.commit, at=self._clock.now())
            return Outcome()
        return Outcome(progress=self._store(organization, repository, found))

    def _store(self, organization: Organization, repository: Repository, found: FoundManifests) -> Progress:
        now = self._clock.now()
        parsed = parse_repository({one.path: one.content for one in found.files})
        wanted = merged(
            parsed.declared,
            organization_id=organization.id,
            repository_id=repository.id,
            commit=found.commit,
            now=now,
            source="github",
        )
        wanted += self._unreadable(repository, wanted, {*(one.path for one in parsed.problems), *found.skipped})
        wanted += _hearsay(organization, repository, wanted, found, now)
        names = {PackageKey(one.ecosystem, one.name): one.raw_name for one in parsed.declared}
        changes = self._dependencies.replace(
            organization, repository, wanted, names=names, complete=not found.truncated
        )
        self._repositories.note_parsed(repository.id, commit=found.commit, at=now)
        self._remembered.keep(repository.id, {one.path: one.sha for one in found.files})
        forget_answers(self._generations, changes, organization)
        return Progress(
            records=len(wanted),
            added=len(changes.added),
            updated=len(changes.updated),
            removed=len(changes.removed),
            notes=_notes(organization, repository, parsed, found),
        )

    def _unreadable(self, repository: Repository, wanted: Iterable[Dependency], paths: set[str]) -> list[Dependency]:
        """Return what manifests proved before that cannot be read now."""
        if not paths:
            return []
        read = {one.package for one in wanted}
        return [
            one
            for one in self._dependencies.of_repository(repository.id)
            if one.package not in read and any(line.path in paths for line in one.manifests)
        ]


def _hearsay(
    organization: Organization,
    repository: Repository,
    wanted: Iterable[Dependency],
    found: FoundManifests,
    now: float,
) -> list[Dependency]:
    proved = {one.package for one in wanted}
    direct_last = sorted(found.reported, key=lambda one: one.indirect, reverse=True)  # and so it counts
    reported = {one.key: one for one in direct_last}
    return [
        Dependency(
            package=one.key,
            organization_id=organization.id,
            repository_id=repository.id,
            type=DependencyType.DIRECT,
            resolved=one.version,
            indirect=one.indirect,
            confidence=Confidence.REPORTED,
            source="github",
            manifests=(
                Evidence(path=BILL_OF_MATERIALS, commit=found.commit, resolved=one.version, indirect=one.indirect),
            ),
            detected_at=now,
            last_seen_at=now,
        )
        for one in reported.values()
        if one.key not in proved
    ]


def _notes(
    organization: Organization, repository: Repository, parsed: RepositoryManifests, found: FoundManifests
) -> tuple[str, ...]:
    where = f"{organization.name}/{repository.name}"
    truncated = ["GitHub did not list all of its files"] if found.truncated else []
    said = [*(str(problem) for problem in parsed.problems), *truncated, *found.notes]
    return tuple(f"{where}: {note}" for note in said)
