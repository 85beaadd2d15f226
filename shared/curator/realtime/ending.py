"""Telling the end of a batch to somebody who has just been shown it.

    shown as ended ─▶ ended long ago ──────────────────────────────▶ claimed and told
                  └─▶ just now ─▶ pushes on their way arrive ─▶ the latest rows once more ─▶ claimed and told

A push is as old as the record it was made from, and waits for its turn; it may arrive after our newer rows and take
them back. The last push puts that right, but a client that reads the end before it may not listen any more.
"""

from collections.abc import Callable

from curator.foundation.clock import Clock
from curator.realtime import frames
from curator.realtime.showing import BatchState, Send

# The stream's batching window and a push's turn are a second each; the rest is a function that starts.
PUSH_LAG_SECONDS = 5.0


def tell_end(
    shown: BatchState,
    *,
    batch_id: int,
    read: Callable[[], BatchState],
    claim: Callable[[int], bool],
    send: Send,
    clock: Clock,
) -> None:
    """Send the end of a batch, if it has ended and nobody else has told this client.

    Args:
        shown: what the client was shown last.
        batch_id: of the batch.
        read: returns the batch as it stands.
        claim: whether nobody else tells the end of this many uploads; nobody will.
        send: sends one message to the client.
        clock: to wait by.
    """
    if not shown.finished:
        return
    wait = max(shown.changed_at.values(), default=0.0) + PUSH_LAG_SECONDS - clock.now()
    if wait > 0:
        began = clock.now()
        clock.sleep(wait)
        shown = read()
        late = [row for key, row in shown.rows.items() if shown.changed_at[key] > began - PUSH_LAG_SECONDS]
        for frame in frames.uploads_update(late):
            send(frame)
    if shown.finished and claim(shown.total):
        send(frames.uploads_complete(batch_id))
