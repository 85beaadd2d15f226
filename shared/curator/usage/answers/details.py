"""One package, one organisation with its repositories, and how much is known in all."""

from functools import cache
from typing import Any

from curator.foundation.table import Item
from curator.usage.answers.asking import Answer, Ordered, Page, Question
from curator.usage.answers.bodies import as_json
from curator.usage.answers.coverage import LONGEST_ORDER, coverage
from curator.usage.answers.generations import HIDDEN, of_organization, of_package
from curator.usage.answers.keeping import Keeper, Searched
from curator.usage.answers.list_rows import organization_row, package_details, repository_row
from curator.usage.answers.moments import moment
from curator.usage.answers.one_user import NO_ORGANIZATION
from curator.usage.answers.users import NO_PACKAGE, PACKAGE_SECONDS
from curator.usage.answers.windows import Window
from curator.usage.errors import RecordNotFoundError
from curator.usage.models import Organization, PackageKey
from curator.usage.organizations.kind import guard
from curator.usage.organizations.store import Organizations
from curator.usage.packages.records import decode_package, package_key
from curator.usage.records.kinds import guard_key
from curator.usage.records.listing import Listing
from curator.usage.records.orders import Order, repositories_of
from curator.usage.repositories.store import Repositories
from curator.usage.statistics.store import Statistics

ORGANIZATION_SECONDS = 21_600
STATISTICS_SECONDS = 900

Reply = dict[str, Any]


class Details:
    """Answers about one thing."""

    def __init__(
        self,
        keeper: Keeper,
        listing: Listing,
        organizations: Organizations,
        repositories: Repositories,
        statistics: Statistics,
    ) -> None:
        """Read from these."""
        self._keeper = keeper
        self._listing = listing
        self._organizations = organizations
        self._repositories = repositories
        self._statistics = statistics

    def package(self, key: PackageKey) -> Answer:
        """Return what is known of a package; raises RecordNotFoundError."""
        question = Question(
            view="package",
            list_name=f"package {key.ecosystem} {key.name}",
            depends_on=(of_package(key),),
            seconds=PACKAGE_SECONDS,
            beside=package_key(key),
        )
        return self._keeper.whole(question, _package)

    def organization(self, handle: str, window: Window) -> Answer:
        """Return what is known of an organisation, by its handle in any case, with a page of its repositories.

        Raises:
            RecordNotFoundError: there is none, or it is deleted.
        """
        question = Question(
            view="organization",
            list_name=f"organization {handle.lower()}",
            depends_on=(of_organization(handle), HIDDEN),
            seconds=ORGANIZATION_SECONDS,
            beside=guard_key(guard(handle)),
        )
        found = cache(self._organization)  # the order and the page ask for it, one request does
        return self._keeper.page(
            question,
            window,
            order=lambda row: self._ordered(found(_id_in(row))),
            make=lambda page: self._organization_page(found(_id_in(page.beside)), page),
        )

    def statistics(self) -> Answer:
        """Return how much is known in all."""
        question = Question(view="statistics", list_name="statistics", seconds=STATISTICS_SECONDS)
        return self._keeper.whole(question, lambda *_: as_json(self._counts()))

    def _organization(self, organization_id: str) -> Organization:
        organization = self._organizations.get(organization_id)
        if organization is None:
            raise RecordNotFoundError(NO_ORGANIZATION)
        return organization

    def _ordered(self, organization: Organization) -> Ordered:
        rows = self._listing.rows(
            repositories_of(organization.id), Order.STARS, descending=True, limit=LONGEST_ORDER + 1
        )
        keys = [row.id for row in rows]
        return Ordered(keys=keys[:LONGEST_ORDER], complete=len(keys) <= LONGEST_ORDER)

    def _organization_page(self, organization: Organization, page: Page) -> bytes:
        found = self._repositories.get_many(page.keys)
        rows = [repository_row(found[one]) for one in page.keys if one in found]
        return as_json({**organization_row(organization), "repositories": rows, **page.envelope.as_reply()})

    def _counts(self) -> Reply:
        counts = self._statistics.read()
        return {
            "packages": counts.packages,
            "organizations": counts.organizations,
            "repositories": counts.repositories,
            "dependencies": counts.dependencies,
            "sponsorable_organizations": counts.sponsorable_organizations,
            "by_ecosystem": {str(ecosystem): count for ecosystem, count in counts.by_ecosystem.items()},
            "last_scrape_at": moment(counts.last_scrape_at),
        }


def _id_in(row: Item | None) -> str:
    """Return which organisation has the name that this row guards."""
    if row is None:
        raise RecordNotFoundError(NO_ORGANIZATION)
    return str(row["id"])


def _package(item: Item | None, searched: Searched) -> bytes:
    if item is None:
        raise RecordNotFoundError(NO_PACKAGE)
    package = decode_package(item)
    return as_json({**package_details(package), "coverage": coverage(package, searched, complete=True)})
