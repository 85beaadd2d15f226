"""What is known of the use of published files, for those who ask."""

from dataclasses import dataclass
from itertools import accumulate

from curator.usage.files.models import BatchUsage, Tally, UsedFile
from curator.usage.files.store import FileUsageStore

MAX_FILES = 500  # of one page
MAX_USES = 10_000  # of one page's files together: up to 400 bytes a use, against the 6 MB that Lambda returns
MAX_BATCHES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage:
    """A batch's counts, and some of its used or deleted files; `following` goes on after this upload."""

    usage: BatchUsage | None
    files: list[UsedFile]
    following: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserUsage:
    """A user's counts, and some of the batches of which something is used; `following` goes on below this batch."""

    tally: Tally
    checked_at: float | None
    batches: list[BatchUsage]
    following: int | None


class FileUsageReader:
    """Answers who uses a user's photographs."""

    def __init__(self, store: FileUsageStore) -> None:
        """Read from this store."""
        self._store = store

    def of_batch(self, batch_id: int, *, after: int = 0, limit: int = MAX_FILES) -> FilesPage:
        """Return a batch's counts, None before the first look, and its files above `after`, no more than `limit`."""
        files = list(self._store.files(batch_id, after=after, limit=limit + 1))
        uses = accumulate(len(file.uses) for file in files)
        fitting = sum(1 for so_far in uses if so_far <= MAX_USES)
        shown = files[: min(limit, fitting)]
        following = shown[-1].upload_id if len(files) > len(shown) else None
        return FilesPage(usage=self._store.batch(batch_id), files=shown, following=following)

    def of_user(self, user_id: str, *, before: int | None = None, limit: int = MAX_BATCHES) -> UserUsage:
        """Return a user's counts, and their batches below `before`, newest first."""
        tally, checked_at = self._store.of_user(user_id)
        batches = self._store.batches_of(user_id, before=before, limit=limit + 1)
        shown = batches[:limit]
        following = shown[-1].batch_id if len(batches) > limit else None
        return UserUsage(tally=tally, checked_at=checked_at, batches=shown, following=following)
