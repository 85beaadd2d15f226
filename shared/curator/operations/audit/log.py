"""The audit log as operators read it: the newest first, a page at a time.

Everybody's records or one person's are a key range; further filters look through the newest thousand of it, which is
also as far as numbered pages and their total go. Cursors go all the way. The first page counts; those that follow tell
the same total, though the log has grown meanwhile, by the very looking at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.pagination import Meta
from curator.foundation.pagination.counting import CountCache, MemoryCounts
from curator.foundation.pagination.cursors import Cursors
from curator.foundation.pagination.filters import Row
from curator.foundation.pagination.pages import DEFAULT_PER_PAGE, paginate
from curator.foundation.pagination.sources import TableSource
from curator.operations.audit.errors import AuditRecordNotFoundError
from curator.operations.audit.records import AuditRecord, Outcome
from curator.operations.audit.store import AuditStore
from curator.operations.audit.views import record_row

SOON_SECONDS = 60  # other instances' clocks may be ahead
ATTRIBUTES = ("username", "action_type", "resource", "outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What must hold of a record; what is absent holds of all.

    Attributes:
        user_id: whose record it is.
        username: part of the name, as all texts here in any case.
        action_type: part of it: `WS:` finds all packages.
        resource: part of it.
        outcome: how it ended.
        since: began then or later, in epoch seconds.
        before: began earlier than this.
    """

    user_id: str = ""
    username: str = ""
    action_type: str = ""
    resource: str = ""
    outcome: Outcome | None = None
    since: float | None = None
    before: float | None = None

    @property
    def list_name(self) -> str:
        """What tells this key range from others."""
        return f"AuditRecord of {self.user_id or 'everybody'} from {self.since} to {self.before}"

    def of_rows(self) -> Mapping[str, Any]:
        """Return the filters that each row is held against."""
        return {name: value for name in ATTRIBUTES if (value := getattr(self, name))}


class AuditLog:
    """Lists and finds records."""

    def __init__(self, store: AuditStore, clock: Clock, cursors: Cursors) -> None:
        """Read from the store; `cursors` signs where a page ends."""
        self._store = store
        self._clock = clock
        self._cursors = cursors
        self._counts = CountCache(MemoryCounts(), clock)

    def page(
        self,
        wanted: AuditFilter,
        *,
        page: int = 1,
        per_page: int = DEFAULT_PER_PAGE,
        cursor: str | None = None,
        skip_count: bool = False,
    ) -> tuple[list[Row], Meta]:
        """Return one page of records as rows; see `paginate`, also for what it raises."""
        now = self._clock.now()
        oldest, newest = now - self._store.retention_seconds, now + SOON_SECONDS
        since = oldest if wanted.since is None else max(oldest, wanted.since)
        before = newest if wanted.before is None else min(newest, wanted.before)
        store = self._store
        keys = store.of_user(wanted.user_id, since, before) if wanted.user_id else store.everybodys(since, before)
        source = TableSource(wanted.list_name, keys, attributes=ATTRIBUTES, read=record_row)
        if page == 1:
            self._counts.invalidate(source.model)
        return paginate(
            source,
            page,
            per_page,
            cursor,
            filters=wanted.of_rows(),
            cursors=self._cursors,
            skip_count=skip_count,
            counts=self._counts,
        )

    def find(self, record_id: str) -> AuditRecord:
        """Return the record of this id; raises AuditRecordNotFoundError."""
        record = self._store.get(record_id)
        if record is None:
            raise AuditRecordNotFoundError(record_id)
        return record
