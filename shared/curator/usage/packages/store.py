"""Packages in the usage table; see `records` for their rows. Dependencies keep the counters, in their transactions."""

from collections.abc import Callable, Sequence
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.table import ConditionFailedError, Put, Table, Update, Write
from curator.usage.errors import RepositoryError
from curator.usage.models import Package, PackageKey
from curator.usage.packages.records import COUNTERS, PLAIN, decode_package, encode_package, package_key
from curator.usage.records.kinds import KEPT
from curator.usage.records.trying import failing, until_alone
from curator.usage.statistics.store import counting, of_package

DESCRIBED = frozenset(PLAIN) - KEPT - set(COUNTERS)
FRESH = "attribute_not_exists(PK)"


class Packages:
    """Keeps packages, each under its natural key."""

    def __init__(self, table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table; `new_id` returns an id never returned before."""
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def get(self, key: PackageKey) -> Package | None:
        """Return the package, or None where nobody used it or asked for it yet."""
        with failing("Failed to get entity"):
            item = self._table.get(package_key(key))
        return decode_package(item) if item else None

    def get_many(self, keys: Sequence[PackageKey]) -> dict[PackageKey, Package]:
        """Return those of the packages that there are, in the order asked for."""
        with failing("Failed to get entity"):
            items = self._table.get_many([package_key(key) for key in dict.fromkeys(keys)])
        found = {package.key: package for package in map(decode_package, items)}
        return {key: found[key] for key in keys if key in found}

    def ensure(self, key: PackageKey, display_name: str) -> Package:
        """Return the package, which is kept from now on if it was not yet."""
        found = self.get(key)
        if found is not None:
            return found
        package = new_package(key, display_name, self._new_id(), self._clock.now())
        writes: list[Write] = [
            *package_puts(package),
            *counting(f"{key.ecosystem}#{key.name}", {}, of_package(key.ecosystem)),
        ]
        with failing("Failed to create entity"):
            try:
                until_alone(lambda: self._table.transact(writes), self._clock)
            except ConditionFailedError as error:
                return decode_package(error.item or {})  # somebody else kept it at this moment
        return package

    def describe(self, key: PackageKey, /, **values: Any) -> Package | None:
        """Change what is said about a package and return it; None where there is none. Counters stay as they are.

        Raises:
            RepositoryError: a field that packages do not have, or the table failed.
        """
        if unknown := values.keys() - DESCRIBED:
            raise RepositoryError(f"Failed to update entity: {min(unknown)} is no field to describe it by")
        told = {**values, "updated_at": self._clock.now()}
        kept = {name: value for name, value in told.items() if value is not None}
        dropped = [name for name, value in told.items() if value is None]
        clauses = ["SET " + ", ".join(f"{name} = :{name}" for name in kept)]
        if dropped:
            clauses.append("REMOVE " + ", ".join(dropped))
        update = Update(
            key=package_key(key),
            expression=" ".join(clauses),
            condition="attribute_exists(PK)",
            values={f":{name}": value for name, value in kept.items()},
        )
        with failing("Failed to update entity"):
            try:
                return decode_package(until_alone(lambda: self._table.update(update), self._clock))
            except ConditionFailedError:
                return None


def new_package(key: PackageKey, display_name: str, package_id: str, now: float) -> Package:
    """Return a package of which no more is known than its name."""
    return Package(id=package_id, key=key, display_name=display_name, created_at=now, updated_at=now)


def package_puts(package: Package) -> list[Put]:
    """Return the writes that keep a new package, for a transaction; the first is conditional on its being new."""
    meta, listed = encode_package(package)
    return [Put(item=meta, condition=FRESH), Put(item=listed)]
