"""Replays that nobody has to ask for: of causes that are known to be over by themselves, within a budget.

    letters found ─▶ a pause ─▶ replay ─▶ none found since ─▶ replay of what the budget left, and so on
                       ▲                        │
                       └── a longer pause ◀── found again (a strike) ── `STRIKES` of them ─▶ an operator's

A letter of the cause that is found after a replay says that the cause is not over, whether it is the same work that
came back or other work. So a cause that stays is tried `STRIKES` times and then left to an operator, all its letters
with it; after a day without a try it begins anew.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.operations.dead_letters.causes import PASSING
from curator.operations.dead_letters.collecting import NEEDS_HUMAN
from curator.operations.dead_letters.kinds import REPLAYS
from curator.operations.dead_letters.models import Cause, CauseCount, Letter
from curator.operations.dead_letters.store import LetterStore
from curator.operations.replays.models import Asker, Origin, Replay, Wish
from curator.operations.replays.selection import Selection
from curator.operations.replays.service import Replays
from curator.operations.replays.trials.store import Trial, TrialStore

PAUSES = (60.0, 600.0, 3600.0)  # seconds before a replay, by the strikes so far
STRIKES = len(PAUSES)
LETTERS_PER_CAUSE = 50  # of one replay
LETTERS_PER_RUN = 100  # of all replays that one run asks for
LOOKED_THROUGH = 1000  # letters of a queue
REPLAYER = Asker(user_id="replayer", username="replayer")
NEVER = frozenset({REPLAYS})  # the replayer does not replay itself; the clock goes on with what it left

log = logging.getLogger(__name__)


class AutomaticReplays:
    """Asks for replays of what passes by itself."""

    def __init__(self, *, replays: Replays, letters: LetterStore, trials: TrialStore, clock: Clock) -> None:
        """Take the replays to ask for, and what is known of letters and causes."""
        self._replays = replays
        self._letters = letters
        self._trials = trials
        self._clock = clock

    def run(self, queues: Iterable[str] | None = None, *, incident_id: str | None = None) -> list[Replay]:
        """Ask for the replays that are due, of these queues or of all, and return them."""
        asked: list[Replay] = []
        counts = self._letters.counts()
        budget = LETTERS_PER_RUN
        for queue in sorted(counts if queues is None else set(queues) & counts.keys()):
            for count in counts[queue]:
                if not self._may_be_tried(queue, count) or budget <= 0:
                    continue
                replay = self._try(queue, count.cause, budget=min(LETTERS_PER_CAUSE, budget), incident_id=incident_id)
                if replay is not None:
                    asked.append(replay)
                    budget -= replay.wish.budget
        return asked

    def _may_be_tried(self, queue: str, count: CauseCount) -> bool:
        return queue not in NEVER and count.cause in PASSING and count.open > count.needs_human

    def _try(self, queue: str, cause: Cause, *, budget: int, incident_id: str | None) -> Replay | None:
        now = self._clock.now()
        trial = self._trials.get(queue, cause)
        if trial is None:
            self._trials.save(Trial(queue=queue, cause=cause, next_at=now + PAUSES[0]))
            return None
        if now < trial.next_at:
            return None
        letters = self._open(queue, cause)
        came_back = trial.tried_at is not None and any(letter.found_at > trial.tried_at for letter in letters)
        if came_back:
            self._strike(trial, letters, now)
            return None
        tried = replace(trial, tried_at=now, next_at=now + PAUSES[0])
        if not letters or not self._trials.save(tried):
            return None
        return self._replays.ask(
            Wish(
                queue=queue,
                selection=Selection(ids=tuple(letter.id for letter in letters[:budget])),
                reason=f"Nobody has to ask: {cause.value} passes by itself",
                asked_by=REPLAYER,
                origin=Origin.ALARM,
                budget=budget,
                incident_id=incident_id,
            )
        )

    def _open(self, queue: str, cause: Cause) -> list[Letter]:
        """Return the letters of a cause that nobody has left to an operator, the oldest first."""
        letters = self._letters.open_letters(queue, limit=LOOKED_THROUGH)
        return [letter for letter in letters if letter.cause is cause and not letter.needs_human]

    def _strike(self, trial: Trial, letters: list[Letter], now: float) -> None:
        strikes = trial.strikes + 1
        pause = PAUSES[min(strikes, STRIKES - 1)]
        if not self._trials.save(replace(trial, strikes=strikes, tried_at=now, next_at=now + pause)):
            return
        if strikes < STRIKES:
            return
        flagged = sum(self._letters.needs_human(letter) for letter in letters)
        if flagged:
            log.error(NEEDS_HUMAN, extra={"queue": trial.queue, "cause": trial.cause, "letters": flagged})
