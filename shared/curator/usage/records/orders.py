"""The lists of the usage table and the orders they can be read in.

A row stands in as many lists as it has pairs of `<index>_pk` (the list) and `<index>_sk` (its place there). Four
indexes serve all lists, as no row needs more than one place of a kind. Numbers and moments count down, so that the
largest comes first and, among equal ones, the first by name. Places within a list differ, so that a page can go on
after one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from curator.foundation.table import Item
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey

FACTS = "facts"  # the one attribute that the indexes carry beside keys: what filters need
LARGEST = 10**12 - 1
LATEST = 10**16 - 1  # microseconds since 1970
LOWEST, HIGHEST = "\x00", "\U0010ffff"  # characters that no place begins or goes on with
LONGEST = 900  # bytes; DynamoDB takes 1,024 as a sort key, of which some are the number's and the id's
BY_REPOSITORY = "by_repository"  # the index of dependencies by their repository, which carries keys only


class Order(StrEnum):
    """What a list can be sorted by."""

    STARS = "stars"
    NAME = "name"
    TIME = "time"
    SIZE = "size"


INDEXES: Mapping[Order, str] = {order: f"by_{order}" for order in Order}


@dataclass(frozen=True, slots=True)
class ListOf:
    """One list.

    Attributes:
        partition: what its rows have in common in the indexes.
        indexes: by which index each of its orders is served.
    """

    partition: str
    indexes: Mapping[Order, str]

    def at(self, order: Order, place: str) -> Item:
        """Return the attributes that put a row there."""
        index = self.indexes[order]
        return {f"{index}_pk": self.partition, f"{index}_sk": place}


def _list(partition: str, *orders: Order) -> ListOf:
    return ListOf(partition, {order: INDEXES[order] for order in orders})


ORGANIZATIONS = _list("ORGANIZATIONS", *Order)
DELETED_ORGANIZATIONS = _list("ORGANIZATIONS#DELETED", Order.TIME)
ALL_REPOSITORIES = _list("REPOSITORIES", Order.TIME)
PARSED = ListOf("PARSED", {Order.TIME: INDEXES[Order.SIZE]})  # repositories by when their manifests were last read
ALL_PACKAGES = ListOf(
    "PACKAGES",
    {Order.SIZE: INDEXES[Order.STARS], Order.NAME: INDEXES[Order.NAME], Order.TIME: INDEXES[Order.TIME]},
)


def packages_of(ecosystem: Ecosystem) -> ListOf:
    """Return the packages of one package manager: by dependent organisations, name or when they were first seen."""
    return _list(f"PACKAGES#{ecosystem}", Order.SIZE, Order.NAME, Order.TIME)


def users_of(package: PackageKey) -> ListOf:
    """Return the organisations that use a package: by stars, name, when last seen, or how many repositories."""
    return _list(f"USERS#{package.ecosystem}#{package.name}", *Order)


def repositories_of(organization_id: str) -> ListOf:
    """Return the repositories of an organisation, by stars or name."""
    return _list(f"REPOSITORIES#{organization_id}", Order.STARS, Order.NAME)


def counted_down(number: int) -> str:
    """Return what sorts first for the largest number, from 0."""
    return f"{LARGEST - min(max(number, 0), LARGEST):012d}"


def backwards(moment: float) -> str:
    """Return what sorts first for the latest moment, in seconds since the epoch."""
    return f"{LATEST - min(max(round(moment * 1_000_000), 0), LATEST):016d}"


def named(name: str) -> str:
    """Return what sorts by name whatever its case, cut to what a sort key can hold."""
    return name.lower().encode()[:LONGEST].decode(errors="ignore")


def place(first: str, *ties: str) -> str:
    """Return a place: what decides, and what does among equals."""
    return "#".join((first, *ties))
