"""Every message a client sends, from API Gateway's event to the router."""

import logging
from typing import Any

from curator.foundation.errors import CuratorError
from curator.identity.errors import SessionExpiredError
from curator.realtime import frames
from curator.realtime.errors import INTERNAL_ERROR
from curator.realtime.router import Router
from functions.websocket.conversation import Services, SocketConversation

log = logging.getLogger(__name__)


def receive(event: dict[str, Any], services: Services, router: Router[SocketConversation]) -> None:
    """Serve one message; whatever is wrong with it is answered on the socket."""
    request = event["requestContext"]
    connection_id = request["connectionId"]
    try:
        connection = services.connections.find(connection_id)
    except Exception:
        log.exception("a connection could not be looked up", extra={"connection_id": connection_id})
        _refuse(services, connection_id, INTERNAL_ERROR)
        return
    if connection is None:  # expired, or forgotten when it seemed gone: the client has to connect again
        log.info("an unknown connection", extra={"connection_id": connection_id})
        _refuse(services, connection_id, SessionExpiredError.public_message)
        return
    conversation = SocketConversation(
        services=services,
        connection=connection,
        received_at=int(request.get("requestTimeEpoch") or services.clock.now() * 1000),
        message_id=request.get("messageId") or "",
    )
    text = "" if event.get("isBase64Encoded") else event.get("body") or ""
    log.info("message", extra={"connection_id": connection_id, "user_id": connection.user_id, "size": len(text)})
    router.dispatch(text, conversation)


def _refuse(services: Services, connection_id: str, text: str) -> None:
    try:
        services.delivery.post(connection_id, frames.error(text))
    except CuratorError as problem:
        log.info("the refusal could not be delivered: %s", problem)
