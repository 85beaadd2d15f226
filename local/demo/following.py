"""What a client knows about a batch while it runs. Pure: messages in, a picture of the batch out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]
OPEN = frozenset({"queued", "in_progress"})


@dataclass(slots=True, kw_only=True)
class FollowedBatch:
    """One batch, brought up to date by the messages about it."""

    id: int
    total: int
    rows: dict[str, Row] = field(default_factory=dict)  # by the photograph's id
    finish_at: datetime | None = None

    def receive(self, message: Row) -> list[Row]:
        """Take in a message and return the uploads that ended with it; messages of other batches change nothing."""
        if message["type"] == "BATCH_PROGRESS" and message["data"]["id"] == self.id:
            finish = message["data"].get("finish_at")
            self.finish_at = datetime.fromisoformat(finish) if finish else None
        if message["type"] != "UPLOADS_UPDATE":
            return []
        return [row for row in message["data"] if row["batchid"] == self.id and self._merge(row)]

    def complete_with(self, uploads: list[Row]) -> None:
        """Take in the whole list, which names the files and has the last word on every status."""
        for row in uploads:
            self.rows[row["key"]] = {**self.rows.get(row["key"], {}), **row}

    @property
    def counts(self) -> Counter[str]:
        """Uploads by status; those not heard of yet are queued."""
        counts = Counter(str(row["status"]) for row in self.rows.values())
        counts["queued"] += max(0, self.total - len(self.rows))
        return counts

    @property
    def ended(self) -> int:
        """How many uploads have ended, one way or another."""
        return sum(count for status, count in self.counts.items() if status not in OPEN)

    @property
    def published(self) -> list[Row]:
        """Uploads that are on Commons now, in the order of their ids."""
        return sorted((row for row in self.rows.values() if row["status"] == "completed"), key=_id)

    @property
    def unpublished(self) -> list[Row]:
        """Uploads that ended in any other way, or have not ended."""
        return sorted((row for row in self.rows.values() if row["status"] != "completed"), key=_id)

    def words(self, now: datetime) -> str:
        """Return one line: counts, and when the batch is expected to end."""
        counts = {status: count for status, count in self.counts.items() if count}
        parts = [f"{count} {status.replace('_', ' ')}" for status, count in sorted(counts.items())]
        return f"{self.ended} of {self.total} done ({', '.join(parts)}){self._finish_words(now)}"

    def short_words(self, now: datetime) -> str:
        """Return how many uploads have ended, and when the batch is expected to end."""
        return f"{self.ended} of {self.total}{self._finish_words(now)}"

    def _finish_words(self, now: datetime) -> str:
        if self.finish_at is None or self.ended == self.total:
            return ""
        seconds = max(0, round((self.finish_at - now).total_seconds()))
        return f", finishes {self.finish_at.astimezone():%H:%M:%S}, in {seconds} s"

    def _merge(self, row: Row) -> bool:
        """Store a row; return whether the upload ended with it. An older message does not take an end back."""
        known = self.rows.get(row["key"])
        if known and known["status"] not in OPEN:
            return False
        self.rows[row["key"]] = {**(known or {}), **row}
        return row["status"] not in OPEN


def _id(row: Row) -> int:
    return int(row["id"])
