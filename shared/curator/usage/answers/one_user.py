"""One organisation's use of a package: all of its repositories, with all the proof. And who began or stopped using it.

Both are read as they stand, each page a query of its own: few ask, and whoever does wants the latest.
"""

from collections.abc import Iterable
from typing import Any

from curator.usage.answers.bodies import as_json
from curator.usage.answers.moments import moment
from curator.usage.answers.user_rows import Row, organization_row, package_header, repository_row
from curator.usage.answers.users import NO_PACKAGE
from curator.usage.dependencies.store import Dependencies
from curator.usage.errors import RecordNotFoundError
from curator.usage.models import Organization, Package, PackageKey
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages

NO_ORGANIZATION = "Organization not found"
NO_USE = "The organization is not known to use this package"
LONGEST_PAGE = 3_000_000  # bytes of its repositories: Lambda answers with 6 MB, in which quotes are escaped once more

Reply = dict[str, Any]


class OneUser:
    """Answers about one organisation and one package."""

    def __init__(self, packages: Packages, organizations: Organizations, dependencies: Dependencies) -> None:
        """Read from these."""
        self._packages = packages
        self._organizations = organizations
        self._dependencies = dependencies

    def repositories(self, key: PackageKey, handle: str, *, after: str | None, limit: int) -> Reply:
        """Return the organisation's repositories that use the package, archived ones and indirect uses too.

        Args:
            key: the package.
            handle: the organisation's, in any case.
            after: the id of the last repository of the page before; None for the first page.
            limit: how many at most; fewer where their proof is too long for one answer.

        Raises:
            RecordNotFoundError: no such package or organisation, or it is not known to use it.
        """
        package, organization = self._package(key), self._organization(handle)
        user = self._dependencies.user(key, organization.id)
        if user is None:
            raise RecordNotFoundError(NO_USE)
        found = list(self._dependencies.uses(key, organization.id, after=after, limit=limit + 1))
        shown = _fitting(repository_row(use) for use in found[:limit])
        goes_on = len(shown) < len(found)
        return {
            "package": package_header(package),
            "organization": organization_row(organization),
            "repositories": shown,
            "total_repositories": user.total_repositories,
            "limit": limit,
            "has_next": goes_on,
            "next_after": shown[-1]["id"] if goes_on else None,
        }

    def changes(self, key: PackageKey, *, since: float, limit: int) -> Reply:
        """Return which organisations began or stopped using the package since then, the earliest first.

        Where more follow, `next_since` is the moment of the next one, to ask with next.
        """
        package = self._package(key)
        found = self._dependencies.changes(key, since, limit + 1)
        shown = found[:limit]
        visible = self._organizations.get_many(sorted({change.organization_id for change in shown}))
        return {
            "package": package_header(package),
            "changes": [
                {
                    "organization": organization_row(visible[change.organization_id]),
                    "change": "began" if change.began else "stopped",
                    "at": moment(change.at),
                }
                for change in shown
                if change.organization_id in visible
            ],
            "limit": limit,
            "has_next": len(found) > limit,
            "next_since": moment(found[limit].at) if len(found) > limit else None,
        }

    def _package(self, key: PackageKey) -> Package:
        package = self._packages.get(key)
        if package is None:
            raise RecordNotFoundError(NO_PACKAGE)
        return package

    def _organization(self, handle: str) -> Organization:
        organization = self._organizations.find(handle)
        if organization is None:
            raise RecordNotFoundError(NO_ORGANIZATION)
        return organization


def _fitting(rows: Iterable[Row]) -> list[Row]:
    """Return the first of the rows, as many as fit one answer together, and one at least."""
    fitting: list[Row] = []
    size = 0
    for row in rows:
        size += len(as_json(row))
        if fitting and size > LONGEST_PAGE:
            break
        fitting.append(row)
    return fitting
