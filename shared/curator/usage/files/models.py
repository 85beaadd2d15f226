"""What is known of the use of published files. Times in seconds since the epoch."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from curator.commons.file_usage import FileUse

SHOWN_USES = 50  # pages of one file that are kept; all are counted
SHOWN_WIKIS = 100  # of one batch


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """A file that an upload of ours put on Commons."""

    upload_id: int
    page_id: int  # of the file's page; 0 where it is not known, as of uploads from before it was kept
    title: str  # when it was published


@dataclass(frozen=True, slots=True, kw_only=True)
class Publications:
    """Some of a batch's published files, in the order of their uploads; `following` goes on after this id."""

    files: tuple[PublishedFile, ...]
    following: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedBatch:
    """A batch with its owner."""

    id: int
    user_id: str
    published: int  # files


class Published(Protocol):
    """What tells which files were published."""

    def last_batch_id(self) -> int:
        """Return the highest id that a batch has; 0 for none."""

    def batch(self, batch_id: int) -> PublishedBatch | None:
        """Return a batch."""

    def files(self, batch_id: int, *, after: int, limit: int) -> Publications:
        """Return what of the batch's next `limit` uploads above `after` was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFile:
    """A published file that somebody shows, or that was deleted."""

    upload_id: int
    title: str
    deleted: bool = False
    total: int = 0  # uses
    uses: tuple[FileUse, ...] = ()  # articles first, `SHOWN_USES` at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of some files.

    Attributes:
        files: that were looked at.
        used_files: of those that somebody shows.
        deleted_files: of those that are no longer there.
        uses: pages that show one, each counted for each file.
        wikis: uses by wiki.
    """

    files: int = 0
    used_files: int = 0
    deleted_files: int = 0
    uses: int = 0
    wikis: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: "Tally") -> "Tally":
        """Return both together."""
        wikis = Counter(self.wikis)
        wikis.update(other.wikis)
        return Tally(
            files=self.files + other.files,
            used_files=self.used_files + other.used_files,
            deleted_files=self.deleted_files + other.deleted_files,
            uses=self.uses + other.uses,
            wikis=dict(wikis.most_common(SHOWN_WIKIS)),
        )


def tally_of(files: int, found: Iterable[UsedFile], wikis: Mapping[str, int]) -> Tally:
    """Return the counts of `files` files, of which those `found` are used or gone."""
    used = list(found)
    return Tally(
        files=files,
        used_files=sum(file.total > 0 for file in used),
        deleted_files=sum(file.deleted for file in used),
        uses=sum(file.total for file in used),
        wikis=dict(wikis),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchUsage:
    """A batch's counts, and when the last look at all of its files ended."""

    batch_id: int
    user_id: str
    tally: Tally
    checked_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How far the look at all batches has got, the newest batch first.

    Attributes:
        batch_id: the next one, or the one being looked at; 0 where a round has ended.
        after: of which this upload was the last to be looked at.
        tally: of those.
    """

    batch_id: int = 0
    after: int = 0
    tally: Tally = field(default_factory=Tally)
