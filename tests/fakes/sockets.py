"""API Gateway's management API, and the sockets behind it."""

import json
from collections import defaultdict
from typing import Any

from botocore.exceptions import ClientError

from curator.realtime.errors import ConnectionGoneError
from curator.realtime.frames import MessageOut
from tests.fakes.contract import check_message


def refusal(code: str, status: int) -> ClientError:
    """Return what boto3 raises for a refused post."""
    return ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "PostToConnection",
    )


GONE = refusal("GoneException", 410)
BUSY = refusal("LimitExceededException", 429)
FORBIDDEN = refusal("ForbiddenException", 403)


class FakeManagementApi:
    """Takes frames, or refuses them as `refusals` say: a list of answers per connection, used up one by one."""

    def __init__(self) -> None:
        self.frames: dict[str, list[bytes]] = defaultdict(list)
        self.refusals: dict[str, list[Exception]] = defaultdict(list)
        self.gone: set[str] = set()
        self.deleted: list[str] = []

    def delete_connection(self, *, ConnectionId: str) -> None:  # noqa: N803 - boto3's names
        if ConnectionId in self.gone:
            raise GONE
        self.deleted.append(ConnectionId)
        self.gone.add(ConnectionId)

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> None:  # noqa: N803 - boto3's names
        if ConnectionId in self.gone:
            raise GONE
        if self.refusals[ConnectionId]:
            raise self.refusals[ConnectionId].pop(0)
        self.frames[ConnectionId].append(Data)

    def received(self, connection_id: str) -> list[dict[str, Any]]:
        """Return what a client has received, parsed."""
        return [json.loads(frame) for frame in self.frames[connection_id]]


class FakePost:
    """A delivery that holds messages to the contract and keeps them as they are."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, MessageOut]] = []
        self.gone: set[str] = set()
        self.closed: list[tuple[str, int, str]] = []

    def post(self, connection_id: str, message: MessageOut) -> None:
        if connection_id in self.gone:
            raise ConnectionGoneError(connection_id)
        check_message(message)
        self.posted.append((connection_id, message))

    def close(self, connection_id: str, code: int, reason: str) -> None:
        self.closed.append((connection_id, code, reason))
        self.gone.add(connection_id)

    def to(self, connection_id: str) -> list[MessageOut]:
        """Return what was sent to a connection."""
        return [message for receiver, message in self.posted if receiver == connection_id]

    def types_to(self, connection_id: str) -> list[str]:
        """Return the types of what was sent to a connection."""
        return [message["type"] for message in self.to(connection_id)]
