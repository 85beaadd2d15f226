"""Sending frames to sockets through API Gateway's management API, one after the other.

Frames of one caller arrive in the order of the calls: a call returns when API Gateway has taken the frame, however
often it had to be offered.
"""

import logging
import random
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.ids import random_token
from curator.foundation.metrics import metrics
from curator.realtime import frames
from curator.realtime.errors import ConnectionGoneError, DeliveryFailedError
from curator.realtime.frames import NONCE_BYTES, MessageOut, encode
from curator.realtime.store import ConnectionStore

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

HTTP_GONE = 410
BUSY_CODES = frozenset({"LimitExceededException", "ThrottlingException", "TooManyRequestsException"})
OPENING_SECONDS = 10  # a socket is open once its $connect has been answered, and the answer has reached the client
PAUSES_SECONDS = (0.1, 0.3, 0.9, 2.0)  # between tries while API Gateway is busy, the least of each
JITTER = 0.5  # how much longer than that, at most: those who were refused together shall not come back together

log = logging.getLogger(__name__)

random_nonce = partial(random_token, NONCE_BYTES * 3 // 4)  # base64 makes four characters of three bytes


class Delivery:
    """Posts messages to connections, and forgets those that are gone."""

    def __init__(
        self,
        client: "Callable[[], ApiGatewayManagementApiClient]",
        connections: ConnectionStore,
        clock: Clock,
        *,
        new_nonce: Callable[[], str] = random_nonce,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Post through `client`; nonces are at most `NONCE_BYTES` long, `chance` lies between 0 and 1."""
        self._client = client
        self._connections = connections
        self._clock = clock
        self._new_nonce = new_nonce
        self._chance = chance

    def post(self, connection_id: str, message: MessageOut) -> None:
        """Send one message.

        Raises:
            FrameTooLargeError: nothing was sent.
            ConnectionGoneError: the client has left; its subscriptions are forgotten.
            DeliveryFailedError: API Gateway stayed busy, or refused for a reason of its own.
        """
        frame = encode(message, self._new_nonce())
        self._call(connection_id, lambda: self._client().post_to_connection(ConnectionId=connection_id, Data=frame))
        metrics.count("ws_messages_sent_total")

    def close(self, connection_id: str, code: int, reason: str) -> None:
        """Tell a client why its socket ends, and end it; a client that cannot be told is closed all the same.

        API Gateway lets nobody choose a code: every socket it closes for us ends with 1000. The message before that
        says what the code would have been. The connection is forgotten when its end is reported, as any other is.

        Args:
            connection_id: the socket.
            code: as RFC 6455 (7.4.1) has it; 1008 is a broken rule.
            reason: a sentence for a person.
        """
        try:
            self.post(connection_id, frames.close(code, reason))
        except ConnectionGoneError:
            return
        except DeliveryFailedError as problem:
            log.warning("not told why it is closed: %s", problem)
        try:
            self._call(connection_id, lambda: self._client().delete_connection(ConnectionId=connection_id))
        except ConnectionGoneError:
            return
        except DeliveryFailedError as problem:
            log.warning("not closed: %s", problem)
            return
        log.info("closed", extra={"connection_id": connection_id, "code": code, "reason": reason})

    def _call(self, connection_id: str, call: Callable[[], object]) -> None:
        """Do something with a connection, and again while API Gateway is busy."""
        for pause in (*PAUSES_SECONDS, None):
            try:
                call()
            except ClientError as error:
                self._after_refusal(connection_id, error, pause)
            except BotoCoreError as error:  # botocore itself has tried more than once
                raise DeliveryFailedError(f"{connection_id}: {type(error).__name__}") from error
            else:
                return

    def _after_refusal(self, connection_id: str, error: ClientError, pause: float | None) -> None:
        """Wait where another try makes sense; raise where none does."""
        code = error.response["Error"]["Code"]
        if code == "GoneException" or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTP_GONE:
            log.info("%s is gone", connection_id)
            self._forget(connection_id)
            raise ConnectionGoneError(connection_id) from error
        if code not in BUSY_CODES or pause is None:
            raise DeliveryFailedError(f"{connection_id}: {code}") from error
        self._clock.sleep(pause * (1 + JITTER * self._chance()))

    def _forget(self, connection_id: str) -> None:
        """Forget a connection, unless it may be one that is opening: API Gateway calls that gone, too."""
        connection = self._connections.find(connection_id)
        if connection is None or self._clock.now() - connection.connected_at > OPENING_SECONDS:
            self._connections.remove(connection_id)
