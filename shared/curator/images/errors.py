"""What can be wrong with an image, or with what is asked of one.

CuratorError
└── ImageError                          carries a code for programs beside the text for people
    ├── ImageRejectedError              the file will never do; a worker that meets it does not try again
    │   ├── UnsupportedFileTypeError    415  UPLOAD_002
    │   ├── FileTooLargeError           413  UPLOAD_001
    │   ├── DimensionsTooLargeError     413  UPLOAD_004
    │   ├── UndecodableImageError       422  UPLOAD_005
    │   └── StagedFileGoneError         422  UPLOAD_006  there is nothing left to work on
    ├── QuotaExceededError              429  UPLOAD_003  the user has used up this hour
    ├── BucketRefusedError              422  VAL_001     no name for a bucket
    ├── MetadataRefusedError            422  VAL_002     too much of it, or too deep
    ├── TooManyImagesError              400  VAL_004     more than a batch takes
    ├── OrganisationMismatchError       403  AUTH_003    the bucket is of another organisation
    ├── NotYourBucketError              403  AUTH_002    the bucket is another user's
    ├── NotYourImageError               403  AUTH_002    the image is another user's
    ├── JobNotFoundError                404  JOB_004
    ├── ImageNotFoundError              404  IMAGE_001   unknown, unfinished, failed or deleted
    ├── SizeNotAvailableError           404  IMAGE_002
    ├── NotCompletedError               409  JOB_005
    ├── JobNotCreatedError              500  JOB_001     the table refused; nothing was kept
    ├── StagingFailedError              500  JOB_002     the bucket refused; the job is failed
    ├── StorageFailedError              503  STORAGE_00n transient: later
    ├── StillWorkedOnError              503  JOB_006     another worker has it: later
    └── TryAgainError                   503  JOB_007     the job waits for its next try: later
SpecificationError                      the settings are wrong; the function does not start
"""

from typing import TYPE_CHECKING, Literal

from curator.foundation.errors import CuratorError, QueueAction

if TYPE_CHECKING:
    from curator.images.models import Quota


class ImageError(CuratorError):
    """Something about an image; `code` names it for programs."""

    code = "IMAGE_000"


class ImageRejectedError(ImageError):
    """The file will never do; sending it again will not help."""

    status = 422


class UnsupportedFileTypeError(ImageRejectedError):
    """Its first bytes are of no format that is taken."""

    status = 415
    code = "UPLOAD_002"
    public_message = "Unsupported file type"


class FileTooLargeError(ImageRejectedError):
    """It has more bytes than are taken."""

    status = 413
    code = "UPLOAD_001"
    public_message = "File too large"

    def __init__(self, max_bytes: int) -> None:
        """Say how many bytes would have been taken."""
        super().__init__(public_message=f"File too large. Maximum allowed: {megabytes(max_bytes)}")


class DimensionsTooLargeError(ImageRejectedError):
    """It has more pixels than anybody here would decode."""

    status = 413
    code = "UPLOAD_004"
    public_message = "Image dimensions too large"


class UndecodableImageError(ImageRejectedError):
    """It looks like an image, but is none that can be decoded to its end."""

    status = 422
    code = "UPLOAD_005"
    public_message = "The image cannot be decoded"


class StagedFileGoneError(ImageRejectedError):
    """The bytes that were to be worked on are not where they were put."""

    code = "UPLOAD_006"
    public_message = "The uploaded file is no longer there"


class QuotaExceededError(ImageError):
    """The user has used up this hour."""

    status = 429
    code = "UPLOAD_003"

    def __init__(self, quota: "Quota", *, retry_after: float) -> None:
        """Carry where the user stands, for the headers."""
        super().__init__(
            public_message=f"Rate limit exceeded. Maximum {quota.limit} uploads per hour.", retry_after=retry_after
        )
        self.quota = quota


class BucketRefusedError(ImageError):
    """That is no name for a bucket."""

    status = 422
    code = "VAL_001"
    public_message = (
        "Invalid bucket. Use 1 to 63 letters, digits, dots, underscores and hyphens, beginning with a letter or a "
        "digit, or one of groups/{id}, users/{id} and system"
    )


class MetadataRefusedError(ImageError):
    """The metadata is more than is stored with an image."""

    status = 422
    code = "VAL_002"
    public_message = "Metadata too large"


class TooManyImagesError(ImageError):
    """A batch asks for more images than it may."""

    status = 400
    code = "VAL_004"

    def __init__(self, most: int) -> None:
        """Say how many are given at once."""
        super().__init__(public_message=f"Maximum {most} images per request. Please split into multiple requests.")


class OrganisationMismatchError(ImageError):
    """The bucket names an organisation that is not the caller's."""

    status = 403
    code = "AUTH_003"
    public_message = "Organization ID mismatch"


class NotYourBucketError(ImageError):
    """The bucket is another user's."""

    status = 403
    code = "AUTH_002"
    public_message = "Cannot access another user's bucket"


class NotYourImageError(ImageError):
    """The image is another user's."""

    status = 403
    code = "AUTH_002"
    public_message = "You can only delete your own images."


class JobNotFoundError(ImageError):
    """There is no job of this id."""

    status = 404
    code = "JOB_004"
    public_message = "Job not found"


class ImageNotFoundError(ImageError):
    """There is no finished image of this id."""

    status = 404
    code = "IMAGE_001"
    public_message = "Image not found"


class SizeNotAvailableError(ImageError):
    """The image has no variant of this name."""

    status = 404
    code = "IMAGE_002"

    def __init__(self, size: str) -> None:
        """Name the variant."""
        super().__init__(public_message=f"Size '{size}' not available")


class NotCompletedError(ImageError):
    """The job has no result, or none yet."""

    status = 409
    code = "JOB_005"

    def __init__(self, status: str) -> None:
        """Say where the job stands."""
        super().__init__(public_message=f"Processing not completed. Current status: {status}")


class JobNotCreatedError(ImageError):
    """The table did not take the job; nothing was kept."""

    code = "JOB_001"
    public_message = "Failed to create processing job"


class StagingFailedError(ImageError):
    """The bucket did not take the file; the job is failed."""

    code = "JOB_002"
    public_message = "Failed to save file to staging"


class StorageFailedError(ImageError):
    """Storage did not answer as it should; it will later."""

    status = 503
    queue_action = QueueAction.RETRY_LATER

    def __init__(self, operation: Literal["write", "read"], detail: str) -> None:
        """Say which operation failed; `detail` is for the log."""
        super().__init__(detail, public_message=f"Storage {operation} failed")
        self.code = {"write": "STORAGE_001", "read": "STORAGE_002"}[operation]


class StillWorkedOnError(ImageError):
    """Another worker has the image, or had it and fell silent a moment ago."""

    status = 503
    code = "JOB_006"
    public_message = "The image is being processed"
    queue_action = QueueAction.RETRY_LATER


class TryAgainError(ImageError):
    """This try failed for a reason that passes; `retry_after` says when the next one is due."""

    status = 503
    code = "JOB_007"
    public_message = "The image will be tried again"
    queue_action = QueueAction.RETRY_LATER


class SpecificationError(ValueError):
    """The settings ask for variants that cannot be made."""


def megabytes(size: int) -> str:
    """Return a size for people: `10MB`, `4.4MB`; a megabyte is 1,048,576 bytes here, as everywhere in the contract."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + "MB"
