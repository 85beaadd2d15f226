"""Lists of organisations and of packages, also by what their names begin with: one index query, one read of rows.

What packages' names begin with is compared as their ecosystem compares names: `typing_ext` finds `typing-extensions` of
PyPI. Across all ecosystems that may be up to three beginnings, each a query of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import Any

from curator.usage.answers.asking import Answer, Ordered, Page, Question
from curator.usage.answers.bodies import as_json
from curator.usage.answers.coverage import LONGEST_ORDER
from curator.usage.answers.generations import HIDDEN
from curator.usage.answers.keeping import Keeper
from curator.usage.answers.list_rows import organization_row, package_row
from curator.usage.answers.windows import Window
from curator.usage.ecosystems import Ecosystem, folded
from curator.usage.models import PackageKey
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.records.listing import IndexRow, Listing
from curator.usage.records.orders import ALL_PACKAGES, ORGANIZATIONS, ListOf, Order, packages_of

LIST_SECONDS = 60  # for which a list is given at most: it changes with every scan, and nobody counts that

Reply = dict[str, Any]


class OrganizationSort(StrEnum):
    """By what organisations are put in order."""

    TOTAL_STARS = "total_stars"
    TOTAL_REPOSITORIES = "total_repositories"
    NAME = "name"
    CREATED_AT = "created_at"


class PackageSort(StrEnum):
    """By what packages are put in order."""

    DEPENDENTS = "dependents"  # organisations that use it
    NAME = "name"
    CREATED_AT = "created_at"


ORGANIZATION_ORDERS = {
    OrganizationSort.TOTAL_STARS: Order.STARS,
    OrganizationSort.TOTAL_REPOSITORIES: Order.SIZE,
    OrganizationSort.NAME: Order.NAME,
    OrganizationSort.CREATED_AT: Order.TIME,
}
PACKAGE_ORDERS = {
    PackageSort.DEPENDENTS: Order.SIZE,
    PackageSort.NAME: Order.NAME,
    PackageSort.CREATED_AT: Order.TIME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuestion:
    """Which rows of a list, in which order.

    Attributes:
        order: of the index.
        descending: the largest, latest or last by name first.
        prefix: what names begin with, in any case; only by name, and never descending.
        sponsored: of organisations, whether they can be sponsored; None for either.
        ecosystem: of packages; None for all.
    """

    order: Order
    descending: bool = False
    prefix: str = ""
    sponsored: bool | None = None
    ecosystem: Ecosystem | None = None

    def as_filters(self) -> Mapping[str, Any]:
        """Return all that the list depends on."""
        return {
            "order": self.order,
            "descending": self.descending,
            "prefix": self.prefix,
            "sponsored": self.sponsored,
            "ecosystem": self.ecosystem,
        }


class Lists:
    """Answers with lists."""

    def __init__(self, keeper: Keeper, listing: Listing, organizations: Organizations, packages: Packages) -> None:
        """Read the orders from the listing, and the rows from where they are."""
        self._keeper = keeper
        self._listing = listing
        self._organizations = organizations
        self._packages = packages

    def organizations(self, question: ListQuestion, window: Window) -> Answer:
        """Return a page of organisations."""

        def is_wanted(row: IndexRow) -> bool:
            return question.sponsored in {None, bool(row.facts.get("sponsored"))}

        def rows(ids: Sequence[str]) -> list[Reply]:
            found = self._organizations.get_many(ids)
            return [organization_row(found[one]) for one in ids if one in found]

        listed = self._rows(ORGANIZATIONS, question, [question.prefix])
        return self._page("organizations", question, window, listed, lambda row: row.id, rows, is_wanted)

    def packages(self, question: ListQuestion, window: Window) -> Answer:
        """Return a page of packages."""

        def is_wanted(row: IndexRow) -> bool:
            return row.package.name.lower().startswith(beginnings[row.package.ecosystem])

        def rows(names: Sequence[str]) -> list[Reply]:
            keys = [_key_of(name) for name in names]
            found = self._packages.get_many(keys)
            return [package_row(found[one]) for one in keys if one in found]

        list_of = packages_of(question.ecosystem) if question.ecosystem else ALL_PACKAGES
        ecosystems = [question.ecosystem] if question.ecosystem else Ecosystem
        beginnings = {one: folded(one, question.prefix).lower() for one in ecosystems}
        listed = self._rows(list_of, question, dict.fromkeys(beginnings.values()))
        return self._page("packages", question, window, listed, lambda row: _name_of(row.package), rows, is_wanted)

    def _rows(self, list_of: ListOf, question: ListQuestion, prefixes: Iterable[str]) -> Iterator[IndexRow]:
        """Yield the rows whose names begin in one of these ways, one more than are shown; read when first asked for."""
        parts = (
            self._listing.rows(
                list_of, question.order, descending=question.descending, prefix=prefix, limit=LONGEST_ORDER + 1
            )
            for prefix in prefixes
        )
        yield from islice(merge(*parts, key=lambda row: row.position), LONGEST_ORDER + 1)

    def _page(
        self,
        name: str,
        question: ListQuestion,
        window: Window,
        listed: Iterator[IndexRow],
        key_of: Callable[[IndexRow], str],
        rows: Callable[[Sequence[str]], list[Reply]],
        is_wanted: Callable[[IndexRow], bool],
    ) -> Answer:
        def order(_: object) -> Ordered:
            found = list(listed)
            keys = [key_of(row) for row in found[:LONGEST_ORDER] if is_wanted(row)]
            return Ordered(keys=keys, complete=len(found) <= LONGEST_ORDER)

        def make(page: Page) -> bytes:
            envelope = page.envelope.as_reply()
            return as_json({"items": rows(page.keys), **envelope, "complete": page.complete})

        asked = Question(
            view=name,
            list_name=name,
            filters=question.as_filters(),
            depends_on=(HIDDEN,),
            seconds=LIST_SECONDS,
        )
        return self._keeper.page(asked, window, order=order, make=make)


def _name_of(package: PackageKey) -> str:
    return f"{package.ecosystem}#{package.name}"


def _key_of(name: str) -> PackageKey:
    ecosystem, _, rest = name.partition("#")
    return PackageKey(Ecosystem(ecosystem), rest)
