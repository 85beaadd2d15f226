"""Every message a client sends, from API Gateway's event to the router.

event ─▶ known socket? ─▶ counted ─▶ proof still good? ─▶ within the limit? ─▶ served ─▶ timed and recorded
│ no                       │ no                 │ no
▼                          └────────┬───────────┘
ERROR                            closed, saying why
"""

import logging
import time
from typing import Any

from curator.foundation.errors import CuratorError
from curator.foundation.metrics import metrics
from curator.identity.errors import SessionExpiredError
from curator.realtime.connections import POLICY_VIOLATION, Connection
from curator.realtime.errors import INTERNAL_ERROR
from curator.realtime.packages.reading import Request, read
from curator.realtime.router import Router, Served
from functions.websocket.conversation import Services, SocketConversation
from functions.websocket.tracing import traced_request, traced_socket

TOO_MANY = "Message rate limit exceeded"
UNMATCHED = "unmatched"  # the metrics' word for a message that nobody serves

log = logging.getLogger(__name__)


def receive(event: dict[str, Any], services: Services, router: Router[SocketConversation]) -> None:
    """Serve one message; whatever is wrong with it is answered on the socket."""
    connection_id = event["requestContext"]["connectionId"]
    request = read("" if event.get("isBase64Encoded") else event.get("body") or "")
    try:
        connection = services.connections.find(connection_id)
    except Exception as problem:
        log.exception("a connection could not be looked up", extra={"connection_id": connection_id})
        metrics.count("app_errors_total", error_type=type(problem).__name__, handler="websocket")
        _refuse(services, connection_id, request, INTERNAL_ERROR)
        return
    if connection is None:  # expired, or forgotten when it seemed gone: the client has to connect again
        log.info("an unknown connection", extra={"connection_id": connection_id})
        _refuse(services, connection_id, request, SessionExpiredError.public_message)
        return
    metrics.count("ws_messages_received_total")
    with traced_socket(connection), traced_request(request.req_id):
        if _may_go_on(connection, request, services):
            _serve(event, connection, request, services, router)


def _serve(
    event: dict[str, Any],
    connection: Connection,
    request: Request,
    services: Services,
    router: Router[SocketConversation],
) -> None:
    context = event["requestContext"]
    conversation = SocketConversation(
        services=services,
        connection=connection,
        received_at=int(context.get("requestTimeEpoch") or services.clock.now() * 1000),
        message_id=context.get("messageId") or "",
    )
    size = len(event.get("body") or "")
    log.info("message", extra={"connection_id": connection.connection_id, "user_id": connection.user_id, "size": size})
    began, started_at = time.perf_counter(), services.clock.now()
    served = router.serve(request, conversation)
    _measure(served, time.perf_counter() - began)
    services.record(served, conversation, started_at)


def _may_go_on(connection: Connection, request: Request, services: Services) -> bool:
    """Return whether the socket may still be used; close it where it may not."""
    if connection.is_over(services.clock.now()):
        reason = connection.ending
    elif not services.limits.message_allowed(connection.user_id, request.type_name):
        reason = TOO_MANY
    else:
        return True
    log.info("closing: %s", reason, extra={"connection_id": connection.connection_id, "user_id": connection.user_id})
    services.delivery.close(connection.connection_id, POLICY_VIOLATION, reason)
    return False


def _measure(served: Served[SocketConversation], seconds: float) -> None:
    registration = served.registration
    number = str(registration.number) if registration else UNMATCHED
    metrics.observe("ws_message_processing_duration_seconds", seconds, pkg_id=number)
    if served.problem and not isinstance(served.problem, CuratorError):
        handler = registration.type_name if registration else UNMATCHED
        metrics.count("app_errors_total", error_type=type(served.problem).__name__, handler=handler)


def _refuse(services: Services, connection_id: str, request: Request, text: str) -> None:
    try:
        services.delivery.post(connection_id, request.envelope.refusal(text))
    except CuratorError as problem:
        log.info("the refusal could not be delivered: %s", problem)
