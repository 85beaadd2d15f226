"""What every invocation of a function does for its metrics, whatever becomes of it, and for its log.

An invocation that is for nobody in particular, as the janitor's, is a trace by the name that Lambda gave it.
"""

import sys
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from curator.foundation.clock import Clock
from curator.foundation.metrics import emf
from curator.foundation.metrics.errors import ErrorCounting
from curator.foundation.metrics.recorder import Metrics
from curator.foundation.tracing import traced, usable_id
from curator.operations.metrics.flushing import Flusher

UNKNOWN = "unknown"
OK, PARTLY, FAILED = "ok", "partly", "failed"
SERVER_ERROR = 500

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Invocations:
    """Ends a function's invocations: the table is told if it is time, and the log gets the line for CloudWatch."""

    def __init__(
        self,
        metrics: Metrics,
        clock: Clock,
        *,
        function: str,
        stage: str,
        flusher: Callable[[], Flusher | None],
        write: Callable[[str], object] | None = None,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take what counts, and where to; `write` gets the line, Lambda's own output if none is given."""
        self._metrics = metrics
        self._clock = clock
        self._function = function
        self._stage = stage
        self._flusher = flusher
        self._write = write or _to_output
        self._timer = timer

    def __call__(self, handler: Handler) -> Handler:
        """Wrap the function's handler."""

        @wraps(handler)
        def measured(*arguments: Any, **named: Any) -> Any:
            request_id, began, outcome = _request_id(arguments), self._timer(), FAILED
            try:
                with traced(request_id, request_id), ErrorCounting(self._metrics)(self._function):
                    answer = handler(*arguments, **named)
                outcome = _outcome(answer)
                return answer
            finally:
                self._metrics.count("function_invocations_total", handler=self._function, outcome=outcome)
                took = self._timer() - began
                self._metrics.observe("function_duration_seconds", took, handler=self._function)
                self.end(request_id)

        return measured  # type: ignore[return-value]

    def end(self, request_id: str = UNKNOWN) -> None:
        """Tell what was counted; `request_id` is Lambda's name for the invocation. Raises nothing."""
        flusher = self._flusher()
        if flusher is not None:
            flusher.flush_if_due()
        said = self._metrics.take_said()
        if emf.worth_telling(said):
            about = {"function": self._function, "stage": self._stage, "request_id": request_id}
            self._write(emf.document(said, at=self._clock.now(), **about))


def _outcome(answer: Any) -> str:
    """Return how an invocation ended that raised nothing: its answer may tell of messages that have to come again."""
    if not isinstance(answer, dict):
        return OK
    if answer.get("batchItemFailures"):
        return PARTLY
    return FAILED if int(answer.get("statusCode") or 0) >= SERVER_ERROR else OK


def _request_id(arguments: tuple[Any, ...]) -> str:
    """Return what Lambda's context, a handler's second argument, calls the invocation."""
    named = getattr(arguments[1], "aws_request_id", None) if len(arguments) > 1 else None
    return usable_id(named) or UNKNOWN


def _to_output(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
