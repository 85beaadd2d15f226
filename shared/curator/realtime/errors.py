"""What can be wrong between a client's socket and us.

CuratorError
├── InvalidMessageError      400  not a message of the protocol
├── UnknownActionError       404  a message of the protocol that nobody serves
├── FrameTooLargeError       500  we built a frame that API Gateway would not carry
├── ConnectionGoneError      410  the client has left
└── DeliveryFailedError      503  API Gateway would not take a frame, even after waiting
"""

from curator.foundation.errors import BadRequestError, CuratorError, NotFoundError, QueueAction

INTERNAL_ERROR = "Internal server error, please contact the maintainer"
"""What a client reads where the fault is ours; what happened is in the log."""


class InvalidMessageError(BadRequestError):
    """Text that is not a message of the protocol."""

    public_message = "Invalid message format"


class UnknownActionError(NotFoundError):
    """A message of the protocol that nobody serves."""

    public_message = "Unknown action"


class FrameTooLargeError(CuratorError):
    """A frame is over the limit: a mistake of ours, found before API Gateway would close the socket over it."""


class ConnectionGoneError(CuratorError):
    """The client has left; nobody reads what we send."""

    status = 410
    public_message = "Gone"


class DeliveryFailedError(CuratorError):
    """API Gateway would not take a frame, even after waiting."""

    status = 503
    queue_action = QueueAction.RETRY
