"""What can go wrong between Curator and the places photos come from.

SourceError
├── InvalidInputError          what the user typed names no collection or photo
├── CollectionNotFoundError    it does, but there is nothing in it
├── SourceApiError             the source's API refused, with a status and a reason
├── SourceUnavailableError     time-out, no connection, 5xx, 429: later
├── SourceTooLargeError        the collection is too much for one request: fetch ids, then parts
├── SourceDataError            the source's answer lacks what every photo needs
├── SourceNotConfiguredError   Curator has no API key for the source, or one it does not take
├── LicenceNotAcceptedError    Commons does not take photos under this photo's licence
├── NotAPhotographError        what the id names is a video
├── OwnFileNotFoundError       the file is gone, or is another user's
└── DownloadError
    ├── DownloadRefusedError   the address is not one we download from
    ├── DownloadTooLargeError  more bytes than Commons takes
    ├── DownloadFailedError    the file's server refuses: the photo is gone, or its address has expired
    └── SourceCdnError         the file's server is in trouble: much later
"""

from curator.foundation.errors import CuratorError, QueueAction

BODY_EXCERPT = 500  # characters of a source's own explanation that reach the user


class SourceError(CuratorError):
    """A source could not be asked, or its answer is of no use."""

    status = 502
    public_message = "The image source cannot be used"


class InvalidInputError(SourceError):
    """What the user typed names no collection and no photo of the source."""

    status = 400
    public_message = "This is neither an id nor an address the image source knows"


class CollectionNotFoundError(SourceError):
    """There is no such collection, or it is empty."""

    status = 404
    public_message = "Collection not found"


class SourceApiError(SourceError):
    """The source's API refused.

    Attributes:
        status_code: of the reply.
        body: of the reply.
    """

    def __init__(self, source: str, *, status_code: int, body: str) -> None:
        """Carry the refusal; `source` is the name people know, as in `Mapillary`."""
        self.status_code = status_code
        self.body = body
        super().__init__(
            f"{source} answered {status_code}: {body}", public_message=f"{source} API Error: {body[:BODY_EXCERPT]}"
        )


class SourceUnavailableError(SourceError):
    """The source does not answer, or asks to come back later."""

    status = 503
    public_message = "The image source does not answer at the moment"
    queue_action = QueueAction.RETRY_LATER


class SourceTooLargeError(SourceError):
    """The source took too long over a whole collection, or broke down under it; parts of it may work."""

    status = 503
    public_message = "This collection is too large to fetch at once"


class SourceDataError(SourceError):
    """The source's answer lacks what every photo needs."""

    public_message = "The image source sent incomplete data"


class SourceNotConfiguredError(SourceError):
    """Curator has no API key for the source, or the source does not take it; both are for an operator to mend."""

    status = 503
    public_message = "This image source is not set up here"
    queue_action = QueueAction.RETRY_LATER


class LicenceNotAcceptedError(SourceError):
    """The photo's licence is, or has become, none that Commons takes; `public_message` says why."""

    status = 403
    public_message = "Wikimedia Commons does not accept this photo's licence"


class NotAPhotographError(SourceError):
    """What the id names is no photograph."""

    status = 400
    public_message = "Curator copies photographs only, no videos"


class OwnFileNotFoundError(SourceError):
    """There is no such file among those the user uploaded; whether another user has it is not told."""

    status = 404
    public_message = "This is not one of your files, or it has been deleted"


class DownloadError(SourceError):
    """A photo's file could not be fetched."""

    public_message = "The photo could not be downloaded"


class DownloadRefusedError(DownloadError):
    """The address is not one we download from: wrong scheme, host not listed, or not a public address."""

    status = 403
    public_message = "Photos are not downloaded from that address"


class DownloadTooLargeError(DownloadError):
    """The file has more bytes than Commons takes."""

    status = 413
    public_message = "The photo is larger than Wikimedia Commons takes"


class DownloadFailedError(DownloadError):
    """The file's server refuses for good: the photo is gone, or its address has expired."""


class SourceCdnError(DownloadError):
    """The file's server is in trouble, which takes minutes rather than seconds to pass."""

    status = 503
    public_message = "The photo's server does not answer at the moment"
    queue_action = QueueAction.RETRY_LATER
