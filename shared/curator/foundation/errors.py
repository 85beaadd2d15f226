"""The root of every room's error tree, and what a failure means to each side that meets it.

    CuratorError
    ├── BadRequestError      400  the input is wrong; sending it again will not help
    ├── UnauthorizedError    401  nobody is logged in
    ├── ForbiddenError       403  somebody is, but may not do this
    ├── NotFoundError        404
    └── ConflictError        409  the thing is no longer in the state the request assumed

A class states once which HTTP status it becomes, which sentence a client may read and what a queue consumer does with
the message that met it. Details for the log go into the exception's own text.
"""

from enum import Enum


class QueueAction(Enum):
    """What the consumer of a queue does after an error."""

    RETRY = "retry"  # at once, or as soon as the queue offers the message again
    RETRY_LATER = "retry_later"  # after `CuratorError.retry_after` seconds
    NEVER = "never"  # the work has failed for good
    PAUSE_LANE = "pause_lane"  # this user's work waits; not the work's fault
    PAUSE_EVERYONE = "pause_everyone"  # all work waits; nobody's fault here


class CuratorError(Exception):
    """Anything Curator itself decided is wrong."""

    status = 500
    public_message = "Internal error"
    queue_action = QueueAction.NEVER

    def __init__(
        self,
        detail: str = "",
        *,
        public_message: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Describe the failure.

        Args:
            detail: for the log; may name internals, never a secret.
            public_message: for the client, where the class's own sentence is too general.
            retry_after: seconds to wait before another try, where the other side said so.
        """
        if public_message is not None:
            self.public_message = public_message
        self.retry_after = retry_after
        super().__init__(detail or self.public_message)


class BadRequestError(CuratorError):
    """The input is wrong; sending it again will not help."""

    status = 400
    public_message = "Bad request"


class UnauthorizedError(CuratorError):
    """Nobody is logged in."""

    status = 401
    public_message = "Unauthorized"


class ForbiddenError(CuratorError):
    """Somebody is logged in, but may not do this."""

    status = 403
    public_message = "Permission denied"


class NotFoundError(CuratorError):
    """The thing asked for does not exist."""

    status = 404
    public_message = "Not found"


class ConflictError(CuratorError):
    """The thing is no longer in the state the request assumed."""

    status = 409
    public_message = "Conflict"
