"""Repositories in the usage table; see `records` for the rows. Their guards are their address and GitHub's node id.

A rename or a transfer changes the address and not the node id, so the node id is asked first. GitHub may give an old
address to a new repository; the old one then waits under an address that nobody has, until it is seen somewhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from curator.usage.errors import InvalidNameError, RecordConflictError, RepositoryError
from curator.usage.models import Repository
from curator.usage.records.listing import Listing
from curator.usage.records.orders import Order, repositories_of
from curator.usage.records.store import Records
from curator.usage.records.trying import TRIES, failing
from curator.usage.repositories.addresses import normalised_url
from curator.usage.repositories.kind import KIND, node_guard, url_guard


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryTotals:
    """What the repositories of one organisation come to, archived ones counted too."""

    repositories: int
    stars: int
    archived: int


class Repositories(Records[Repository]):
    """Keeps repositories."""

    def __init__(self, table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table."""
        super().__init__(KIND, table, clock, new_id)

    def create(self, **values: Any) -> Repository:
        """Keep a new repository and return it; its address is brought into the one form. Raises as `Records.create`."""
        return super().create(**_normalised(values, "create"))

    def update(self, record_id: str, **values: Any) -> Repository | None:
        """Change fields of a repository and return it; None where there is none. Raises as `Records.update`."""
        return super().update(record_id, **_normalised(values, "update"))

    def find_by_url(self, url: str) -> Repository | None:
        """Return the repository at this address, however that is written; raises InvalidNameError."""
        return self._find(url_guard(normalised_url(url)))

    def find_by_node(self, node_id: str) -> Repository | None:
        """Return the repository that GitHub calls this."""
        return self._find(node_guard(node_id))

    def upsert(
        self, *, organization_id: str, name: str, github_url: str, node_id: str | None = None, **told: Any
    ) -> tuple[Repository, bool]:
        """Keep what a provider says of a repository; return it, and whether it is a new one.

        What is None was not said, and changes nothing. Nothing is written where nothing is new.

        Raises:
            InvalidNameError: no repository can be at this address.
            RepositoryError: it cannot be a repository, or the table failed.
        """
        url = normalised_url(github_url)
        said = {"organization_id": organization_id, "name": name, "github_url": url, "node_id": node_id, **told}
        values = {field: value for field, value in said.items() if value is not None}
        for _ in range(TRIES):
            try:
                known, created = self._told(url, node_id, values)
            except RecordConflictError:
                continue  # somebody else created or moved it at this moment
            if known is not None:
                return known, created
        raise RepositoryError("Failed to upsert entity: others create and move it all the time")

    def note_parsed(self, repository_id: str, *, commit: str | None, at: float) -> Repository | None:
        """Remember which commit's manifests were read, and when; it is there, so it is not gone."""
        return self.update(repository_id, parsed_commit=commit, parsed_at=at, gone_since=None)

    def note_gone(self, repository_id: str, *, at: float) -> Repository | None:
        """Remember when a provider said for the first time that there is no such repository; return what is known."""
        known = self.get(repository_id)
        return known if known is None or known.gone_since is not None else self.update(repository_id, gone_since=at)

    def remove(self, repository_id: str) -> bool:
        """Remove a repository for good, after its dependencies; return whether there was one."""
        return self.delete(repository_id, soft=False)

    def totals(self, organization_id: str) -> RepositoryTotals:
        """Return what all repositories of an organisation come to."""
        with failing("Failed to count entities"):
            facts = [row.facts for row in Listing(self._table).rows(repositories_of(organization_id), Order.STARS)]
        return RepositoryTotals(
            repositories=len(facts),
            stars=sum(one["stars"] for one in facts),
            archived=sum(one["archived"] for one in facts),
        )

    def _find(self, partition: str) -> Repository | None:
        with failing("Failed to get entity"):
            return self._owner(partition)

    def _told(self, url: str, node_id: str | None, values: dict[str, Any]) -> tuple[Repository | None, bool]:
        """Return the repository as it is now said to be, None if it is gone; and whether it is a new one."""
        there = self._find(url_guard(url))
        known = self.find_by_node(node_id) if node_id else there
        if known is None and there is not None and there.node_id is None:
            known = there
        if there is not None and (known is None or known.id != there.id):
            self._displace(there)
        if known is None:
            return self.create(**values), True
        new = {field: value for field, value in values.items() if getattr(known, field) != value}
        return (self.update(known.id, **new) if new else known), False

    def _displace(self, repository: Repository) -> None:
        """Give up an address that another repository has now."""
        there = repository.github_url
        elsewhere = f"{there}?formerly={repository.id}"
        self._change(
            repository.id,
            lambda found: replace(found, github_url=elsewhere) if found.github_url == there else None,
        )


def _normalised(values: dict[str, Any], verb: str) -> dict[str, Any]:
    if not isinstance(values.get("github_url"), str):
        return values
    try:
        return values | {"github_url": normalised_url(values["github_url"])}
    except InvalidNameError as error:
        raise RepositoryError(f"Failed to {verb} entity: {error}") from error
