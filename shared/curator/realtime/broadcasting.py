"""Which messages follow from what changed. Pure: the caller reads the changes and knows the subscribers.

Changes of one call are gathered per batch, and of an upload that changed several times only its last state counts:
clients see states, not histories.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from curator.realtime import frames
from curator.realtime.connections import Subscription
from curator.realtime.frames import MessageOut, Row
from curator.realtime.streams.stream import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadChanged:
    """An upload as it now stands; `row` is its UploadUpdateItem."""

    batch_id: int
    upload_id: int
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchChanged:
    """A batch as it now stands; `item` is its BatchItem, `progress` the data of BATCH_PROGRESS."""

    batch_id: int
    user_id: str
    username: str
    item: Row
    progress: Row
    ended_total: int | None  # how many uploads it has where it has some and each has reached an end


Change = UploadChanged | BatchChanged


@dataclass(slots=True)
class BatchNews:
    """All that changed about one batch."""

    batch_id: int
    rows: dict[int, Row] = field(default_factory=dict)  # by upload id
    batch: BatchChanged | None = None

    def messages(self) -> Iterator[MessageOut]:
        """Yield what those who watch the batch are told: the changed uploads, then how far it is."""
        yield from frames.uploads_update(self.rows[upload_id] for upload_id in sorted(self.rows))
        if self.batch:
            yield frames.batch_progress(self.batch.progress)

    @property
    def ended_total(self) -> int | None:
        """How many uploads the batch has, where each has reached an end."""
        return self.batch.ended_total if self.batch else None


def gather(changes: Iterable[Change]) -> list[BatchNews]:
    """Return the news per batch, from changes in the order they happened."""
    by_batch: dict[int, BatchNews] = {}
    for change in changes:
        news = by_batch.setdefault(change.batch_id, BatchNews(change.batch_id))
        if isinstance(change, UploadChanged):
            news.rows[change.upload_id] = change.row
        else:
            news.batch = change
    return list(by_batch.values())


def list_messages(filtered: Subscription, changed: Iterable[BatchChanged], *, total: int) -> list[MessageOut]:
    """Return what those who watch a list with this filter are told, newest batch first; nothing where none is on it."""
    wanted = [batch for batch in changed if filtered.wants(batch_id=batch.batch_id, username=batch.username)]
    if not wanted:
        return []
    newest_first = sorted(wanted, key=lambda batch: -batch.batch_id)
    return list(frames.batches_list([batch.item for batch in newest_first], total=total, partial=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What the subscribers of one stream are sent together."""

    stream: Stream
    messages: Sequence[MessageOut]
    ended: tuple[int, int] | None = None  # the id and the number of uploads of a batch that has ended
