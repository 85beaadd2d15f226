"""What belongs together in the logs: the ids of the request that all of it was done for.

    request ─▶ api ──attributes──▶ queue ─▶ worker ──attribute of the batch──▶ stream ─▶ broadcaster

A trace is one piece of work: a request, a message of a socket, a queue's message. A correlation is whatever the sender
says belongs together; it is the trace's id where they say nothing. Both are handed on through queues, so that the last
function of a chain logs under the ids of the request that began it. Every thread and every task has its own; what a
task starts inherits them.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

TRACE_HEADER = "X-Trace-ID"
CORRELATION_HEADER = "X-Correlation-ID"
TRACE, CORRELATION = "trace_id", "correlation_id"  # in logs and on messages
USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")

_trace_id: ContextVar[str | None] = ContextVar(TRACE, default=None)
_correlation_id: ContextVar[str | None] = ContextVar(CORRELATION, default=None)


def usable_id(given: object) -> str | None:
    """Return an id that a stranger gave, or None for one that could break a log, a header or a page."""
    return given if isinstance(given, str) and USABLE.fullmatch(given) else None


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


@contextmanager
def traced_message(record: Mapping[str, Any]) -> Iterator[None]:
    """Do something for a queue's message, as its function gets it, under the ids of whoever sent it.

    A message that carries none (S3 sends such) is a trace of its own, by the name that SQS gave it.
    """
    sent = record.get("messageAttributes") or {}
    own = usable_id(record.get("messageId")) or "unknown"
    trace = _attribute(sent, TRACE) or own
    with traced(trace, _attribute(sent, CORRELATION) or trace):
        yield


def trace_headers() -> dict[str, str]:
    """Return the headers that hand the ids on to another service."""
    ids = {TRACE_HEADER: trace_id(), CORRELATION_HEADER: correlation_id()}
    return {name: value for name, value in ids.items() if value is not None}


def message_attributes() -> dict[str, Any]:
    """Return the attributes that hand the ids on with a message of SQS."""
    ids = {TRACE: trace_id(), CORRELATION: correlation_id()}
    return {name: {"DataType": "String", "StringValue": value} for name, value in ids.items() if value is not None}


class TraceFilter(logging.Filter):
    """Puts the ids on every line of a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the ids, if there are any; drops nothing."""
        trace = trace_id()
        if trace is not None:
            record.trace_id, record.correlation_id = trace, correlation_id()
        return True


def _attribute(sent: Mapping[str, Any], name: str) -> str | None:
    return usable_id((sent.get(name) or {}).get("stringValue"))
