"""What belongs together in the logs: the id of the request that all of it was done for.

Every thread and every task has its own; what a task starts inherits it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TRACE_HEADER = "X-Trace-ID"
CORRELATION_HEADER = "X-Correlation-ID"

_trace_id: ContextVar[str | None] = ContextVar("trace_id", default=None)
_correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def trace_id() -> str | None:
    """Return the id of the request that is being served, or None outside of one."""
    return _trace_id.get()


def correlation_id() -> str | None:
    """Return the id that the sender gave what the request belongs to, the trace's where they gave none."""
    return _correlation_id.get()


@contextmanager
def traced(trace: str, correlation: str) -> Iterator[None]:
    """Do something under these ids."""
    earlier_trace, earlier_correlation = _trace_id.set(trace), _correlation_id.set(correlation)
    try:
        yield
    finally:
        _trace_id.reset(earlier_trace)
        _correlation_id.reset(earlier_correlation)


def trace_headers() -> dict[str, str]:
    """Return the headers that hand the ids on to another service."""
    ids = {TRACE_HEADER: trace_id(), CORRELATION_HEADER: correlation_id()}
    return {name: value for name, value in ids.items() if value is not None}


class TraceFilter(logging.Filter):
    """Puts the ids on every line of a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the ids, if there are any; drops nothing."""
        trace = trace_id()
        if trace is not None:
            record.trace_id, record.correlation_id = trace, correlation_id()
        return True
