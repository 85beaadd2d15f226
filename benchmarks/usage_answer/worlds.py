"""Worlds that differ in size alone."""

from collections.abc import Iterator

from benchmarks.usage_answer.metering import MeteredTable
from curator.foundation.pagination.cursors import Cursors
from curator.foundation.table import Put
from curator.usage.answers.coverage import LONGEST_ORDER
from curator.usage.answers.room import Answers, answers_over
from curator.usage.dependencies.records import encode_user
from curator.usage.dependencies.rollups import counted
from curator.usage.dependencies.store import Dependencies
from curator.usage.dependencies.uses import use_of
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Dependency, DependencyType, Evidence, Organization, PackageKey, Repository
from curator.usage.organizations.kind import KIND
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.repositories.store import Repositories
from tests.fakes.clock import VirtualClock
from tests.fakes.usage_tables import USAGE_INDEXES

REPOSITORIES_EACH = 25  # of an organisation, as in the world of 200 organisations and 5,000 repositories
FEW = 4  # organisations that use the package of few, in each world
COMMON, RARE = PackageKey(Ecosystem.NPM, "react"), PackageKey(Ecosystem.NPM, "left-pad")
OTHERS = 200  # further packages, of which each repository uses some
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CROWD = LONGEST_ORDER + 1  # organisations


class World:
    """A table with so many repositories in it, and what answers from it."""

    def __init__(self, repositories: int) -> None:
        """Fill the table."""
        self.clock = VirtualClock()
        self.table = MeteredTable(self.clock, name="usage", indexes=USAGE_INDEXES)
        self.size = repositories
        self._made = 0
        self._organizations = Organizations(self.table, self.clock, self._new_id)
        self._repositories = Repositories(self.table, self.clock, self._new_id)
        self._dependencies = Dependencies(self.table, self.clock, self._new_id)
        Packages(self.table, self.clock, self._new_id).ensure(RARE, "left-pad")
        for number in range(repositories // REPOSITORIES_EACH):
            self._add(number)

    def answers(self) -> Answers:
        """Return what answers from this world."""
        return answers_over(self.table, self.clock, lambda: Cursors("benchmark"), self._new_id)

    def add_users(self, organizations: int) -> None:
        """Let so many organisations more use the common package, with a repository each."""
        Packages(self.table, self.clock, self._new_id).ensure(COMMON, "react")
        for number in range(organizations):
            owner = Organization(id=self._new_id(), name=f"user-{number:05}")
            repository = _repository(owner, number)
            user = counted(COMMON, owner, [use_of(_dependency(COMMON, owner, repository), repository)])
            self.table.put(Put(item=KIND.encode(owner, 1)))
            if user is not None:
                self.table.put(Put(item=encode_user(user, 1)))
        self.size += organizations

    def _add(self, number: int) -> None:
        owner = self._organizations.create(name=f"organization-{number:04}", github_url=f"https://github.com/o{number}")
        for place in range(REPOSITORIES_EACH):
            name = f"repository-{place:02}"
            repository = self._repositories.create(
                name=name,
                organization_id=owner.id,
                github_url=f"https://github.com/organization-{number:04}/{name}",
                stars=(number * 7919 + place * 104_729) % 50_000,
            )
            self._dependencies.replace(owner, repository, list(_used(owner, repository, number, place)))

    def _new_id(self) -> str:
        self._made += 1
        return f"00000000-0000-4000-8000-{self._made:012d}"


def _repository(owner: Organization, number: int) -> Repository:
    url = f"https://github.com/{owner.name}/app"
    return Repository(id=f"{owner.id}-app", name="app", organization_id=owner.id, github_url=url, stars=number)


def _used(owner: Organization, repository: Repository, number: int, place: int) -> Iterator[Dependency]:
    """Yield what a repository uses: half of each organisation's the common package, a tenth the rare one."""
    if place % 2 == 0:
        yield _dependency(COMMON, owner, repository)
    if number < FEW and place % 10 == 0:
        yield _dependency(RARE, owner, repository)
    for step in range(3):
        yield _dependency(_other(number * 31 + place * 17 + step), owner, repository)


def _other(number: int) -> PackageKey:
    return PackageKey(Ecosystem.NPM, f"package-{number % OTHERS:03}")


def _dependency(package: PackageKey, owner: Organization, repository: Repository) -> Dependency:
    line = Evidence(path="package.json", line=12, commit=COMMIT, requirement="^18.2.0", resolved="18.2.0")
    return Dependency(
        package=package,
        organization_id=owner.id,
        repository_id=repository.id,
        type=DependencyType.DIRECT,
        requirement=line.requirement,
        resolved=line.resolved,
        manifests=(line,),
        detected_at=1.0,
        last_seen_at=1.0,
    )
