"""Dependencies in the usage table.

See `records` for their rows, `holdings` for how those of a repository are found, and `settling` for how they are kept
in step with all that is counted from them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from curator.usage.dependencies.holdings.store import Held, Holdings
from curator.usage.dependencies.records import (
    CHANGE_PREFIX,
    CHANGE_SECONDS,
    DEPENDENCY_PREFIX,
    change_floor,
    decode_change,
    decode_use,
    decode_user,
    user_key,
)
from curator.usage.dependencies.restating import Restating
from curator.usage.dependencies.settling.decisions import Settled, Wish, as_found, as_reported, changes_of, gone
from curator.usage.dependencies.settling.store import Settler
from curator.usage.dependencies.uses import use_of
from curator.usage.models import (
    Changes,
    Confidence,
    Dependency,
    Organization,
    PackageKey,
    PackageUser,
    Repository,
    UsedIn,
    UserChange,
)
from curator.usage.organizations.store import Organizations
from curator.usage.packages.records import partition
from curator.usage.records.listing import Listing
from curator.usage.records.orders import HIGHEST
from curator.usage.records.trying import failing
from curator.usage.repositories.store import Repositories

NO_NAMES: Mapping[PackageKey, str] = {}
SLICE = 50  # dependencies of an organisation that are restated at once
FAILED = "Failed to write dependencies"
UNREADABLE = "Failed to get dependencies"


class Dependencies:
    """Keeps who uses what."""

    def __init__(self, table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table; `new_id` names packages that are new."""
        self._table = table
        self._clock = clock
        self._holdings = Holdings(table)
        self._settler = Settler(table, clock, new_id)
        self._restating = Restating(
            organizations=Organizations(table, clock, new_id),
            repositories=Repositories(table, clock, new_id),
            listing=Listing(table),
            holdings=self._holdings,
            settler=self._settler,
        )

    def of_repository(self, repository_id: str) -> list[Dependency]:
        """Return what a repository uses, in the order of ecosystems and names."""
        with failing(UNREADABLE):
            uses = self._holdings.uses(repository_id, list(self._holdings.held(repository_id)))
        return sorted((use.dependency for use in uses.values()), key=lambda one: one.package)

    def replace(
        self,
        organization: Organization,
        repository: Repository,
        wanted: Sequence[Dependency],
        *,
        names: Mapping[PackageKey, str] = NO_NAMES,
        complete: bool = True,
    ) -> Changes:
        """Make these the dependencies of a repository and return what is different from before.

        Packages that are new are kept from now on. Nothing is written for what is already right, but that a
        dependency was seen again, once a month.

        Args:
            organization: whose repository it is.
            repository: as it is now: its name, stars and whether it is archived count with what changes.
            wanted: one for each package.
            names: how new packages are written by those who declare them; without, by their keys.
            complete: whether all manifests were read; if not, no dependency is removed.

        Raises:
            RepositoryError: the table failed, at which some of it may be done; doing it again does the rest.
        """
        found = {one.package: use_of(one, repository) for one in wanted}
        with failing(FAILED):
            held = list(self._holdings.held(repository.id))
            elsewhere = sorted(one for one in held if one[0] != organization.id)
            if complete:
                self._leave(organization, repository.id, elsewhere)
            packages = sorted({*found, *(package for owner, package in held if owner == organization.id)})
            wishes = [
                Wish(
                    package=package,
                    organization_id=organization.id,
                    repository_id=repository.id,
                    decide=as_found(found.get(package), complete=complete),
                    display_name=names.get(package),
                )
                for package in packages
            ]
            return changes_of(self._change(organization, repository.id, wishes))

    def report(self, organization: Organization, repository: Repository, dependency: Dependency) -> bool:
        """Keep what a provider says a repository uses; return whether that was new.

        It is not where a manifest proved it, nor where all manifests were read: files are better than hearsay.
        """
        if repository.parsed_at is not None:
            return False
        reported = replace(
            use_of(dependency, repository), dependency=replace(dependency, confidence=Confidence.REPORTED)
        )
        wish = Wish(
            package=dependency.package,
            organization_id=organization.id,
            repository_id=repository.id,
            decide=as_reported(reported),
        )
        with failing(FAILED):
            changes = changes_of(self._change(organization, repository.id, [wish]))
        return bool(changes.added or changes.updated)

    def forget(self, organization: Organization | None, repository: Repository) -> Changes:
        """Remove all dependencies of a repository and return which these were; raises RepositoryError.

        Its organisation may be gone already: None.
        """
        owner = organization or Organization(id=repository.organization_id, name="")
        with failing(FAILED):
            return changes_of(self._leave(owner, repository.id, sorted(self._holdings.held(repository.id))))

    def restate(self, organization_id: str, after: str | None = None, limit: int = SLICE) -> str | None:
        """Set right what depends on an organisation and its repositories as they are now; return where to go on.

        That is whether it is hidden, its name and its sponsors in its rows among packages' users; and the names, the
        stars and the archiving of its repositories as they are counted there.

        Args:
            organization_id: which one; deleted softly or not.
            after: what the last call returned; None to begin.
            limit: after how many dependencies to stop; a repository without any counts as one.

        Returns:
            Where the next call goes on; None when all is done.

        Raises:
            RepositoryError: the table failed; calling again with the same place does the rest.
        """
        with failing(FAILED):
            return self._restating.go_on(organization_id, after, limit)

    def user(self, package: PackageKey, organization_id: str) -> PackageUser | None:
        """Return an organisation's row among a package's users; None if it is none of them."""
        with failing(UNREADABLE):
            item = self._table.get(user_key(package, organization_id))
        return decode_user(item) if item else None

    def uses(
        self, package: PackageKey, organization_id: str, after: str | None = None, limit: int | None = None
    ) -> Iterator[UsedIn]:
        """Yield an organisation's uses of a package with all the evidence, by their repositories' ids, after this one.

        The repositories are told as they were counted.
        """
        first = f"{DEPENDENCY_PREFIX}{organization_id}#"
        items = self._table.query(
            "PK = :package AND SK BETWEEN :low AND :high",
            {":package": partition(package), ":low": first + (after or ""), ":high": first + HIGHEST},
            limit=None if limit is None else limit + (after is not None),
        )
        with failing(UNREADABLE):
            uses = (decode_use(item).shown(None) for item in items)
            yield from islice((use for use in uses if use.repository_id != after), limit)

    def changes(self, package: PackageKey, since: float, limit: int) -> list[UserChange]:
        """Return which organisations began or stopped using a package then or later, by time; a year of it is kept."""
        kept = self._clock.now() - CHANGE_SECONDS  # a limit would count older ones that DynamoDB has yet to remove
        first = change_floor(max(since, kept))
        items = self._table.query(
            "PK = :package AND SK BETWEEN :since AND :all",
            {":package": partition(package), ":since": first, ":all": CHANGE_PREFIX + HIGHEST},
            limit=limit,
        )
        with failing(UNREADABLE):
            return [decode_change(item) for item in items]

    def _change(self, organization: Organization, repository_id: str, wishes: Sequence[Wish]) -> list[Settled]:
        """Settle those wishes that change anything, at the cost of one read for the others."""
        uses = self._holdings.uses(repository_id, [(wish.organization_id, wish.package) for wish in wishes])
        settled, open_wishes = [], []
        for wish in wishes:
            before = uses.get((wish.organization_id, wish.package))
            if wish.decide(before) == before:
                settled.append(Settled(package=wish.package, before=before, after=before))
            else:
                open_wishes.append(wish)
        return settled + self._settler.settle(organization, open_wishes)

    def _leave(self, organization: Organization, repository_id: str, held: Sequence[Held]) -> list[Settled]:
        """Remove uses, also those from before the repository went from one organisation to another."""
        settled: list[Settled] = []
        for owner_id, uses in groupby(held, key=lambda one: one[0]):
            wishes = [gone(owner_id, repository_id, package) for _, package in uses]
            owner = organization if owner_id == organization.id else replace(organization, id=owner_id)
            settled += self._change(owner, repository_id, wishes)
        return settled
