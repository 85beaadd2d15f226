"""Under which ids a socket's events are logged.

All that is done for one socket belongs together: its correlation is the `X-Correlation-ID` it was opened with (browsers
cannot send one) or else the connection's own name. Each message is a trace: its `req_id`, where it is a package and has
one, or else the name that API Gateway gave it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from curator.foundation.tracing import CORRELATION_HEADER, correlation_id, trace_id, traced, usable_id
from curator.realtime.connections import Connection

UNKNOWN = "unknown"


@contextmanager
def traced_event(event: dict[str, Any]) -> Iterator[None]:
    """Do something for one event, under the ids that it carries itself."""
    request = event["requestContext"]
    connection = _name(request.get("connectionId")) or UNKNOWN
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    correlation = usable_id(headers.get(CORRELATION_HEADER.lower())) or connection
    with traced(_name(request.get("messageId")) or _name(request.get("requestId")) or connection, correlation):
        yield


@contextmanager
def traced_socket(connection: Connection) -> Iterator[None]:
    """Do something for a message of a socket, under the correlation that it was opened with."""
    with traced(trace_id() or UNKNOWN, connection.correlation_id or correlation_id() or UNKNOWN):
        yield


@contextmanager
def traced_request(req_id: str) -> Iterator[None]:
    """Do something for a package, under its own name; for a message that has none, go on under the same ids."""
    with traced(usable_id(req_id) or trace_id() or UNKNOWN, correlation_id() or UNKNOWN):
        yield


def _name(given: object) -> str | None:
    """Return one of API Gateway's names as an id: they are base64, which may end in equals signs."""
    return usable_id(given.rstrip("=")) if isinstance(given, str) else None
