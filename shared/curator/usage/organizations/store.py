"""Organisations in the usage table; see `records` for the rows. Their guard is ORGNAME#<name in lower case>.

GitHub compares handles without regard to case, and so does the guard; `get_by_name` alone is exact. What is deleted
softly keeps its name, so that creating it again conflicts, while `upsert`, which a scan does, brings it back.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, Key, Table, Update, Write
from curator.usage.errors import RecordConflictError, RepositoryError
from curator.usage.models import Organization
from curator.usage.organizations.kind import KIND, guard
from curator.usage.records.kinds import guard_key
from curator.usage.records.store import Records
from curator.usage.records.trying import TRIES, failing

HIDDEN: Key = {PARTITION: "GEN#hidden", SORT: "META"}  # what all answers compare, see `answers.generations`
FORGET_ANSWERS = Update(key=HIDDEN, expression="ADD generation :one", values={":one": 1})


class Organizations(Records[Organization]):
    """Keeps organisations."""

    def __init__(self, table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table."""
        super().__init__(KIND, table, clock, new_id)

    def get_by_name(self, name: str) -> Organization | None:
        """Return the organisation of exactly this name; None where there is none, or it is deleted softly."""
        found = self.find(name)
        return found if found is not None and found.name == name else None

    def find(self, handle: str, include_deleted: bool = False) -> Organization | None:
        """Return the organisation of this handle in any case, as people write it in an address."""
        with failing("Failed to get organization by name"):
            row = self._table.get(guard_key(guard(handle)))
            item = self._table.get(KIND.key(row["id"])) if row else None
        return self._shown(KIND.decode(item), include_deleted) if item else None

    def upsert(self, name: str, **told: Any) -> Organization:
        """Keep what a provider says of an organisation, bring it back if it is deleted softly, and return it.

        What is None was not said, and changes nothing. Nothing is written where nothing is new.

        Raises:
            RepositoryError: it cannot be an organisation, or the table failed.
        """
        values = {field: value for field, value in told.items() if value is not None}
        for _ in range(TRIES):
            found = self.find(name, include_deleted=True)
            try:
                known = self.create(name=name, **values) if found is None else self._told(found, name=name, **values)
            except RecordConflictError:
                continue  # somebody else created it at this moment
            if known is not None:
                return known
        raise RepositoryError("Failed to upsert entity: others create and remove it all the time")

    def revive(self, organization_id: str) -> Organization | None:
        """Show an organisation again that is deleted softly, and return it; None where there is none."""
        return self._change(
            organization_id, lambda found: None if found.deleted_at is None else replace(found, deleted_at=None)
        )

    def _also(self, before: Organization | None, after: Organization | None) -> Sequence[Write]:
        """Return what makes answers out of date that may show it, when it is hidden, removed or shown again."""
        was, is_now = (one is not None and one.deleted_at is None for one in (before, after))
        return [FORGET_ANSWERS] if before is not None and was is not is_now else ()

    def _told(self, found: Organization, **values: Any) -> Organization | None:
        """Return the organisation as it is now said to be; None if it is gone."""
        new = {field: value for field, value in values.items() if getattr(found, field) != value}
        if found.deleted_at is not None:
            self.revive(found.id)
        return self.update(found.id, **new) if new or found.deleted_at is not None else found
