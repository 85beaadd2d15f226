"""Sets right what depends on an organisation and its repositories as they are now, a slice at a time."""

import json
from collections.abc import Sequence
from itertools import groupby

from curator.usage.dependencies.holdings.store import Held, Holdings
from curator.usage.dependencies.records import of_repository_place
from curator.usage.dependencies.settling.decisions import Wish, as_it_stands
from curator.usage.dependencies.settling.store import Settler
from curator.usage.models import Organization, PackageKey, Repository
from curator.usage.organizations.store import Organizations
from curator.usage.records.listing import Listing
from curator.usage.records.orders import Order, repositories_of
from curator.usage.repositories.store import Repositories


class Restating:
    """Goes through an organisation's repositories by name, and through what each uses."""

    def __init__(
        self,
        *,
        organizations: Organizations,
        repositories: Repositories,
        listing: Listing,
        holdings: Holdings,
        settler: Settler,
    ) -> None:
        """Take the stores of one table."""
        self._organizations = organizations
        self._repositories = repositories
        self._listing = listing
        self._holdings = holdings
        self._settler = settler

    def go_on(self, organization_id: str, after: str | None, limit: int) -> str | None:
        """Do a slice and return where the next one begins; see `Dependencies.restate`."""
        organization = self._organizations.get(organization_id, include_deleted=True)
        if organization is None:
            return None
        done, current, inside = json.loads(after) if after else (None, None, None)
        for row in self._listing.rows(repositories_of(organization_id), Order.NAME, after=done, limit=limit):
            held = list(self._holdings.held(row.id, after=inside if row.id == current else None, limit=limit))
            limit -= max(1, len(held))
            self._restate(organization, row.id, held)
            if limit <= 0 and held:
                return json.dumps([done, row.id, of_repository_place(held[-1][1])])
            done = row.position
            if limit <= 0:
                return json.dumps([done, None, None])
        return None

    def _restate(self, organization: Organization, repository_id: str, held: Sequence[Held]) -> None:
        repository = self._repositories.get(repository_id)
        if repository is None:
            return
        hidden = organization.deleted_at is not None
        if repository.hidden is not hidden:
            self._repositories.update(repository_id, hidden=hidden)
        for owner_id, uses in groupby(sorted(held), key=lambda one: one[0]):
            # a repository that has changed hands counts for those who had it until it is read again
            owner = (
                organization if owner_id == organization.id else self._organizations.get(owner_id, include_deleted=True)
            )
            if owner is not None:
                self._settle(owner, repository, [package for _, package in uses])

    def _settle(self, owner: Organization, repository: Repository, packages: Sequence[PackageKey]) -> None:
        decide = as_it_stands(owner, repository)
        wishes = [
            Wish(package=package, organization_id=owner.id, repository_id=repository.id, decide=decide)
            for package in packages
        ]
        self._settler.settle(owner, wishes)
