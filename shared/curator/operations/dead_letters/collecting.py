"""Takes dead letters over: out of SQS, into records.

First the record, then the deletion: what dies in between is handed out again, and finds its record there. A run takes
what it can in its time; the next minute's run takes the rest.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.operations.dead_letters.causes import PASSING
from curator.operations.dead_letters.failures.store import FailureStore
from curator.operations.dead_letters.kinds import QUEUES, read_body
from curator.operations.dead_letters.models import Cause, Letter, LetterStatus, Reading, letter_id
from curator.operations.dead_letters.queues import DeadLetterSource, Received
from curator.operations.dead_letters.store import LetterStore

NEEDS_HUMAN = "a dead letter needs a human"  # the template's alarm listens for this sentence
LETTERS_PER_RUN = 1000
MARGIN_SECONDS = 5.0  # ten letters are taken over in less

log = logging.getLogger(__name__)


class Witness(Protocol):
    """Knows more of some letters than their messages do: the records their work left behind."""

    def __call__(self, reading: Reading) -> tuple[Cause, str] | None:
        """Return why the work failed; None where no record tells."""


class Collector:
    """Takes letters over."""

    def __init__(
        self,
        *,
        sources: Mapping[str, DeadLetterSource],
        letters: LetterStore,
        failures: FailureStore,
        witnesses: Mapping[str, Witness],
        clock: Clock,
    ) -> None:
        """Take the dead-letter queues and the witnesses, both by the queue's short name."""
        self._sources = sources
        self._letters = letters
        self._failures = failures
        self._witnesses = witnesses
        self._clock = clock

    def collect(self, queue: str, *, until: float, tell: Callable[[Letter], object] = lambda _: None) -> int:
        """Take over a queue's letters and return how many were new.

        Args:
            queue: its short name.
            until: when to stop, in epoch seconds.
            tell: called with each new letter.
        """
        source = self._sources[queue]
        found = handled = 0
        while handled < LETTERS_PER_RUN and self._clock.now() + MARGIN_SECONDS < until:
            received = source.receive()
            if not received:
                break
            for one in received:
                letter = self._letters.keep(self._letter(queue, one))
                source.forget(one)
                handled += 1
                if letter is not None:
                    found += 1
                    self._found(letter)
                    tell(letter)
        return found

    def _found(self, letter: Letter) -> None:
        metrics.count("dead_letters_total", queue=letter.queue, cause=letter.cause.value)
        about = {"queue": letter.queue, "letter": letter.id, "cause": letter.cause, "kind": letter.reading.kind}
        if letter.needs_human:
            log.error(NEEDS_HUMAN, extra=about)
        else:
            log.warning("a dead letter was found", extra=about)

    def _letter(self, queue: str, received: Received) -> Letter:
        reading = read_body(queue, received.body)
        cause, error = self._why(queue, received, reading)
        return Letter(
            id=letter_id(received.sent_at, received.message_id),
            queue=queue,
            message_id=received.message_id,
            body=received.body,
            reading=reading,
            status=LetterStatus.OPEN,
            cause=cause,
            error=error,
            needs_human=cause not in PASSING,
            receives=received.receives,
            deaths=1,
            sent_at=received.sent_at,
            found_at=self._clock.now(),
            first_received_at=received.first_received_at,
            correlation_id=received.correlation_id,
        )

    def _why(self, queue: str, received: Received, reading: Reading) -> tuple[Cause, str]:
        noted = self._failures.find(reading.noted_as or received.message_id)
        if noted is not None:
            return noted.cause, noted.error
        if reading.cause is not None:
            return reading.cause, reading.error
        told = self._ask_witness(queue, reading)
        if told is not None:
            return told
        function = QUEUES[queue].function
        if not received.redriven:
            return Cause.GIVEN_UP, f"{function} has tried it as often as it may; its log has the reason"
        return Cause.LOST_WORKER, f"{function} was stopped at it, or never began: handed out {received.receives} times"

    def _ask_witness(self, queue: str, reading: Reading) -> tuple[Cause, str] | None:
        witness = self._witnesses.get(queue)
        if witness is None:
            return None
        try:
            return witness(reading)
        except Exception:  # a letter is of use without its reason, and must not be lost for want of it
            log.warning("a record of a dead letter's work could not be read", exc_info=True)
            return None
