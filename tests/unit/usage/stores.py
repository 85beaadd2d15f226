"""The stores of the usage room over one table, on a virtual clock, and short words for what tests put into them."""

from collections.abc import Callable
from itertools import count

from curator.foundation.table import Table
from curator.usage.dependencies.merging import merged
from curator.usage.dependencies.store import Dependencies
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import (
    Changes,
    Declared,
    Dependency,
    DependencyType,
    Organization,
    Package,
    PackageKey,
    PackageUser,
    Repository,
)
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.records.listing import IndexRow, Listing
from curator.usage.records.orders import ListOf, Order
from curator.usage.repositories.store import Repositories
from curator.usage.statistics.store import Statistics
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import usage_memory_table

COMMIT = "c" * 40


def package(name: str, ecosystem: Ecosystem = Ecosystem.NPM) -> PackageKey:
    """Return a package's key."""
    return PackageKey.of(ecosystem, name)


REACT, NEXT, TYPESCRIPT = package("react"), package("next"), package("typescript")


def ids() -> Callable[[], str]:
    """Return what counts ids up."""
    numbers = count(1)
    return lambda: f"id-{next(numbers):05d}"


class Stores:
    """All stores of one table."""

    def __init__(self, table: Table, clock: VirtualClock) -> None:
        new_id = ids()
        self.clock = clock
        self.table = table
        self.organizations = Organizations(table, clock, new_id)
        self.repositories = Repositories(table, clock, new_id)
        self.packages = Packages(table, clock, new_id)
        self.dependencies = Dependencies(table, clock, new_id)
        self.listing = Listing(table)
        self.statistics = Statistics(table)

    @property
    def writes(self) -> int:
        """How many items were written so far; for tables in memory."""
        assert isinstance(self.table, MemoryTable)
        return self.table.operations.written.total()

    def organization(self, name: str = "acme") -> Organization:
        """Return the organisation, which is there from now on."""
        return self.organizations.upsert(name)

    def repository(self, name: str, owner: Organization, *, stars: int = 0, is_archived: bool = False) -> Repository:
        """Return the repository, which is as described from now on."""
        return self.repositories.upsert(
            organization_id=owner.id,
            name=name,
            github_url=f"https://github.com/{owner.name}/{name}",
            stars=stars,
            is_archived=is_archived,
        )[0]

    def found(
        self,
        owner: Organization,
        repository: Repository,
        *declared: Declared | PackageKey,
        commit: str | None = COMMIT,
    ) -> list[Dependency]:
        """Return what a scan finds in a repository whose manifests declare this."""
        ones = [declares(one) if isinstance(one, PackageKey) else one for one in declared]
        return merged(
            ones,
            organization_id=owner.id,
            repository_id=repository.id,
            commit=commit,
            now=self.clock.now(),
            source="github",
        )

    def scan(
        self,
        owner: Organization,
        repository: Repository,
        *declared: Declared | PackageKey,
        commit: str | None = COMMIT,
    ) -> Changes:
        """Keep what a scan of a repository finds whose manifests declare this."""
        return self.dependencies.replace(owner, repository, self.found(owner, repository, *declared, commit=commit))

    def user(self, owner: Organization, key: PackageKey = REACT) -> PackageUser:
        """Return an organisation's row among a package's users, which is there."""
        found = self.dependencies.user(key, owner.id)
        assert found is not None
        return found

    def package(self, key: PackageKey = REACT) -> Package:
        """Return a package, which is there."""
        found = self.packages.get(key)
        assert found is not None
        return found

    def dependents(self, key: PackageKey = REACT) -> tuple[int, int]:
        """Return how many organisations and repositories use a package."""
        found = self.package(key)
        return found.dependent_organizations, found.dependent_repositories

    def restate(self, owner: Organization, limit: int = 50) -> int:
        """Restate an organisation in slices, and return how many these were."""
        place, slices = self.dependencies.restate(owner.id, limit=limit), 1
        while place is not None:
            place, slices = self.dependencies.restate(owner.id, place, limit), slices + 1
        return slices

    def names(self, list_of: ListOf, order: Order, *, descending: bool = True) -> list[str]:
        """Return the names in a list, in one of its orders."""
        return [name_in(row) for row in self.listing.rows(list_of, order, descending=descending)]


def name_in(row: IndexRow) -> str:
    """Return what a row calls itself."""
    return str(row.facts["name"])


def declares(
    key: PackageKey,
    requirement: str | None = "^1.0.0",
    *,
    kind: DependencyType = DependencyType.DIRECT,
    path: str = "package.json",
    line: int | None = 7,
    indirect: bool = False,
) -> Declared:
    """Return what a manifest's line declares."""
    return Declared(
        ecosystem=key.ecosystem,
        name=key.name,
        raw_name=key.name,
        requirement=requirement,
        type=kind,
        manifest_path=path,
        line=line,
        indirect=indirect,
    )


def stores_in_memory() -> Stores:
    """Return stores over an empty table in memory."""
    clock = VirtualClock()
    return Stores(usage_memory_table(clock), clock)
