"""Organisations with repositories that use packages, and the room that answers about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from curator.foundation.pagination.cursors import Cursors
from curator.foundation.table import Table
from curator.usage.answers.generations import Generations, of_package
from curator.usage.answers.room import answers_over
from curator.usage.dependencies.store import Dependencies
from curator.usage.ecosystems import ecosystem_of
from curator.usage.models import Confidence, Dependency, DependencyType, Evidence, Organization, PackageKey, Repository
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.repositories.store import Repositories
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import usage_memory_table

COMMIT = "5f3c0d1e9b7a4c2d8e6f1a3b5c7d9e0f2a4b6c8d"
REACT = PackageKey.of(ecosystem_of("npm"), "react")


class UsageWorld:
    """What is known, and what is answered from it."""

    def __init__(self, table: Table | None = None, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.table = table or usage_memory_table(self.clock)
        self._made = 0
        self.organizations = Organizations(self.table, self.clock, self.new_id)
        self.repositories = Repositories(self.table, self.clock, self.new_id)
        self.packages = Packages(self.table, self.clock, self.new_id)
        self.dependencies = Dependencies(self.table, self.clock, self.new_id)
        self.generations = Generations(self.table, self.clock)
        self.answers = answers_over(self.table, self.clock, lambda: Cursors("key"), self.new_id)

    @property
    def memory(self) -> MemoryTable:
        assert isinstance(self.table, MemoryTable)
        return self.table

    def new_id(self) -> str:
        self._made += 1
        return str(UUID(int=self._made))

    def organization(self, name: str, *, sponsors: bool = False, **more: Any) -> Organization:
        """Add an organisation a second after the one before."""
        self.clock.advance(1)
        url = f"https://github.com/sponsors/{name}" if sponsors else None
        return self.organizations.create(
            name=name, github_url=f"https://github.com/{name}", sponsorship_url=url, **more
        )

    def repository(self, owner: Organization, name: str, stars: int = 0, **more: Any) -> Repository:
        """Add a repository."""
        url = f"https://github.com/{owner.name}/{name}"
        return self.repositories.create(name=name, organization_id=owner.id, github_url=url, stars=stars, **more)

    def uses(
        self, owner: Organization, repository: Repository, dependencies: Sequence[Dependency], *, reported: bool = False
    ) -> None:
        """Have a repository use these and no others, as a scan would find it."""
        if reported:
            for one in dependencies:
                self.dependencies.report(owner, repository, one)
        else:
            self.dependencies.replace(owner, repository, dependencies)
        for one in dependencies:
            self.generations.bump(of_package(one.package))

    def user(self, name: str, stars: int, *, package: PackageKey = REACT, sponsors: bool = False, **how: Any) -> None:
        """Add an organisation with one repository that uses a package; `how` is what `use` takes."""
        archived, reported = how.pop("is_archived", False), how.pop("reported", False)
        owner = self.organization(name, sponsors=sponsors)
        repository = self.repository(owner, f"{name}-app", stars, is_archived=archived)
        self.uses(owner, repository, [use(package, owner, repository, self.clock.now(), **how)], reported=reported)


def use(
    package: PackageKey,
    owner: Organization,
    repository: Repository,
    now: float,
    *,
    type: DependencyType = DependencyType.DIRECT,  # noqa: A002
    indirect: bool = False,
    requirement: str | None = "^18.2.0",
    resolved: str | None = "18.2.0",
    lines: Sequence[int] = (12,),
) -> Dependency:
    """Return what a manifest says of a package."""
    manifests = [
        Evidence(
            path="package.json",
            line=line,
            commit=COMMIT,
            requirement=requirement,
            resolved=resolved,
            type=type,
            indirect=indirect,
        )
        for line in lines
    ]
    return Dependency(
        package=package,
        organization_id=owner.id,
        repository_id=repository.id,
        type=type,
        requirement=requirement,
        resolved=resolved,
        indirect=indirect,
        confidence=Confidence.PROVED,
        manifests=tuple(manifests),
        detected_at=now,
        last_seen_at=now,
    )
