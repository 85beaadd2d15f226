"""Work that Commons does later: with `async=1` it answers `Poll`, and `checkstatus` tells how far its job queue got.

    Poll ──▶ Poll ──▶ … ──▶ Success, Warning, or an error: the verdict
                  └── out of patience: StillQueuedError; a later call may go on asking

The status stays readable after the work is done, by the key the work was asked for with. So an answer that got lost
does no harm: whoever holds the key can ask again.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.error_codes import error_from_names
from curator.commons.errors import (
    ApiError,
    CommonsError,
    CommonsUnreachableError,
    MaxlagError,
    RateLimitedError,
    StashFailedError,
    StashGoneError,
    StillQueuedError,
)

# A job on Commons takes a second or two; when the queue is long, asking more often than this does not shorten it.
FIRST_WAIT_SECONDS = 1.0
WAIT_GROWTH = 1.5
LONGEST_WAIT_SECONDS = 10.0
# For one job. A Lambda function lives 15 minutes: two jobs, assembly and publication, leave seven for the transfer.
PATIENCE_SECONDS = 240.0

# No answer to the question is no verdict on the work: ask again.
NO_NEWS = (CommonsUnreachableError, MaxlagError, RateLimitedError)

logger = logging.getLogger(__name__)

Reply = dict[str, Any]


def upload_reply(reply: Reply) -> Reply:
    """Return the part of a reply that is about the upload."""
    upload: Reply = reply.get("upload", {})
    return upload


def check_status(client: CommonsClient, filekey: str) -> Reply:
    """Ask how the upload of this key stands: `Continue` with `offset`, `Poll`, `Success` or `Warning`.

    Raises:
        StashGoneError: Commons knows nothing of it.
        StashFailedError: the work failed; `info` says why.
        FileRefusedError: it failed because of the file.
    """
    try:
        return upload_reply(client.post({"action": "upload"}, {"checkstatus": "1", "filekey": filekey}))
    except StashFailedError as error:
        raise _explained(client, filekey, error) from error
    except ApiError as error:
        if error.code == "missingresult":
            raise StashGoneError(error.info, code=error.code) from error
        raise


def _explained(client: CommonsClient, filekey: str, failure: StashFailedError) -> CommonsError:
    """Return what work failed of: MediaWiki has one code for all failures, and names their messages if asked to."""
    try:
        reply = client.post({"action": "upload", "errorformat": "raw"}, {"checkstatus": "1", "filekey": filekey})
    except CommonsError:
        return failure
    return error_from_names([str(error.get("key", "")) for error in reply.get("errors", [])], failure)


def wait_for_verdict(client: CommonsClient, filekey: str, *, on_wait: Callable[[], None] | None = None) -> Reply:
    """Ask until the answer is another than `Poll`.

    Args:
        client: acts for the uploader.
        filekey: the one the work was asked for with.
        on_wait: called before each wait; may raise to stop.

    Raises:
        StillQueuedError: the work was not done in time; it may be done yet.
        StashGoneError, StashFailedError, FileRefusedError: see `check_status`.
    """
    deadline = client.clock.now() + PATIENCE_SECONDS  # slow answers count as well
    for wait in _waits():
        if client.clock.now() + wait > deadline:
            break
        if on_wait:
            on_wait()
        client.clock.sleep(wait)
        try:
            reply = check_status(client, filekey)
        except NO_NEWS as error:
            logger.warning("no news of %s: %s", filekey, error)
            continue
        if reply.get("result") != "Poll":
            return reply
    raise StillQueuedError(f"not done within {PATIENCE_SECONDS:g} seconds", code="still-queued")


def _waits() -> Iterator[float]:
    """Yield growing waits, as many as patience lasts for."""
    wait, left = FIRST_WAIT_SECONDS, PATIENCE_SECONDS
    while wait <= left:
        yield wait
        left -= wait
        wait = min(wait * WAIT_GROWTH, LONGEST_WAIT_SECONDS)
