"""Showing a state to somebody who is told of its changes at the same time.

Pushes begin with the subscription, so a change can be pushed between our reading the state and our sending it; what we
send is then older than what the client has. Reading again after sending finds every such change, and its difference
puts the client right. Once two readings are equal, nothing we sent was stale.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from curator.foundation.clock import Clock, epoch_seconds
from curator.realtime import frames
from curator.realtime.frames import MessageOut, Row
from curator.uploads import views
from curator.uploads.models import Batch, Upload

MAX_SECONDS = 8.0  # a batch of thousands takes seconds to read, and changes meanwhile; its next push ends the doubt

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Send = Callable[[MessageOut], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchState:
    """A batch as it stands."""

    rows: dict[int, Row]  # UploadUpdateItem each, by upload id
    changed_at: Mapping[int, float]  # when each row changed last, epoch seconds, by upload id
    progress: Row  # the data of BATCH_PROGRESS
    finished: bool
    total: int


def batch_state(uploads: Iterable[Upload], read_batch: Callable[[], Batch]) -> BatchState:
    """Return how a batch stands. It is read after its uploads, so that it never has ended before what it counts."""
    read = list(uploads)
    batch = read_batch()
    return BatchState(
        rows={upload.id: views.upload_update(upload) for upload in read},
        changed_at={upload.id: epoch_seconds(upload.updated_at) for upload in read},
        progress=views.batch_progress(batch),
        finished=batch.finished,
        total=batch.total,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """The first page of a list of batches as it stands."""

    items: dict[int, Row]  # BatchItem each, by batch id
    total: int


def show_batch(read: Callable[[], BatchState], send: Send, clock: Clock) -> BatchState:
    """Send a batch's uploads and how far it is; return the state that was shown last."""
    shown: BatchState | None = None
    for state in until_stable(read, clock):
        for frame in frames.uploads_update(differences(shown.rows if shown else {}, state.rows)):
            send(frame)
        if shown is None or shown.progress != state.progress:
            send(frames.batch_progress(state.progress))
        shown = state
    assert shown is not None  # noqa: S101 - there is always a first reading
    return shown


def show_list(
    read: Callable[[], ListState],
    send: Send,
    clock: Clock,
    *,
    sequence: int,
    replace: bool,
    token: str | None = None,
) -> None:
    """Send a list of batches, and what changed meanwhile.

    Args:
        read: returns the list's first page.
        send: sends one message to the client.
        clock: to stop by.
        sequence: the number of the list's latest push.
        replace: whether the list replaces what the client shows; it is merged otherwise.
        token: what resumes the list, where it has one.
    """
    place = {"sequence": sequence} | ({"token": token} if token else {})
    shown: ListState | None = None
    for state in until_stable(read, clock):
        items = differences(shown.items if shown else {}, state.items)
        partial = shown is not None or not replace
        for number, frame in enumerate(frames.batches_list(items, total=state.total, partial=partial)):
            send({**frame, **place} if shown is None and number == 0 else frame)
        shown = state


def until_stable(read: Callable[[], T], clock: Clock) -> Iterator[T]:
    """Yield the state, and again after each yield for as long as it differs from the one before, within reason."""
    ends_at = clock.now() + MAX_SECONDS
    state = read()
    yield state
    while clock.now() < ends_at:
        latest = read()
        if latest == state:
            return
        state = latest
        yield state


def differences(before: Mapping[K, Row], after: Mapping[K, Row]) -> list[Row]:
    """Return the rows that are new or changed, in their order."""
    return [row for key, row in after.items() if before.get(key) != row]
