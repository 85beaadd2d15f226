"""What can go wrong with one upload that is neither Commons' nor the source's fault.

CuratorError
└── PhotographBusyError     another upload is publishing the same bytes right now
"""

from curator.foundation.errors import CuratorError, QueueAction


class PhotographBusyError(CuratorError):
    """Another upload is publishing the same bytes right now."""

    status = 409
    public_message = "The same photograph is being uploaded by somebody else"
    queue_action = QueueAction.RETRY_LATER
