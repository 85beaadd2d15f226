"""What can be wrong between a client's socket and us.

CuratorError
├── InvalidMessageError      400  not a message of the protocol
├── InvalidResumeTokenError  400  a token that is none of ours
├── TooManyRoomsError        400  a connection that is in as many rooms as it may be
├── BusyRoomError            409  a room in which more is announced than anybody reads
├── UnknownActionError       404  a message of the protocol that nobody serves
├── MissingRoleError         403  a message that takes a role its sender does not have
├── FrameTooLargeError       500  we built a frame that API Gateway would not carry
├── ConnectionGoneError      410  the client has left
└── DeliveryFailedError      503  API Gateway would not take a frame, even after waiting
"""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.foundation.errors import (
    BadRequestError,
    ConflictError,
    CuratorError,
    ForbiddenError,
    NotFoundError,
    QueueAction,
)

INTERNAL_ERROR = "Internal server error, please contact the maintainer"
"""What a client reads where the fault is ours; what happened is in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """What is wrong with one field of a message; `path` is where it is in a package's data, or in its envelope."""

    path: str
    message: str  # without the value


class InvalidMessageError(BadRequestError):
    """Text that is not a message of the protocol."""

    public_message = "Invalid message format"

    def __init__(self, detail: str = "", *, errors: Sequence[FieldError] = ()) -> None:
        """Describe what is wrong, for the log, and each field where it can be said."""
        super().__init__(detail)
        self.errors = tuple(errors)


class UnknownActionError(NotFoundError):
    """A message of the protocol that nobody serves."""

    public_message = "Unknown action"


class MissingRoleError(ForbiddenError):
    """A message that takes a role its sender does not have."""


class FrameTooLargeError(CuratorError):
    """A frame is over the limit: a mistake of ours, found before API Gateway would close the socket over it."""


class InvalidResumeTokenError(BadRequestError):
    """A text that is no token of ours."""

    public_message = "Invalid resume token"


class TooManyRoomsError(BadRequestError):
    """A connection that is in as many rooms as it may be."""


class BusyRoomError(ConflictError):
    """More was announced in a room than anybody reads."""

    public_message = "Too much is announced in this room, please wait"


class ConnectionGoneError(CuratorError):
    """The client has left; nobody reads what we send."""

    status = 410
    public_message = "Gone"


class DeliveryFailedError(CuratorError):
    """API Gateway would not take a frame, even after waiting."""

    status = 503
    queue_action = QueueAction.RETRY
