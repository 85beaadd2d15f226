"""A batch as somebody who watches it knows it. Pure: messages in, a picture of the batch out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]

STATUSES = ("completed", "duplicate", "failed", "cancelled", "in_progress", "queued")
"""What a batch counts, in the order of the screen: what has ended first."""

OPEN = frozenset({"queued", "in_progress"})
TROUBLE = frozenset({"failed", "cancelled"})


@dataclass(slots=True, kw_only=True)
class WatchedBatch:
    """One batch, brought up to date by the messages about it.

    Attributes:
        id: the batch's.
        stats: uploads by status, as the server counts them; empty until it has said so.
        finish_at: when it is expected to end (ISO 8601), None where nobody knows.
        paused: `{until, reason}`, None where nothing holds it.
        complete: whether the server has said that it has ended.
        names: file names by the photograph's id, where whoever watches knows them.
    """

    id: int
    stats: dict[str, int] = field(default_factory=dict)
    finish_at: str | None = None
    paused: Row | None = None
    complete: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)

    def receive(self, message: Row) -> list[Row]:
        """Take in a message, and return the uploads that it says have failed and of which that was not known."""
        data: Any = message.get("data")
        if message["type"] == "BATCH_PROGRESS" and data["id"] == self.id:
            self.take(data)
        elif message["type"] == "UPLOADS_COMPLETE" and data == self.id:
            self.complete = True
        elif message["type"] == "UPLOADS_UPDATE":
            return [row for row in data if row["batchid"] == self.id and self._is_news(row)]
        return []

    def take(self, progress: Row) -> None:
        """Take in how far the batch is; an older message does not take anything back."""
        stats = dict(progress["stats"])
        if (stats["total"], _ended(stats)) < (self.total, _ended(self.stats)):
            return
        self.stats = stats
        self.finish_at, self.paused = progress.get("finish_at"), progress.get("paused")

    @property
    def total(self) -> int:
        """How many uploads it has."""
        return self.stats.get("total", 0)

    @property
    def open(self) -> int:
        """How many of them have not ended."""
        return self.total - _ended(self.stats)

    @property
    def ended(self) -> bool:
        """Whether nothing more will change; a batch without uploads has ended when the server says so."""
        return bool(self.stats) and self.open == 0 and (self.total > 0 or self.complete)

    @property
    def successful(self) -> bool:
        """Whether all of it is on Commons, put there now or before."""
        return self.ended and not any(self.stats.get(status, 0) for status in TROUBLE)

    def holds(self, now: datetime) -> str:
        """Return why nothing of it begins now; nothing where it goes on."""
        if not self.paused or datetime.fromisoformat(self.paused["until"]) <= now:
            return ""
        return str(self.paused["reason"]) or "paused"

    def name_of(self, row: Row) -> str:
        """Return what an upload is called."""
        return str(row.get("filename") or self.names.get(row["key"]) or row["key"])

    def summary(self) -> str:
        """Return how many uploads are in which state."""
        counted = [f"{self.stats[one]} {one.replace('_', ' ')}" for one in STATUSES if self.stats.get(one)]
        return f"batch {self.id}: {', '.join(counted) or 'no uploads'}"

    def _is_news(self, row: Row) -> bool:
        if row["status"] != "failed" or row["id"] in self._told:
            return False
        self._told.add(row["id"])
        return True


def _ended(stats: Mapping[str, int]) -> int:
    return sum(stats.get(status, 0) for status in STATUSES if status not in OPEN)
