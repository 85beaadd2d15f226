"""Whether everything that is counted is the sum of what it counts, in a table in memory."""

from collections import Counter, defaultdict
from dataclasses import replace

from curator.usage.dependencies.records import DEPENDENCY_PREFIX, USER_PREFIX, decode_use, decode_user
from curator.usage.dependencies.rollups import counted
from curator.usage.dependencies.uses import Use
from curator.usage.models import Organization, Package, PackageKey, PackageUser
from curator.usage.organizations.kind import KIND
from curator.usage.packages.records import decode_package
from curator.usage.records.orders import Order, users_of
from tests.fakes.memory_table import MemoryTable
from tests.unit.usage.stores import Stores

Users = dict[tuple[PackageKey, str], PackageUser]


def check_books(stores: Stores) -> None:
    """Assert that users, packages, lists and statistics are what the uses in the table come to."""
    assert isinstance(stores.table, MemoryTable)
    items = stores.table._items
    uses = [decode_use(item) for (_, sort), item in items.items() if sort.startswith(DEPENDENCY_PREFIX)]
    kept = [decode_user(item) for (_, sort), item in items.items() if sort.startswith(USER_PREFIX)]
    users = {(user.package, user.organization_id): user for user in kept}
    organizations = [KIND.decode(item) for (where, _), item in items.items() if where.startswith("ORG#")]
    packages = [
        decode_package(item) for (where, sort), item in items.items() if where.startswith("PKG#") and sort == "META"
    ]
    _check_users(users, uses, {one.id: one for one in organizations})
    _check_packages(stores, packages, users)
    statistics = stores.statistics.read()
    assert statistics.dependencies == sum(not use.hidden for use in uses)
    assert statistics.packages == len(packages)
    assert statistics.organizations == sum(one.deleted_at is None for one in organizations)


def _check_users(users: Users, uses: list[Use], organizations: dict[str, Organization]) -> None:
    by_user: dict[tuple[PackageKey, str], list[Use]] = defaultdict(list)
    for use in uses:
        by_user[use.dependency.package, use.dependency.organization_id].append(use)
    assert users.keys() == by_user.keys()
    for (package, owner_id), theirs in by_user.items():
        user, owner = users[package, owner_id], organizations[owner_id]
        truth = counted(package, owner, theirs)
        assert truth is not None
        assert _timeless(user) == _timeless(truth)
        assert user.last_seen_at >= max(one.last_seen_at for one in user.repositories)
        assert user.first_seen_at <= min(one.dependency.detected_at for one in theirs)


def _check_packages(stores: Stores, packages: list[Package], users: Users) -> None:
    organizations: Counter[PackageKey] = Counter()
    repositories: Counter[PackageKey] = Counter()
    for user in users.values():
        if not user.hidden and user.active_repositories:
            organizations[user.package] += 1
            repositories[user.package] += user.active_repositories
    for package in packages:
        counters = package.dependent_organizations, package.dependent_repositories
        assert counters == (organizations[package.key], repositories[package.key]), package.key
        shown = {one.organization_id for (key, _), one in users.items() if key == package.key and not one.hidden}
        for order in Order:
            assert {row.id for row in stores.listing.rows(users_of(package.key), order)} == shown


def _timeless(user: PackageUser) -> PackageUser:
    """Return a row without what follows its repositories and its organisation later, or not at all."""
    return replace(user, first_seen_at=0.0, last_seen_at=0.0, hidden=False, sponsored=False)
