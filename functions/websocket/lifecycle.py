"""Opening and closing sockets.

A socket belongs to whoever proved who they are when it was opened (`proving`), for as long as that proof counts.
Cookies travel with other sites' WebSocket requests too (SameSite does not cover them in every browser), so the Origin
must be one that is trusted.
"""

import json
import logging
from typing import Any

from curator.foundation.errors import CuratorError, ForbiddenError, UnauthorizedError
from curator.foundation.metrics import metrics
from curator.foundation.tracing import correlation_id
from curator.identity.errors import TooManySocketsError
from curator.identity.proofs import Proof
from curator.realtime.connections import Connection
from functions.websocket.conversation import Services
from functions.websocket.proving import Handshake, proof_of

RESUME_DELAY_SECONDS = 1.0
PROTOCOL = "Sec-WebSocket-Protocol"
REJECTED = {401: "rejected_auth", 403: "rejected_origin", 429: "rejected_limit"}

log = logging.getLogger(__name__)


def connect(event: dict[str, Any], services: Services) -> dict[str, Any]:
    """Let a socket open; returns the answer to the handshake.

    Raises:
        ForbiddenError: the page that opens it is not ours.
        UnauthorizedError: there is no proof of who opens it, or a bad one.
        TooManySocketsError: they have as many as they may.
        TokenKeyUnavailableError: a token cannot be checked now.
    """
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    handshake = Handshake(headers=headers, query=event.get("queryStringParameters") or {})
    connection_id = event["requestContext"]["connectionId"]
    try:
        if not services.origins.allow(headers.get("origin")):
            raise ForbiddenError("opened from another site", public_message="Forbidden")
        proof = proof_of(handshake, services.authenticator, services.tickets)
        if not services.limits.connection_opened(proof.principal.user_id, connection_id):
            raise TooManySocketsError
    except CuratorError as problem:
        if problem.status in REJECTED:
            metrics.count("ws_connections_total", status=REJECTED[problem.status])
        raise
    _remember(_connection(connection_id, proof, services), services)
    metrics.count("ws_connections_total", status="accepted")
    protocol = handshake.answered_protocol
    return {"statusCode": 200} | ({"headers": {PROTOCOL: protocol}} if protocol else {})


def disconnect(event: dict[str, Any], services: Services) -> None:
    """Forget a socket. API Gateway may report an end twice, late or never."""
    connection_id = event["requestContext"]["connectionId"]
    connection = services.connections.find(connection_id)
    services.connections.remove(connection_id)
    if connection is not None:
        services.limits.connection_closed(connection.user_id, connection_id)
    log.info("disconnected", extra={"connection_id": connection_id})


def refusal(problem: CuratorError) -> dict[str, Any]:
    """Return the HTTP answer to an upgrade that is refused."""
    log.info("refused a connection: %s", problem)
    asks = {"WWW-Authenticate": "Bearer"} if isinstance(problem, UnauthorizedError) else {}
    return {
        "statusCode": problem.status,
        "headers": {"Content-Type": "application/json", **asks},
        "body": json.dumps({"detail": problem.public_message}, separators=(",", ":")),
    }


def _connection(connection_id: str, proof: Proof, services: Services) -> Connection:
    """Return the connection; a token's roles are its own, a session's are configured and looked up each time."""
    return Connection(
        connection_id=connection_id,
        user_id=proof.principal.user_id,
        username=proof.principal.username,
        session_key=proof.session_key,
        connected_at=int(services.clock.now()),
        expires_at=proof.expires_at,
        correlation_id=correlation_id() or "",
        roles=None if proof.session_key else tuple(sorted(proof.principal.roles)),
    )


def _remember(connection: Connection, services: Services) -> None:
    try:
        services.connections.add(connection)
        services.expiries.note(connection)
    except Exception:
        services.limits.connection_closed(connection.user_id, connection.connection_id)
        raise
    # A program resumes by the token of its subscription; only a session has wishes that its next socket is given.
    if connection.session_key and services.connections.has_kept_wishes(connection.session_key):
        # Nothing can be posted to a socket before it is open, which it is after this function has returned.
        request = {"kind": "resume", "connection_id": connection.connection_id, "user_id": connection.user_id}
        services.fetches.send(request, RESUME_DELAY_SECONDS)
    log.info("connected", extra={"connection_id": connection.connection_id, "user_id": connection.user_id})
