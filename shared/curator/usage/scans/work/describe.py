"""Asks what a few packages are: description, homepage, repository, latest version."""

from curator.foundation.clock import Clock
from curator.usage.answers.generations import Generations, of_package
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Package, PackageKey
from curator.usage.packages.store import Packages
from curator.usage.providers.fallback import fetch_with_fallback
from curator.usage.providers.models import FoundPackage
from curator.usage.providers.questions import PackageQuery
from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.outcome import Outcome

TOLD = ("display_name", "description", "repository_url", "homepage_url", "latest_version")


class Describe:
    """Does tasks of this kind."""

    def __init__(self, *, packages: Packages, generations: Generations, clock: Clock) -> None:
        """Take the stores."""
        self._packages = packages
        self._generations = generations
        self._clock = clock

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Ask, and store; raises ProviderError."""
        keys = tuple(PackageKey(Ecosystem(ecosystem), name) for ecosystem, name in task.question["packages"])
        known = self._packages.get_many(keys)
        query = PackageQuery(keys=keys, spelled={key: one.display_name for key, one in known.items()})
        primary, *fallbacks = providers.find("ecosystems", "libraries_io", "deps_dev")
        answer = fetch_with_fallback(primary, fallbacks, lambda provider: provider.fetch_packages(query))
        found = {one.key: one for one in answer.result}
        for key in keys:
            self._store(key, known.get(key), found.get(key))
        missing = tuple(f"{name} could not be asked: {why}" for name, why in answer.missing)
        return Outcome(progress=Progress(records=len(found), notes=missing))

    def _store(self, key: PackageKey, known: Package | None, found: FoundPackage | None) -> None:
        if known is None and found is not None:
            known = self._packages.ensure(key, found.display_name)
        if known is None:
            return  # nobody uses it, and no provider knows it
        told = {name: getattr(found, name) for name in TOLD if getattr(found, name, None) is not None}
        differing = {name: value for name, value in told.items() if getattr(known, name) != value}
        self._packages.describe(key, described_at=self._clock.now(), **differing)
        if differing:
            self._generations.bump(of_package(key))
