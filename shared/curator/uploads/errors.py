"""What can be wrong with a request about uploads.

CuratorError
├── BatchNotFoundError        404
├── NotYourBatchError         403
├── NothingToCancelError      409
├── NothingToRetryError       409
├── NothingToPauseError       409
├── NotPausedError            409
├── SliceConflictError        409  the slice was sent before with other items
└── InvalidSliceError         400
"""

from curator.foundation.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError


class BatchNotFoundError(NotFoundError):
    """There is no batch of this id."""

    def __init__(self, batch_id: int) -> None:
        """Name the batch, as the client shows it."""
        super().__init__(public_message=f"Batch {batch_id} not found")


class NotYourBatchError(ForbiddenError):
    """The batch belongs to somebody else."""


class NothingToCancelError(ConflictError):
    """No upload of the batch waits any more."""

    public_message = "No queued items to cancel"


class NothingToRetryError(ConflictError):
    """No upload of the batch has failed."""

    public_message = "No failed uploads to retry"


class NothingToPauseError(ConflictError):
    """No upload of the batch waits any more."""

    public_message = "No queued items to pause"


class NotPausedError(ConflictError):
    """There is nothing to go on with."""

    public_message = "This batch is not paused"


class SliceConflictError(ConflictError):
    """A slice of this number was stored before with other items; nothing of this one was stored."""

    public_message = "This slice was already stored with other items"


class InvalidSliceError(BadRequestError):
    """A slice that cannot be stored; the message says which item and why."""
