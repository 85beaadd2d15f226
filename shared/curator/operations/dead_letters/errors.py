"""What can be wrong with a question about dead letters.

CuratorError
└── UnknownQueueError     400
"""

from curator.foundation.errors import BadRequestError


class UnknownQueueError(BadRequestError):
    """No queue goes by this name."""

    def __init__(self, queue: str, known: str) -> None:
        """Name those that do."""
        super().__init__(f"no queue {queue!r}", public_message=f"There is no such queue; there are {known}")
