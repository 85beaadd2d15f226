"""What the routes of file usage answer."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from curator.realtime.messages.shape import Count, Id, Shape


class FileUsageCounts(Shape):
    """Counts of published photographs; `checked_at` is null before the first look."""

    files: Count
    used_files: Count
    deleted_files: Count
    uses: Count
    checked_at: AwareDatetime | None


class WikiCounts(FileUsageCounts):
    """The same, with the uses by wiki: those of most uses."""

    wikis: dict[str, Count]


class FileUseRow(Shape):
    """A page that shows a photograph; `namespace` 0 holds articles."""

    wiki: str
    title: str
    url: str
    namespace: Annotated[int, Field(ge=0)]


class UsedFileRow(Shape):
    """A photograph that a page shows, or that was deleted; `uses` are the first of `total`, articles before others."""

    upload_id: Id
    title: str
    deleted: bool
    total: Count
    uses: list[FileUseRow]


class BatchFileUsage(Shape):
    """Where a batch's photographs are shown; `counts` is null before the first look, `next` where no more follow."""

    batch_id: Id
    counts: WikiCounts | None
    files: list[UsedFileRow]
    next: Id | None


class BatchCounts(WikiCounts):
    """One batch of which a page shows something."""

    batch_id: Id


class UserFileUsage(Shape):
    """Where all that somebody published is shown: counts, and the batches that are used, newest first."""

    counts: FileUsageCounts
    batches: list[BatchCounts]
    next: Id | None
