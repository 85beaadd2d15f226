"""Works replays off, letter by letter.

    taken over ─▶ chosen ─▶ claimed ─▶ sent back ─▶ ended, and counted, in one transaction

The claim keeps every other replay away from the letter. A replayer that dies after it sent a letter back leaves the
claim behind; whoever goes on with the replay sends that one letter again.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.foundation.queues import Queue
from curator.operations.dead_letters.causes import sentence_of
from curator.operations.dead_letters.models import ENDED, Letter, LetterStatus
from curator.operations.dead_letters.store import LetterStore, LetterTakenError
from curator.operations.replays.messages import ReplayMessage
from curator.operations.replays.models import LetterOutcome, Replay, Result
from curator.operations.replays.store import ReplayBusyError, ReplayStore

MARGIN_SECONDS = 10.0  # one letter is sent back, and ended, in less
PAGE = 100

log = logging.getLogger(__name__)


class WayBack(Protocol):
    """Brings a letter's work back to where its function finds it; doing it twice is harmless."""

    def __call__(self, letter: Letter) -> Result:
        """Do it; whatever it raises leaves the letter open, for an operator."""


class ReplayRunner:
    """Runs replays."""

    def __init__(
        self,
        *,
        replays: ReplayStore,
        letters: LetterStore,
        ways: Mapping[str, WayBack],
        collect: Callable[[str, float], object],
        queue: Queue,
        done: Callable[[Replay], object],
        clock: Clock,
    ) -> None:
        """Take what a replay reads, writes and sends to.

        Args:
            replays: the replays.
            letters: the letters.
            ways: how letters go back, by their queue.
            collect: takes a queue's letters over, until a moment in epoch seconds.
            queue: the replayer's own, for a replay that takes longer than one run.
            done: told of each replay that has ended.
            clock: the time.
        """
        self._replays = replays
        self._letters = letters
        self._ways = ways
        self._collect = collect
        self._queue = queue
        self._done = done
        self._clock = clock

    def run(self, replay_id: str, *, until: float) -> Replay | None:
        """Go on with a replay for as long as there is time; return it as it now stands, None where there is none.

        What is left is done by the next run, whose message is on its way.
        """
        try:
            replay = self._replays.begin(replay_id)
        except ReplayBusyError:
            log.info("another replayer has the replay", extra={"replay_id": replay_id})
            return self._replays.get(replay_id)
        if replay is None:
            return self._replays.get(replay_id)
        self._collect(replay.wish.queue, until - MARGIN_SECONDS)
        left = self._work(replay, until - MARGIN_SECONDS)
        if left is None:
            self._replays.pause(replay)
            self._queue.send(ReplayMessage(replay_id=replay.id).body())
            return self._replays.get(replay.id)
        self._replays.finish(replay, more=left)
        ended = self._replays.get(replay.id)
        if ended is not None:
            self._done(ended)
        return ended

    def _work(self, replay: Replay, until: float) -> bool | None:
        """Handle the replay's letters; return whether some are left by its budget, None where time ran out."""
        handled = replay.handled
        for letter in self._chosen(replay):
            if handled >= replay.wish.budget:
                return True
            if self._clock.now() >= until:
                return None
            handled += self._handle(replay, letter)
        return False

    def _chosen(self, replay: Replay) -> Iterator[Letter]:
        """Yield the letters of the selection that the replay has not done with, by the moment they were sent."""
        wish = replay.wish
        if wish.selection.ids is not None:
            named = (self._letters.get(wish.queue, one) for one in sorted(wish.selection.ids) if one > replay.cursor)
            letters: Iterator[Letter] = (letter for letter in named if letter is not None)
        else:
            letters = self._open_letters(wish.queue, replay.cursor)
        return (
            letter
            for letter in letters
            if letter.status not in ENDED and wish.selection.takes(letter, asked_at=replay.asked_at)
        )

    def _open_letters(self, queue: str, cursor: str) -> Iterator[Letter]:
        while page := list(self._letters.open_letters(queue, after=cursor, limit=PAGE)):
            yield from page
            cursor = page[-1].id

    def _handle(self, replay: Replay, letter: Letter) -> int:
        """Send a letter back; return 0 where it is another's by now."""
        try:
            claimed = self._letters.claim(letter, replay_id=replay.id)
            result = self._back(claimed)
            self._end(replay, claimed, result)
        except LetterTakenError:
            return 0
        metrics.count("replayed_letters_total", queue=letter.queue, outcome=result.outcome.value)
        log.info(
            "a letter was replayed",
            extra={"replay_id": replay.id, "letter": letter.id, "outcome": result.outcome, "note": result.note},
        )
        return 1

    def _back(self, letter: Letter) -> Result:
        try:
            return self._ways[letter.queue](letter)
        except Exception as error:
            log.exception("a letter could not be sent back", extra={"letter": letter.id})
            return Result(outcome=LetterOutcome.REFUSED, note=sentence_of(error))

    def _end(self, replay: Replay, letter: Letter, result: Result) -> None:
        also = self._replays.outcome_writes(replay, letter, result)
        match result.outcome:
            case LetterOutcome.REPLAYED:
                self._letters.end(letter, LetterStatus.REPLAYED, result.note, also=also)
            case LetterOutcome.SUPERSEDED:
                self._letters.end(letter, LetterStatus.SUPERSEDED, result.note, also=also)
            case LetterOutcome.REFUSED:
                self._letters.give_back(letter, result.note, also=also)
