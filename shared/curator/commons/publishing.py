"""Turning a stashed upload into a file on Commons.

A filekey can be published once: MediaWiki uses it up with the first success, and answers every later attempt with
`uploadstash-file-not-found`. So repeating a commit with the same filekey never publishes twice, while starting over
with a new one may. After `UnknownOutcomeError` or `StashGoneError` look the file up before starting over, and where
the commit was asynchronous ask `outcome_of_publishing` first: the file may be about to appear.
"""

from collections.abc import Callable
from dataclasses import dataclass

from curator.commons.client import CommonsClient
from curator.commons.error_codes import error_from_names
from curator.commons.errors import (
    AccountBlockedError,
    ApiError,
    AuthorisationLostError,
    CommonsError,
    CommonsUnreachableError,
    ConsumerRefusedError,
    EgressBlockedError,
    InvalidTokenError,
    MaxlagError,
    NoChangeError,
    RateLimitedError,
    ReadOnlyError,
    StaleSignatureError,
    StashFailedError,
    StashGoneError,
    StillQueuedError,
    StorageError,
    UnknownOutcomeError,
)
from curator.commons.status import Reply, check_status, upload_reply, wait_for_verdict
from curator.commons.titles import file_name, link_to
from curator.commons.warnings import refusal, warnings_of

RETRY_DELAYS_SECONDS = (3.0, 5.0, 10.0)
# A commit moves the file between containers and reads all of it. Photographs up to this size are done with in one
# request, far inside its time-out; waiting for the job queue would only add its delay. Larger ones are put off.
PUBLISH_LATER_ABOVE_BYTES = 32 * 1024 * 1024
SAME_AS_CURRENT_VERSION = "fileexists-no-change"  # the server looks again after its own checks for warnings
# The job queue counts a commit once more against the rate limits, and notes this name when there is no room for it.
REFUSED_IN_THE_QUEUE = "actionthrottledtext"
ALREADY_IN_PROGRESS = "publishfailed"  # an asynchronous commit of this key was taken before and is not done yet

# Answers to the question how a publication went that are about the question, not about the publication.
NO_VERDICT = (
    AccountBlockedError,
    AuthorisationLostError,
    CommonsUnreachableError,
    ConsumerRefusedError,
    EgressBlockedError,
    InvalidTokenError,
    MaxlagError,
    RateLimitedError,
    ReadOnlyError,
    StaleSignatureError,
    StashGoneError,
    StillQueuedError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """A file as Commons has it now.

    Attributes:
        filename: the server's own name for it, without `File:`; it may differ from the one asked for.
        url: of the file's page.
        sha1: 40 hexadecimal digits, as the server computed them.
    """

    filename: str
    url: str
    sha1: str


def publish(
    client: CommonsClient,
    *,
    filekey: str,
    filename: str,
    comment: str,
    text: str,
    sha1: str = "",
    asynchronous: bool = False,
    on_wait: Callable[[], None] | None = None,
) -> PublishedFile:
    """Commit the stashed upload `filekey` as `File:{filename}` with the page text `text`.

    Warnings are not ignored: a file is never overwritten, repeated, or renamed by the server. When storage stumbles the
    same filekey is tried again after 3, 5 and 10 seconds.

    Args:
        client: acts for the uploader.
        filekey: of a finished upload. The key of an unfinished one publishes its first chunk as the file.
        filename: without `File:`.
        comment: the edit summary.
        text: the wikitext of the file's page.
        sha1: of the local file; tells a repeated file from a taken title.
        asynchronous: leave the work to the job queue and wait for it; `is_published_later` recommends.
        on_wait: called before each wait for the job queue; may raise to stop, whereupon the outcome is unknown.

    Raises:
        UnknownOutcomeError: the file may be published, or be about to be.
        StashGoneError: the filekey expired, or an earlier commit used it up.
        DuplicateFileError: Commons has these bytes; NoChangeError: under this title.
        TitleTakenError, InvalidTitleError, PreviouslyDeletedError, TitleBlacklistedError, FileRefusedError,
        FilterRefusedError: Commons does not want it.
        StashFailedError: the job queue could not publish it; `info` says why.
    """
    fields = {"filekey": filekey, "filename": filename, "comment": comment, "text": text}
    if asynchronous:
        fields["async"] = "1"
    reply = _commit(client, fields)
    if reply.get("result") == "Poll":
        reply = _verdict(client, filekey, filename, on_wait)
    return _published(client, reply, filename=filename, sha1=sha1)


def is_published_later(size: int) -> bool:
    """Return whether a file of `size` bytes should be published by the job queue."""
    return size > PUBLISH_LATER_ABOVE_BYTES


def outcome_of_publishing(
    client: CommonsClient,
    *,
    filekey: str,
    filename: str,
    sha1: str = "",
    on_wait: Callable[[], None] | None = None,
) -> PublishedFile | None:
    """Return how an earlier asynchronous commit of `filekey` ended, waiting for it if need be.

    None means that it may be committed again: Commons has no note of such a commit (it never arrived, or was not
    asynchronous, or is older than such notes live), or the job queue stumbled or was rate limited over it, and left the
    file in the stash. The other arguments and errors are those of `publish`.
    """
    try:
        reply = check_status(client, filekey)
        if reply.get("result") == "Poll":
            reply = _verdict(client, filekey, filename, on_wait)
        return _published(client, reply, filename=filename, sha1=sha1)
    except (StashGoneError, StashFailedError):
        return None
    except RateLimitedError as error:
        if error.code != REFUSED_IN_THE_QUEUE:
            raise
        return None
    except ApiError as error:
        _raise_if_no_change(client, filename, error)
        raise


def _commit(client: CommonsClient, fields: dict[str, str]) -> Reply:
    for delay in RETRY_DELAYS_SECONDS:
        try:
            return _commit_once(client, fields)
        except StorageError:
            client.clock.sleep(delay)
    return _commit_once(client, fields)


def _commit_once(client: CommonsClient, fields: dict[str, str]) -> Reply:
    try:
        return upload_reply(client.post({"action": "upload"}, fields, repeatable=False))
    except UnknownOutcomeError as doubt:
        if "async" not in fields:
            raise
        return _status_after_doubt(client, fields["filekey"], doubt)
    except ApiError as error:
        if error.code == ALREADY_IN_PROGRESS:
            return {"result": "Poll"}
        _raise_if_no_change(client, fields["filename"], error)
        raise


def _status_after_doubt(client: CommonsClient, filekey: str, doubt: UnknownOutcomeError) -> Reply:
    """Return how an asynchronous commit stands whose answer was lost; that nobody knows of it proves nothing."""
    try:
        return check_status(client, filekey)
    except NO_VERDICT:
        raise doubt from None


def _verdict(client: CommonsClient, filekey: str, filename: str, on_wait: Callable[[], None] | None) -> Reply:
    try:
        return wait_for_verdict(client, filekey, on_wait=on_wait)
    except NO_VERDICT as error:
        raise UnknownOutcomeError(str(error), code=error.code) from error
    except ApiError as error:
        _raise_if_no_change(client, filename, error)
        raise


def _published(client: CommonsClient, reply: Reply, *, filename: str, sha1: str) -> PublishedFile:
    if reply.get("result") == "Success":
        version = reply.get("imageinfo", {})
        return PublishedFile(
            filename=file_name(reply.get("filename", filename)),
            url=version.get("descriptionurl", ""),
            sha1=version.get("sha1", ""),
        )
    raise _not_published(client, reply, filename=filename, sha1=sha1)


def _not_published(client: CommonsClient, reply: Reply, *, filename: str, sha1: str) -> CommonsError:
    if reply.get("result") == "Warning":
        return refusal(client, warnings_of(reply), filename=filename, sha1=sha1)
    error = ApiError(f"an upload ended with the result {reply.get('result')!r}", code="unknown-result")
    return error_from_names(_names(reply), error)


def _names(reply: Reply) -> list[str]:
    """Return the names of the messages with which the job queue gave up, which MediaWiki puts under bare numbers."""
    return [str(value[0]) for key, value in reply.items() if key.isdigit() and isinstance(value, list) and value]


def _raise_if_no_change(client: CommonsClient, filename: str, error: ApiError) -> None:
    """Raise what an error means that tells of the very same file under the very same title."""
    if error.code == SAME_AS_CURRENT_VERSION:
        raise NoChangeError(links=[link_to(client.settings, filename)], code=error.code) from error
