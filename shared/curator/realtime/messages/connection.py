"""What is about the socket itself."""

from typing import Annotated, Literal

from pydantic import Field

from curator.realtime.messages.shape import Count, ServerMessage, Shape, Token


class Close(ServerMessage):
    """The last message on a socket that the server closes; API Gateway always closes with 1000 and no reason."""

    type: Literal["close"]
    code: Annotated[int, Field(description="why, as the code of a WebSocket's close", ge=1000, le=4999)]
    reason: str


class Pong(ServerMessage):
    """The answer to PING."""

    type: Literal["PONG"]


class Replay(Shape):
    """Which stream goes on: `replayed` message for message, or shown anew where not all that was missed is known."""

    topic: str
    replayed: bool
    missed: Annotated[Count, Field(description="how many messages follow that were missed; 0 where all is shown anew")]


class Resumed(ServerMessage):
    """The answer to RESUME; `sequence` is the number of the stream's latest push."""

    type: Literal["RESUMED"]
    data: Replay
    sequence: Count
    token: Token = None
