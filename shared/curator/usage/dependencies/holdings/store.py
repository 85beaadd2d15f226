"""Reads a repository's uses of packages.

Which packages these are is asked of the index `by_repository`, which follows its table within a moment; what is there
is then read from the table itself. So a use that was written in that moment may be left where it should have gone,
until the repository is read again; none is ever lost or counted twice.
"""

from collections.abc import Iterator, Sequence

from curator.foundation.table import SORT, Table
from curator.usage.dependencies.records import DEPENDENCY_PREFIX, decode_use, dependency_key, ids_of
from curator.usage.dependencies.uses import Use
from curator.usage.models import PackageKey
from curator.usage.packages.records import package_of
from curator.usage.records.orders import BY_REPOSITORY, LOWEST

Held = tuple[str, PackageKey]
"""An organisation, and a package that one of its repositories uses."""


class Holdings:
    """Finds uses by their repository."""

    def __init__(self, table: Table) -> None:
        """Read the usage table."""
        self._table = table

    def held(self, repository_id: str, *, after: str | None = None, limit: int | None = None) -> Iterator[Held]:
        """Yield what a repository uses, by ecosystem and name, after this place (`records.of_repository_place`)."""
        items = self._table.query(
            f"{BY_REPOSITORY}_pk = :repository AND {BY_REPOSITORY}_sk > :after",
            {":repository": repository_id, ":after": after or LOWEST},
            index=BY_REPOSITORY,
            limit=limit,
        )
        return ((ids_of(item)[0], package_of(item)) for item in items if item[SORT].startswith(DEPENDENCY_PREFIX))

    def uses(self, repository_id: str, held: Sequence[Held]) -> dict[Held, Use]:
        """Return those of these uses that are in the table."""
        keys = [dependency_key(package, owner, repository_id) for owner, package in held]
        uses = map(decode_use, self._table.get_many(keys))
        return {(use.dependency.organization_id, use.dependency.package): use for use in uses}
