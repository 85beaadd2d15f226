"""Dead letters as operators list them: a page at a time, of one queue or of all.

Open letters come oldest first, ended ones newest first. A cause is looked for among the next thousand letters; a
page may so be shorter than asked for and still have one that follows.
"""

from collections.abc import Iterator, Mapping
from heapq import merge

from curator.operations.dead_letters.errors import UnknownQueueError
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.dead_letters.models import ENDED, Cause, Letter, QueueSummary
from curator.operations.dead_letters.queues import DeadLetterSource
from curator.operations.dead_letters.store import LetterStore

LOOKED_THROUGH = 1000  # letters, for one page


class DeadLetterList:
    """Lists letters, and tells of their queues."""

    def __init__(self, letters: LetterStore, sources: Mapping[str, DeadLetterSource]) -> None:
        """Take the records, and the queues they came from."""
        self._letters = letters
        self._sources = sources

    def queues(self) -> list[QueueSummary]:
        """Return all queues, also those without letters."""
        counts = self._letters.counts()
        return [
            QueueSummary(
                queue=name,
                function=kind.function,
                not_read=self._sources[name].depth() if name in self._sources else None,
                oldest_at=next((letter.sent_at for letter in self._letters.open_letters(name, limit=1)), None)
                if name in counts
                else None,
                causes=tuple(sorted(counts.get(name, ()), key=lambda one: (-one.open, one.cause))),
            )
            for name, kind in QUEUES.items()
        ]

    def page(
        self,
        *,
        queue: str | None = None,
        cause: Cause | None = None,
        ended: bool = False,
        limit: int,
        after: str = "",
    ) -> tuple[list[Letter], str | None]:
        """Return some letters, and after which one the next page goes on; None where this is the last.

        Raises:
            UnknownQueueError: there is no such queue.
        """
        if queue is not None and queue not in QUEUES:
            raise UnknownQueueError(queue, ", ".join(QUEUES))
        names = [queue] if queue is not None else list(QUEUES)
        ranges = [self._range(name, ended=ended, after=after, chunk=limit + 1) for name in names]
        letters = merge(*ranges, key=lambda letter: letter.id, reverse=ended)
        shown: list[Letter] = []
        for looked_at, letter in enumerate(letters):
            if len(shown) == limit or looked_at == LOOKED_THROUGH:
                return shown, after
            if cause in (None, letter.cause) and (letter.status in ENDED) is ended:
                shown.append(letter)
            after = letter.id
        return shown, None

    def _range(self, queue: str, *, ended: bool, after: str, chunk: int) -> Iterator[Letter]:
        find = self._letters.all_letters if ended else self._letters.open_letters
        while True:
            letters = list(find(queue, after=after, limit=chunk))
            yield from letters
            if len(letters) < chunk:
                return
            after = letters[-1].id
