"""Opening a socket as somebody."""

from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from curator.client.errors import ConnectError
from curator.client.proofs import Anonymous, Proof
from curator.client.socket import KEEP_ALIVE_SECONDS, Socket

OPENING_SECONDS = 30.0  # a function that has to start first may take its time
MAX_MESSAGE_BYTES = 128 * 1024  # https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html


async def open_socket(
    address: str,
    proof: Proof | None = None,
    *,
    within: float = OPENING_SECONDS,
    keep_alive: float = KEEP_ALIVE_SECONDS,
) -> Socket:
    """Open a socket.

    Args:
        address: `ws:` or `wss:`.
        proof: of who is asking.
        within: seconds.
        keep_alive: seconds between two words that keep the server from closing the socket as idle.

    Raises:
        ConnectError: the server refuses it, or cannot be reached.
    """
    opening = await (proof or Anonymous()).opening()
    query = urlencode(opening.query)
    try:
        connection = await connect(
            f"{address}?{query}" if query else address,
            additional_headers=dict(opening.headers),
            subprotocols=opening.subprotocols or None,  # type: ignore[arg-type]
            max_size=MAX_MESSAGE_BYTES,
            proxy=None,
            open_timeout=within,
        )
    except InvalidStatus as refusal:
        status, said = refusal.response.status_code, bytes(refusal.response.body or b"").decode(errors="replace")
        raise ConnectError(f"{address} answered {status}: {said[:300]}", status=status) from refusal
    except (OSError, WebSocketException) as problem:
        raise ConnectError(f"the socket at {address} does not open: {problem}") from problem
    return Socket(connection, keep_alive=keep_alive)
