"""How packages are written down as items, and read back.

    PK PKG#<ecosystem>#<name>   SK META   the package, its counters, and its places among all packages
    PK PKG#<ecosystem>#<name>   SK LIST   its places among those of its ecosystem that never change

A row has one place by name and one by time in the indexes, so that the second list needs a second row; by size the
first serves both, as packages have no stars.
"""

from dataclasses import fields

from curator.foundation.table import PARTITION, SORT, Item, Key
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Package, PackageKey
from curator.usage.records.kinds import META
from curator.usage.records.orders import ALL_PACKAGES, Order, backwards, counted_down, named, packages_of, place

LIST = "LIST"
COUNTERS = ("dependent_organizations", "dependent_repositories")
PLAIN = tuple(one.name for one in fields(Package) if one.name != "key")


def partition(package: PackageKey) -> str:
    """Return where everything about a package is."""
    return f"PKG#{package.ecosystem}#{package.name}"


def package_key(package: PackageKey) -> Key:
    """Return where the package itself is."""
    return {PARTITION: partition(package), SORT: META}


def package_of(item: Item) -> PackageKey:
    """Return which package an item is about."""
    _, ecosystem, name = item[PARTITION].split("#", 2)
    return PackageKey(Ecosystem(ecosystem), name)


def encode_package(package: Package) -> tuple[Item, Item]:
    """Return the two items of a new package."""
    name = place(named(package.key.name), package.key.ecosystem)
    newest = place(backwards(package.created_at), name)
    values = {one: getattr(package, one) for one in PLAIN}
    size = size_places(package.key, package.dependent_organizations)
    everywhere = {**ALL_PACKAGES.at(Order.NAME, name), **ALL_PACKAGES.at(Order.TIME, newest)}
    own = packages_of(package.key.ecosystem)
    listed = {**own.at(Order.NAME, name), **own.at(Order.TIME, newest)}
    return (
        {**package_key(package.key), **values, **size, **everywhere},
        {PARTITION: partition(package.key), SORT: LIST, **listed},
    )


def size_places(package: PackageKey, organizations: int) -> Item:
    """Return the attributes that put a package where its number of users belongs."""
    where = place(counted_down(organizations), named(package.name), package.ecosystem)
    return {**ALL_PACKAGES.at(Order.SIZE, where), **packages_of(package.ecosystem).at(Order.SIZE, where)}


def decode_package(item: Item) -> Package:
    """Return the package that an item holds."""
    return Package(key=package_of(item), **{one: item[one] for one in PLAIN if one in item})
