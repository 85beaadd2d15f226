"""Writes one repository's uses of packages, and whatever follows from them, in step. See `dependencies.records`.

    the use ──▶ the organisation's row ──▶ the package's counters ──▶ the statistics

All four are in one transaction, each on condition that it is still as it was read; whoever meets another reads again.
Many packages share a transaction, as each costs a request; those that keep meeting others are tried by themselves, so
that a package everybody uses holds up no other. Where nothing would change, nothing is written.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.table import (
    MAX_TRANSACTION,
    PARTITION,
    SORT,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    Write,
)
from curator.usage.dependencies.records import (
    DEPENDENCY_PREFIX,
    decode_use,
    decode_user,
    dependency_key,
    encode_change,
    encode_use,
    encode_user,
    user_key,
)
from curator.usage.dependencies.rollups import active, changed, counted, is_short
from curator.usage.dependencies.settling.decisions import Settled, Wish
from curator.usage.dependencies.uses import Use
from curator.usage.models import Organization, PackageUser, UserChange
from curator.usage.organizations.kind import KIND
from curator.usage.packages.records import package_key, partition, size_places
from curator.usage.packages.store import new_package, package_puts
from curator.usage.records.kinds import VERSION
from curator.usage.records.store import FRESH, UNCHANGED
from curator.usage.records.trying import MET_ANOTHER, StaleReadError, until_alone
from curator.usage.statistics.store import DEPENDENCIES, counting, of_package

MOST_WRITES = 5  # of one package: the use, the organisation's row, the package twice if it is new, the change
PACKAGES_AT_ONCE = (MAX_TRANSACTION - 1) // MOST_WRITES  # one write counts the statistics
TRIES_TOGETHER = 3

Rows = dict[tuple[str, str], Item]


@dataclass(slots=True)
class _Plan:
    """What a transaction writes, and how the statistics change by it."""

    writes: list[Write]
    before: dict[str, int]
    after: dict[str, int]
    settled: list[Settled]


class Settler:
    """Settles wishes."""

    def __init__(self, table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table; `new_id` names packages that are new."""
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def settle(self, organization: Organization, wishes: Sequence[Wish]) -> list[Settled]:
        """Make it so, for uses of one organisation, and return what became of each, in groups' order.

        Whether the organisation is hidden is read again with the rows; one that is gone counts as hidden.
        """
        return [one for group in _groups(wishes) for one in self._together(organization, group)]

    def _together(self, organization: Organization, group: Sequence[Wish]) -> list[Settled]:
        if len(group) == 1:
            return until_alone(lambda: self._once(organization, group), self._clock)
        try:
            return until_alone(lambda: self._once(organization, group), self._clock, tries=TRIES_TOGETHER)
        except MET_ANOTHER:
            half = len(group) // 2
            return self._together(organization, group[:half]) + self._together(organization, group[half:])

    def _once(self, organization: Organization, group: Sequence[Wish]) -> list[Settled]:
        rows = self._read(organization, group)
        row = _row(rows, KIND.key(organization.id))
        organization = KIND.decode(row) if row else replace(organization, deleted_at=self._clock.now())
        plan = _Plan([], {}, {}, [])
        for wish in group:
            self._plan(plan, organization, wish, rows)
        plan.writes += counting(group[0].repository_id, plan.before, plan.after)
        if plan.writes:
            try:
                self._table.transact(plan.writes)
            except ConditionFailedError as error:
                raise StaleReadError from error
        return plan.settled

    def _read(self, organization: Organization, group: Sequence[Wish]) -> Rows:
        keys = [KIND.key(organization.id)]
        for wish in group:
            keys += [_use_key(wish), user_key(wish.package, wish.organization_id), package_key(wish.package)]
        return {(item[PARTITION], item[SORT]): item for item in self._table.get_many(keys)}

    def _plan(self, plan: _Plan, organization: Organization, wish: Wish, rows: Rows) -> None:
        use_row = _row(rows, _use_key(wish))
        before = decode_use(use_row) if use_row else None
        after = wish.decide(before)
        if after is not None:
            after = replace(after, hidden=organization.deleted_at is not None)
        plan.settled.append(Settled(package=wish.package, before=before, after=after))
        user_row = _row(rows, user_key(wish.package, wish.organization_id))
        was = decode_user(user_row) if user_row else None
        user = changed(was, wish.package, organization, before, after)
        if user is not None and is_short(user):
            user = self._counted_anew(organization, wish, after)
        if before != after:
            plan.writes.append(
                _written(_use_key(wish), encode_use(after, _version(use_row)) if after else None, use_row)
            )
        if user != was:
            key = user_key(wish.package, wish.organization_id)
            plan.writes.append(_written(key, encode_user(user, _version(user_row)) if user else None, user_row))
        plan.writes += self._package_writes(plan, wish, _row(rows, package_key(wish.package)), was, user)
        plan.writes += self._change_writes(organization, wish, was, user)
        _count(plan.before, DEPENDENCIES, before)
        _count(plan.after, DEPENDENCIES, after)

    def _counted_anew(self, organization: Organization, wish: Wish, after: Use | None) -> PackageUser | None:
        """Return the organisation's row from all of its uses, where it no longer shows what it could.

        These are read after the row whose version the write is conditional on, so they are no older than that.
        """
        items = self._table.query(
            "PK = :package AND begins_with(SK, :uses)",
            {":package": partition(wish.package), ":uses": f"{DEPENDENCY_PREFIX}{wish.organization_id}#"},
        )
        others = [use for use in map(decode_use, items) if use.repository_id != wish.repository_id]
        return counted(wish.package, organization, [*others, *([after] if after else [])])

    def _package_writes(
        self, plan: _Plan, wish: Wish, row: Item | None, was: PackageUser | None, user: PackageUser | None
    ) -> list[Write]:
        (organizations_before, repositories_before), (organizations, repositories) = active(was), active(user)
        organizations -= organizations_before
        repositories -= repositories_before
        if row is None and user is None:
            return []
        if row is None:
            name = wish.display_name or wish.package.name
            package = new_package(wish.package, name, self._new_id(), self._clock.now())
            for counter, number in of_package(wish.package.ecosystem).items():
                plan.after[counter] = plan.after.get(counter, 0) + number
            counted_in = replace(package, dependent_organizations=organizations, dependent_repositories=repositories)
            return [*package_puts(counted_in)]
        if not (organizations or repositories):
            return []
        known = row["dependent_organizations"]
        places = size_places(wish.package, known + organizations) if organizations else {}
        return [_counted_update(wish, known, organizations, repositories, places)]

    def _change_writes(
        self, organization: Organization, wish: Wish, was: PackageUser | None, user: PackageUser | None
    ) -> Iterator[Write]:
        if (was is None) is (user is None) or organization.deleted_at is not None:
            return
        change = UserChange(
            package=wish.package,
            organization_id=organization.id,
            organization_name=organization.name,
            began=user is not None,
            at=self._clock.now(),
        )
        yield Put(item=encode_change(change))


def _groups(wishes: Sequence[Wish]) -> Iterator[list[Wish]]:
    """Yield the wishes in their order, few enough for a transaction each, and no package twice in one."""
    group: dict[Any, Wish] = {}
    for wish in wishes:
        if wish.package in group or len(group) == PACKAGES_AT_ONCE:
            yield list(group.values())
            group = {}
        group[wish.package] = wish
    if group:
        yield list(group.values())


def _use_key(wish: Wish) -> Key:
    return dependency_key(wish.package, wish.organization_id, wish.repository_id)


def _row(rows: Rows, key: Key) -> Item | None:
    return rows.get((key[PARTITION], key[SORT]))


def _version(row: Item | None) -> int:
    """Return the version that a row has once it is written again."""
    return row[VERSION] + 1 if row else 1


def _written(key: Key, item: Item | None, row: Item | None) -> Write:
    """Return the write that replaces a row, which may be none, by an item, which may be none: one of both is there."""
    known = {":known": row[VERSION]} if row else None
    condition = UNCHANGED if row else FRESH
    if item is None:
        return Delete(key=key, condition=condition, values=known)
    return Put(item=item, condition=condition, values=known)


def _counted_update(wish: Wish, known: int, organizations: int, repositories: int, places: Item) -> Update:
    """Return the write that changes a package's counters, and moves it among the packages if it has other users.

    Its places depend on how many organisations there are, so these must be as they were read; repositories are added
    whatever their number, so that two who count at one moment wait for one another only.
    """
    changes = {"dependent_organizations": known + organizations, **places} if organizations else {}
    sets = "SET " + ", ".join(f"{name} = :{name}" for name in changes) + " " if changes else ""
    return Update(
        key=package_key(wish.package),
        expression=f"{sets}ADD dependent_repositories :more",
        condition="dependent_organizations = :known" if organizations else "attribute_exists(PK)",
        values={
            ":more": repositories,
            **({":known": known} if organizations else {}),
            **{f":{name}": value for name, value in changes.items()},
        },
    )


def _count(counts: dict[str, int], name: str, use: Use | None) -> None:
    if use is not None and not use.hidden:
        counts[name] = counts.get(name, 0) + 1
