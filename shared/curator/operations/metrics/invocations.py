"""What every invocation of a function does for its metrics, whatever becomes of it, and for its log.

An invocation that is for nobody in particular, as the janitor's, is a trace by the name that Lambda gave it.
"""

import sys
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
    ) -> None:
        """Take what counts, and where to; `write` gets the line, Lambda's own output if none is given."""
        self._metrics = metrics
        self._clock = clock
        self._function = function
        self._stage = stage
        self._flusher = flusher
        self._write = write or _to_output

    def __call__(self, handler: Handler) -> Handler:
        """Wrap the function's handler."""

        @wraps(handler)
        def measured(*arguments: Any, **named: Any) -> Any:
            request_id = _request_id(arguments)
            try:
                with traced(request_id, request_id), ErrorCounting(self._metrics)(self._function):
                    return handler(*arguments, **named)
            finally:
                self.end(request_id)

        return measured  # type: ignore[return-value]

    def end(self, request_id: str = UNKNOWN) -> None:
        """Tell what was counted; `request_id` is Lambda's name for the invocation. Raises nothing."""
        flusher = self._flusher()
        if flusher is not None:
            flusher.flush_if_due()
        said = self._metrics.take_said()
        if said:
            about = {"function": self._function, "stage": self._stage, "request_id": request_id}
            self._write(emf.document(said, at=self._clock.now(), **about))


def _request_id(arguments: tuple[Any, ...]) -> str:
    """Return what Lambda's context, a handler's second argument, calls the invocation."""
    named = getattr(arguments[1], "aws_request_id", None) if len(arguments) > 1 else None
    return usable_id(named) or UNKNOWN


def _to_output(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
