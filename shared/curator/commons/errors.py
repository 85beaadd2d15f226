"""What can go wrong between Curator and Wikimedia Commons.

    CommonsError
    ├── CommonsUnreachableError      no usable answer: transport, 5xx, a page instead of JSON
    │   └── UnknownOutcomeError      the same, to a write that may have happened: look before trying again
    ├── RateLimitedError             this user did too much; the lane waits
    ├── MaxlagError                  the database replicas lag; the lane waits
    ├── ReadOnlyError                nobody can write; every lane waits
    ├── EgressBlockedError           our own address is blocked; every lane waits
    ├── ConsumerRefusedError         Commons does not know our OAuth consumer; every lane waits
    ├── AccountBlockedError          this user is blocked
    ├── MissingRightError            this user lacks a right
    ├── InvalidTokenError            the csrf token was refused again and again
    ├── StaleSignatureError          a nonce seen before, or a timestamp too old: sign again
    ├── AuthorisationLostError       the user took the grant back: log in again
    │   └── WrongAccountError        the token belongs to another user than we thought
    ├── StashGoneError               the stash no longer holds the upload: start over
    │   └── StashMismatchError       it holds something else than we sent: start over
    ├── StorageError                 the file backend or the job queue stumbled: later
    │   ├── StashFailedError         the stash refused a chunk, and may say where it stands
    │   └── StillQueuedError         the job queue has not done the work in time: ask again later
    ├── DuplicateFileError           Commons has these very bytes, under `links`
    │   └── NoChangeError            and under this very title
    ├── TitleTakenError              another file has this title
    ├── TitleBlacklistedError        the title blacklist forbids it
    ├── InvalidTitleError            no file can be called that
    ├── PreviouslyDeletedError       this title, or these bytes, were deleted once
    ├── FileRefusedError             the file itself is refused
    ├── FilterRefusedError           an abuse filter refused the action
    ├── StructuredDataRefusedError   a statement or caption is malformed
    ├── EditConflictError            somebody else edited meanwhile: read again, merge again
    ├── FileMissingError             there is no such file (yet)
    └── ApiError                     any other code

`error_codes` holds the table from Commons' codes to these classes. Nothing here is decided on message text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.foundation.errors import CuratorError, QueueAction


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A file on Commons as the user is shown it: `File:…` and the address of its page."""

    title: str
    url: str


class CommonsError(CuratorError):
    """Commons refused, or could not be asked.

    Attributes:
        code: Commons' own error code, "" where there was none.
        info: Commons' explanation, in English or in the user's language; for people, never for decisions.
    """

    status = 502
    public_message = "Wikimedia Commons refused the request"

    def __init__(
        self,
        info: str = "",
        *,
        code: str = "",
        retry_after: float | None = None,
    ) -> None:
        """Carry what Commons answered."""
        self.code = code
        self.info = info
        super().__init__(_sentence(code, info), retry_after=retry_after)


def _sentence(code: str, info: str) -> str:
    return f"{code}: {info}" if code and info else code or info


class CommonsUnreachableError(CommonsError):
    """No usable answer: the connection failed, the status was 5xx, or a page came instead of JSON."""

    status = 503
    public_message = "Wikimedia Commons cannot be reached at the moment"
    queue_action = QueueAction.RETRY_LATER


class UnknownOutcomeError(CommonsUnreachableError):
    """No usable answer to a write that may have happened. Ask Commons what it has before trying again."""

    public_message = "Wikimedia Commons did not confirm the request"


class RateLimitedError(CommonsError):
    """The user has used up a rate limit, or the edge answered 429."""

    status = 429
    public_message = "Wikimedia Commons asks to slow down"
    queue_action = QueueAction.PAUSE_LANE


class MaxlagError(CommonsError):
    """The database replicas lag behind; bots are asked to wait (Manual:Maxlag parameter)."""

    status = 503
    public_message = "Wikimedia Commons is busy"
    queue_action = QueueAction.PAUSE_LANE


class ReadOnlyError(CommonsError):
    """The wiki takes no writes from anybody."""

    status = 503
    public_message = "Wikimedia Commons is read-only at the moment"
    queue_action = QueueAction.PAUSE_EVERYONE


class EgressBlockedError(CommonsError):
    """The address Curator itself writes from is blocked; no user can upload until that ends."""

    status = 503
    public_message = "Wikimedia Commons blocks Curator's address at the moment"
    queue_action = QueueAction.PAUSE_EVERYONE


class ConsumerRefusedError(CommonsError):
    """Commons does not know our OAuth consumer: an operator has to act, and no user's work may be lost meanwhile."""

    status = 503
    public_message = "Curator is not registered with Wikimedia Commons correctly"
    queue_action = QueueAction.PAUSE_EVERYONE


class AccountBlockedError(CommonsError):
    """This user is blocked from editing or uploading."""

    status = 403
    public_message = "Your account is blocked on Wikimedia Commons"


class MissingRightError(CommonsError):
    """This user lacks the right to do that."""

    status = 403
    public_message = "Your account may not do this on Wikimedia Commons"


class InvalidTokenError(CommonsError):
    """The csrf token was refused even after it was renewed."""

    public_message = "Wikimedia Commons lost the session"
    queue_action = QueueAction.RETRY_LATER


class StaleSignatureError(CommonsError):
    """The request's nonce was seen before, or its timestamp is too old; a new signature helps."""

    public_message = "Wikimedia Commons refused the request's signature"
    queue_action = QueueAction.RETRY_LATER


class AuthorisationLostError(CommonsError):
    """The access token no longer works: the user has to log in again."""

    status = 401
    public_message = "Wikimedia Commons no longer accepts your login; log in again"


class WrongAccountError(AuthorisationLostError):
    """The access token belongs to another account than the one this work is for."""

    public_message = "Your login belongs to another Wikimedia account; log in again"


class StashGoneError(CommonsError):
    """The stash does not hold this filekey: it expired, or a commit used it up.

    After an attempt to publish it means «perhaps done»: look the file up before starting over.
    """

    public_message = "Wikimedia Commons lost the uploaded data"
    queue_action = QueueAction.RETRY


class StashMismatchError(StashGoneError):
    """What the stash assembled is not what was sent; its filekey must not be published."""

    public_message = "Wikimedia Commons received damaged data"


class StorageError(CommonsError):
    """Commons' file storage, stash database or job queue stumbled."""

    status = 503
    public_message = "Wikimedia Commons could not store the file"
    queue_action = QueueAction.RETRY_LATER


class StashFailedError(StorageError):
    """The stash refused a chunk.

    Attributes:
        offset: how many bytes the server holds, where it said so.
    """

    def __init__(
        self, info: str = "", *, code: str = "", offset: int | None = None, retry_after: float | None = None
    ) -> None:
        """Carry where the server stands."""
        self.offset = offset
        super().__init__(info, code=code, retry_after=retry_after)


class StillQueuedError(StorageError):
    """Work put off with `async` was not done in time. It may be done yet: go on asking rather than start over."""

    public_message = "Wikimedia Commons is still working on the file"


class DuplicateFileError(CommonsError):
    """Commons already has these very bytes.

    Attributes:
        links: where, at least one.
    """

    status = 409
    public_message = "This file is already on Wikimedia Commons"

    def __init__(self, info: str = "", *, links: Sequence[FileLink], code: str = "") -> None:
        """Carry where the bytes are."""
        self.links = tuple(links)
        super().__init__(info or ", ".join(link.title for link in self.links), code=code)


class NoChangeError(DuplicateFileError):
    """Commons already has these very bytes under this very title."""


class TitleTakenError(CommonsError):
    """Another file, or a page without a file, already has this title."""

    status = 409
    public_message = "Another file on Wikimedia Commons already has this title"


class TitleBlacklistedError(CommonsError):
    """The title blacklist forbids this title."""

    status = 400
    public_message = "This title is blacklisted on Wikimedia Commons"


class InvalidTitleError(CommonsError):
    """No file can be called that."""

    status = 400
    public_message = "Wikimedia Commons does not accept this title"


class PreviouslyDeletedError(CommonsError):
    """A file of this title, or with these bytes, was deleted from Commons."""

    status = 409
    public_message = "This file was deleted from Wikimedia Commons before"


class FileRefusedError(CommonsError):
    """The file itself is refused: empty, too large, of a forbidden type, or not what its name says."""

    status = 400
    public_message = "Wikimedia Commons refuses this file"


class FilterRefusedError(CommonsError):
    """An abuse filter, spam list or captcha refused the action."""

    status = 403
    public_message = "A filter on Wikimedia Commons refused this action"


class StructuredDataRefusedError(CommonsError):
    """A statement or caption is malformed; one bad claim fails the whole edit."""

    status = 400
    public_message = "Wikimedia Commons refuses the structured data"


class EditConflictError(CommonsError):
    """Somebody edited since the revision this edit was based on."""

    status = 409
    public_message = "The page was edited at the same time"
    queue_action = QueueAction.RETRY


class FileMissingError(CommonsError):
    """There is no such file, or a replica has not heard of it yet."""

    status = 404
    public_message = "There is no such file on Wikimedia Commons"
    queue_action = QueueAction.RETRY_LATER


class ApiError(CommonsError):
    """Any code this room has no better class for."""
