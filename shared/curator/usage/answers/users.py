"""Which organisations use a package.

Whatever the size of the world, an answer takes one look (changes, kept answer, the package), one query of an index for
the order of the list (a megabyte of it, some 4,000 organisations, is one request; three at most), one read of the
page's rows, and one write that keeps it. A kept one takes the look alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from curator.foundation.table import Item
from curator.usage.answers.asking import Answer, Ordered, Page, Question
from curator.usage.answers.bodies import as_json
from curator.usage.answers.counting import Counted, let_through
from curator.usage.answers.coverage import LONGEST_ORDER, coverage
from curator.usage.answers.generations import HIDDEN, of_package
from curator.usage.answers.keeping import Keeper
from curator.usage.answers.members import Members
from curator.usage.answers.questions import Sort, UsersQuestion
from curator.usage.answers.spreadsheet import as_csv
from curator.usage.answers.user_rows import ShownUser, dependent_row, package_header, shown_of_each, user_row
from curator.usage.answers.windows import Window
from curator.usage.dependencies.records import UserFacts
from curator.usage.errors import RecordNotFoundError
from curator.usage.models import Package
from curator.usage.packages.records import decode_package, package_key
from curator.usage.records.listing import Listing, user_facts
from curator.usage.records.orders import Order, users_of

PACKAGE_SECONDS = 3600  # for which an answer about a package is given at most, where no change makes it out of date
NO_PACKAGE = "Package not found"

ORDERS = {
    Sort.STARS: Order.STARS,
    Sort.NAME: Order.NAME,
    Sort.LAST_SEEN: Order.TIME,
    Sort.REPOSITORIES: Order.SIZE,
}

Reply = dict[str, Any]


class PackageUsers:
    """Answers who uses a package."""

    def __init__(self, keeper: Keeper, listing: Listing, members: Members) -> None:
        """Read the order from the listing, and the rows of a page from its members."""
        self._keeper = keeper
        self._listing = listing
        self._members = members

    def users(self, question: UsersQuestion, window: Window) -> Answer:
        """Return a page of organisations with their repositories and the proof; raises RecordNotFoundError."""
        return self._page("users", question, window, _users)

    def dependents(self, question: UsersQuestion, window: Window) -> Answer:
        """Return a page of organisations in the short form; raises RecordNotFoundError."""
        return self._page("dependents", question, window, _dependents)

    def spreadsheet(self, question: UsersQuestion, window: Window) -> Answer:
        """Return a page of organisations as CSV; raises RecordNotFoundError."""
        return self._page("csv", question, window, _spreadsheet)

    def _page(self, view: str, question: UsersQuestion, window: Window, tell: Callable[["_Shown"], bytes]) -> Answer:
        asked = Question(
            view=view,
            list_name=question.list_name,
            filters=question.as_filters(),
            depends_on=(of_package(question.package), HIDDEN),
            seconds=PACKAGE_SECONDS,
            beside=package_key(question.package),
        )
        return self._keeper.page(
            asked,
            window,
            order=partial(self._ordered, question),
            make=lambda page: tell(_Shown(_package(page.beside), page, list(self._shown(question, page)))),
        )

    def _ordered(self, question: UsersQuestion, package: Item | None) -> Ordered:
        _package(package)  # raised before anything is read of a package that nobody knows
        rows = self._listing.rows(
            users_of(question.package),
            ORDERS[question.sort],
            descending=question.descending,
            limit=LONGEST_ORDER + 1,
        )
        # A row that moves while the index is read may be met twice: it counts once.
        facts = list({found.organization_id: found for found in map(user_facts, rows)}.values())
        taken = list(_let_through(facts[:LONGEST_ORDER], question))
        if question.sort in _COUNTED and not question.filter.counts_the_usual:
            taken.sort(key=_COUNTED[question.sort], reverse=not question.descending)
        return Ordered(
            keys=[facts.organization_id for facts, _ in taken],
            repositories=sum(found.repositories for _, found in taken),
            complete=len(facts) <= LONGEST_ORDER,
        )

    def _shown(self, question: UsersQuestion, page: Page) -> Iterator[ShownUser]:
        """Yield the page's rows; an organisation that was hidden since the list was put in order is left out."""
        shown = shown_of_each(page.envelope.limit)
        for organization, user in self._members.read(question.package, page.keys):
            yield ShownUser.of(organization, user, question.filter, shown=shown)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one page tells of."""

    package: Package
    page: Page
    users: list[ShownUser]


_Taken = tuple[UserFacts, Counted]

_COUNTED: dict[Sort, Callable[[_Taken], tuple[int, str]]] = {
    Sort.STARS: lambda taken: (-taken[1].stars, taken[0].name.lower()),
    Sort.REPOSITORIES: lambda taken: (-taken[1].repositories, taken[0].name.lower()),
}
"""Orders that depend on which repositories count: of other than the usual ones, no index knows."""


def _let_through(rows: list[UserFacts], question: UsersQuestion) -> Iterator[_Taken]:
    for facts in rows:
        found = let_through(facts.uses, sponsored=facts.sponsored, wanted=question.filter)
        if found is not None:
            yield facts, found


def _users(shown: _Shown) -> bytes:
    return as_json(
        {
            "package": package_header(shown.package),
            "users": [user_row(user) for user in shown.users],
            "total_organizations": shown.page.envelope.total,
            "total_repositories": shown.page.repositories,
            **shown.page.envelope.as_reply(),
            "coverage": _coverage(shown),
        }
    )


def _dependents(shown: _Shown) -> bytes:
    return as_json(
        {
            "package": package_header(shown.package),
            "dependents": [dependent_row(user) for user in shown.users],
            "total_organizations": shown.page.envelope.total,
            "total_repositories": shown.page.repositories,
            **shown.page.envelope.as_reply(),
            "coverage": _coverage(shown),
        }
    )


def _spreadsheet(shown: _Shown) -> bytes:
    return as_csv(shown.users).encode()


def _coverage(shown: _Shown) -> Reply:
    return coverage(shown.package, shown.page.searched, complete=shown.page.complete)


def _package(item: Item | None) -> Package:
    if item is None:
        raise RecordNotFoundError(NO_PACKAGE)
    return decode_package(item)
