"""What operators ask for: a replay, and what became of it."""

from curator.foundation.queues import Queue
from curator.operations.dead_letters.errors import UnknownQueueError
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.replays.errors import InvalidWishError, ReplayNotFoundError
from curator.operations.replays.messages import ReplayMessage
from curator.operations.replays.models import LARGEST_BUDGET, Replay, ReplayedLetter, Wish
from curator.operations.replays.store import ReplayStore

LONGEST_REASON = 500  # characters


class Replays:
    """Takes wishes in, and tells of replays."""

    def __init__(self, replays: ReplayStore, queue: Queue) -> None:
        """Take the records and the replayer's queue."""
        self._replays = replays
        self._queue = queue

    def ask(self, wish: Wish) -> Replay:
        """Store a wish and wake the replayer. A message that gets lost is made up for within a minute.

        Raises:
            UnknownQueueError, InvalidWishError: nothing was stored.
        """
        if wish.queue not in QUEUES:
            raise UnknownQueueError(wish.queue, ", ".join(QUEUES))
        if not 1 <= len(wish.reason.strip()) <= LONGEST_REASON:
            raise InvalidWishError(f"A replay needs a reason of 1 to {LONGEST_REASON} characters")
        if not 1 <= wish.budget <= LARGEST_BUDGET:
            raise InvalidWishError(f"A replay's budget is 1 to {LARGEST_BUDGET} letters")
        replay = self._replays.add(wish)
        self._queue.send(ReplayMessage(replay_id=replay.id).body())
        return replay

    def newest(self, *, before: str = "", limit: int) -> tuple[list[Replay], str | None]:
        """Return some replays, the newest first, and where the next page goes on."""
        found = self._replays.newest(before=before, limit=limit + 1)
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def find(self, replay_id: str) -> Replay:
        """Return a replay; raises ReplayNotFoundError."""
        found = self._replays.get(replay_id)
        if found is None:
            raise ReplayNotFoundError(replay_id)
        return found

    def letters(self, replay_id: str, *, after: str = "", limit: int) -> tuple[list[ReplayedLetter], str | None]:
        """Return what became of some of a replay's letters, and where the next page goes on."""
        found = list(self._replays.letters(replay_id, after=after, limit=limit + 1))
        return found[:limit], found[limit - 1].letter_id if len(found) > limit else None
