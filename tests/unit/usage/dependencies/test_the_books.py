"""Whatever is done in whatever order, and whoever comes in between: what is counted is the sum of what it counts."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from curator.foundation.table import TransactionConflictError, Write
from curator.usage.models import Changes, DependencyType, PackageKey
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import USAGE_INDEXES
from tests.unit.usage.dependencies.ledger import check_books
from tests.unit.usage.stores import NEXT, REACT, TYPESCRIPT, Stores, declares

OWNERS, NAMES = ("acme", "corp"), ("app", "site")
KEYS = (REACT, NEXT, TYPESCRIPT)
Step = tuple[Any, ...]

declared = st.dictionaries(
    st.sampled_from(KEYS),
    st.tuples(st.sampled_from(["^1", "^2"]), st.sampled_from(DependencyType), st.booleans()),
)
where = (st.sampled_from(OWNERS), st.sampled_from(NAMES))
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("scan"), *where, declared, st.booleans()),
    st.tuples(st.just("scan"), *where, declared, st.booleans()),  # twice: it is what happens most
    st.tuples(st.just("stars"), *where, st.integers(0, 9), st.booleans()),
    st.tuples(st.just("move"), *where, st.sampled_from(OWNERS)),
    st.tuples(st.just("report"), *where, st.sampled_from(KEYS)),
    st.tuples(st.just("forget"), *where),
    st.tuples(st.just("hide"), st.sampled_from(OWNERS)),
    st.tuples(st.just("show"), st.sampled_from(OWNERS)),
    st.tuples(st.just("restate"), st.sampled_from(OWNERS)),
    st.tuples(st.just("month")),
)


class Meeting(MemoryTable):
    """Lets others come in between: before a transaction, as often as there are any, and now and then by a conflict."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock, indexes=USAGE_INDEXES)
        self.others: list[Callable[[], object]] = []

    def transact(self, writes: Sequence[Write]) -> None:
        if self.others:
            self.others.pop(0)()
        super().transact(writes)


class World:
    """What the steps happen to."""

    def __init__(self) -> None:
        clock = VirtualClock()
        self.table = Meeting(clock)
        self.stores = Stores(self.table, clock)
        self.owners = {name: self.stores.organization(name) for name in OWNERS}
        self.ids = {
            (owner, name): self.stores.repository(name, self.owners[owner]).id for owner in OWNERS for name in NAMES
        }

    def step(self, what: str, *about: Any) -> None:
        """Let something happen."""
        getattr(self, what)(*about)

    def scan(self, owner: str, name: str, found: dict[PackageKey, Any], complete: bool) -> Changes:
        repository = self.stores.repositories.get_or_404(self.ids[owner, name])
        organization = self.stores.organizations.get_or_404(repository.organization_id, include_deleted=True)
        ones = [
            declares(key, requirement, kind=kind, indirect=indirect)
            for key, (requirement, kind, indirect) in found.items()
        ]
        wanted = self.stores.found(organization, repository, *ones)
        return self.stores.dependencies.replace(organization, repository, wanted, complete=complete)

    def report(self, owner: str, name: str, key: PackageKey) -> None:
        repository = self.stores.repositories.get_or_404(self.ids[owner, name])
        organization = self.stores.organizations.get_or_404(repository.organization_id, include_deleted=True)
        (found,) = self.stores.found(organization, repository, key)
        self.stores.dependencies.report(organization, repository, found)

    def forget(self, owner: str, name: str) -> None:
        repository = self.stores.repositories.get_or_404(self.ids[owner, name])
        self.stores.dependencies.forget(self.owners[owner], repository)

    def stars(self, owner: str, name: str, stars: int, is_archived: bool) -> None:
        self.stores.repositories.update(self.ids[owner, name], stars=stars, is_archived=is_archived)

    def move(self, owner: str, name: str, buyer: str) -> None:
        self.stores.repositories.update(self.ids[owner, name], organization_id=self.owners[buyer].id)

    def hide(self, owner: str) -> None:
        self.stores.organizations.delete(self.owners[owner].id)

    def show(self, owner: str) -> None:
        self.stores.organizations.revive(self.owners[owner].id)

    def restate(self, owner: str) -> None:
        self.stores.restate(self.owners[owner], 2)

    def month(self) -> None:
        self.stores.clock.advance(31 * 24 * 3600)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=14))
def test_the_books_are_right_after_every_step(plan: list[Step]) -> None:
    world = World()
    for step in plan:
        world.step(*step)
        check_books(world.stores)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(steps, st.lists(steps, max_size=3), st.booleans()), max_size=6),
)
def test_the_books_are_right_though_others_come_in_between(plan: list[tuple[Step, list[Step], bool]]) -> None:
    world = World()

    def meet() -> None:
        raise TransactionConflictError

    for step, others, conflicts in plan:
        world.table.others = [lambda other=other: world.step(*other) for other in others]  # type: ignore[misc]
        if conflicts:
            world.table.others.append(meet)
        world.step(*step)
        world.table.others = []
        check_books(world.stores)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=14), declared)
def test_a_complete_scan_leaves_exactly_what_it_found(plan: list[Step], found: dict[PackageKey, Any]) -> None:
    world = World()
    for step in plan:
        world.step(*step)
    world.scan("acme", "app", found, complete=True)
    kept = world.stores.dependencies.of_repository(world.ids["acme", "app"])
    assert {one.package: (one.requirement, one.type, one.indirect) for one in kept} == found
    changes = world.scan("acme", "app", found, complete=True)
    assert changes == Changes(unchanged=len(found))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=14))
@example(plan=[("report", "acme", "site", REACT), ("move", "acme", "site", "corp"), ("hide", "acme")])
def test_restating_everybody_makes_everything_as_it_is_now(plan: list[Step]) -> None:
    world = World()
    for step in plan:
        world.step(*step)
    for owner in OWNERS:
        world.restate(owner)
    check_books(world.stores)
    for repository_id in world.ids.values():
        repository = world.stores.repositories.get_or_404(repository_id)
        for one in world.stores.dependencies.of_repository(repository_id):
            organization = world.stores.organizations.get_or_404(one.organization_id, include_deleted=True)
            user = world.stores.user(organization, one.package)
            assert user.hidden is (organization.deleted_at is not None)
            if one.organization_id == repository.organization_id:
                shown = next(shown for shown in user.repositories if shown.repository_id == repository_id)
                assert (shown.stars, shown.is_archived) == (repository.stars, repository.is_archived)
