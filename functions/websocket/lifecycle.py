"""Opening and closing sockets.

A socket belongs to whoever was logged in when it was opened. Cookies travel with other sites' WebSocket requests too
(SameSite does not cover them in every browser), so the Origin must be one that is trusted.
"""

import logging
from typing import Any

from curator.foundation.errors import CuratorError, ForbiddenError, UnauthorizedError
from curator.identity.cookies import SESSION, read_cookie
from curator.realtime.connections import Connection
from functions.websocket.conversation import Services

RESUME_DELAY_SECONDS = 1.0

log = logging.getLogger(__name__)


def connect(event: dict[str, Any], services: Services) -> None:
    """Let a socket open.

    Raises:
        ForbiddenError: the page that opens it is not ours.
        UnauthorizedError: nobody is logged in.
    """
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if not services.origins.allow(headers.get("origin")):
        raise ForbiddenError("opened from another site", public_message="Forbidden")
    session = services.sessions.find(read_cookie(headers.get("cookie", ""), SESSION))
    if session is None:
        raise UnauthorizedError("no session")
    connection = Connection(
        connection_id=event["requestContext"]["connectionId"],
        user_id=session.user_id,
        username=session.username,
        session_key=session.key,
        connected_at=int(services.clock.now()),
    )
    services.connections.add(connection)
    if services.connections.has_kept_wishes(connection.session_key):
        # Nothing can be posted to a socket before it is open, which it is after this function has returned.
        request = {"kind": "resume", "connection_id": connection.connection_id, "user_id": connection.user_id}
        services.fetches.send(request, RESUME_DELAY_SECONDS)
    log.info("connected", extra={"connection_id": connection.connection_id, "user_id": connection.user_id})


def disconnect(event: dict[str, Any], services: Services) -> None:
    """Forget a socket. API Gateway may report an end twice, late or never."""
    connection_id = event["requestContext"]["connectionId"]
    services.connections.remove(connection_id)
    log.info("disconnected", extra={"connection_id": connection_id})


def refusal(problem: CuratorError) -> dict[str, Any]:
    """Return the HTTP answer to an upgrade that is refused."""
    log.info("refused a connection: %s", problem)
    return {
        "statusCode": problem.status,
        "headers": {"Content-Type": "application/json"},
        "body": f'{{"detail":"{problem.public_message}"}}',
    }
