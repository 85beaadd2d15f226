"""What can be wrong with an operator's request.

CuratorError
├── UploadNotFoundError       404
├── ImpossibleChangeError     400  a field or a value that nobody may set; the message says which
├── UploadNotEditableError    409  a worker has the upload, or it is on Commons already
├── UploadOverError           409  the upload has ended, and cannot end in that way any more
└── ReplyTooLargeError        413  the rows asked for are more than one reply carries
"""

from curator.foundation.errors import BadRequestError, ConflictError, CuratorError, NotFoundError


class UploadNotFoundError(NotFoundError):
    """There is no upload of this id."""

    def __init__(self, upload_id: int) -> None:
        """Name the upload."""
        super().__init__(public_message=f"Upload {upload_id} not found")


class ImpossibleChangeError(BadRequestError):
    """A field or a value that nobody may set; the message says which."""


class UploadNotEditableError(ConflictError):
    """What is written once with an upload cannot change now; the message says why."""


class UploadOverError(ConflictError):
    """The upload has ended already; the message says how."""


class ReplyTooLargeError(CuratorError):
    """The rows asked for are more than one reply carries."""

    status = 413
    public_message = "These rows are too large for one reply: ask for fewer with limit"
