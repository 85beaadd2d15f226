"""Counters in the usage table. The only place that knows their keys.

    PK STATS#<shard>   SK STATS    how many organisations, repositories, packages and dependencies there are
    PK STATS#scrape    SK STATS    when somebody last looked for new repositories

They change in the transaction of what they count. They are spread over shards, else every write in the room would meet
every other one at one item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from curator.foundation.table import PARTITION, SORT, Key, Table, Update
from curator.usage.ecosystems import Ecosystem

SHARDS = 16
SORT_KEY = "STATS"
ORGANIZATIONS, DELETED_ORGANIZATIONS = "organizations", "deleted_organizations"
SPONSORABLE = "sponsorable_organizations"
REPOSITORIES, HIDDEN_REPOSITORIES = "repositories", "hidden_repositories"
DEPENDENCIES = "dependencies"
PACKAGES_PREFIX = "packages_"

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageStatistics:
    """How much is known. What belongs to organisations that are deleted softly is not counted, a little later."""

    organizations: int
    repositories: int
    packages: int
    by_ecosystem: dict[Ecosystem, int]  # packages, without the ecosystems that have none
    dependencies: int
    sponsorable_organizations: int
    last_scrape_at: float | None


class Statistics:
    """Counts, and reads what was counted."""

    def __init__(self, table: Table) -> None:
        """Use the usage table."""
        self._table = table

    def read(self) -> UsageStatistics:
        """Return all of it, at the cost of one request."""
        totals, scrape = self._read()
        by_ecosystem = {one: totals[_packages(one)] for one in Ecosystem if totals.get(_packages(one))}
        return UsageStatistics(
            organizations=totals.get(ORGANIZATIONS, 0),
            repositories=totals.get(REPOSITORIES, 0),
            packages=sum(by_ecosystem.values()),
            by_ecosystem=by_ecosystem,
            dependencies=totals.get(DEPENDENCIES, 0),
            sponsorable_organizations=totals.get(SPONSORABLE, 0),
            last_scrape_at=scrape,
        )

    def totals(self) -> Counts:
        """Return the sums of all counters by name."""
        return self._read()[0]

    def note_scrape(self, at: float) -> None:
        """Remember when somebody looked for new repositories."""
        self._table.update(Update(key=_key("scrape"), expression="SET last_scrape_at = :at", values={":at": at}))

    def _read(self) -> tuple[dict[str, int], float | None]:
        totals: dict[str, int] = {}
        scrape = None
        for item in self._table.get_many([*(_key(shard) for shard in range(SHARDS)), _key("scrape")]):
            scrape = item.pop("last_scrape_at", scrape)
            for name, count in item.items():
                if name not in {PARTITION, SORT}:
                    totals[name] = totals.get(name, 0) + int(count)
        return totals, scrape


def of_package(ecosystem: Ecosystem) -> Counts:
    """Return what one package adds to the counters."""
    return {_packages(ecosystem): 1}


def counting(record_id: str, before: Counts, after: Counts) -> list[Update]:
    """Return the write that counts a change, for its transaction; none for one that changes no count.

    Args:
        record_id: what is written; changes of one record always meet at the same shard.
        before: what it added to the counters.
        after: what it adds now.
    """
    changes = {name: after.get(name, 0) - before.get(name, 0) for name in sorted({*before, *after})}
    changes = {name: change for name, change in changes.items() if change}
    if not changes:
        return []
    names = {f"#n{number}": name for number, name in enumerate(changes)}
    values = {f":n{number}": change for number, change in enumerate(changes.values())}
    additions = ", ".join(f"#n{number} :n{number}" for number in range(len(changes)))
    key = _key(crc32(record_id.encode()) % SHARDS)
    return [Update(key=key, expression=f"ADD {additions}", names=names, values=values)]


def _packages(ecosystem: Ecosystem) -> str:
    return f"{PACKAGES_PREFIX}{ecosystem}"


def _key(shard: int | str) -> Key:
    return {PARTITION: f"STATS#{shard}", SORT: SORT_KEY}
