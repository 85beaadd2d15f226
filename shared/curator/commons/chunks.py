"""One file on its way into the stash: single chunks, what to do when one fails, and where the server stands.

Every answer here is `Continue` with a filekey and an offset, `Poll` with a filekey, or `Success` with the new filekey
and what arrived.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from curator.commons.client import CommonsClient
from curator.commons.errors import (
    CommonsError,
    CommonsUnreachableError,
    FileRefusedError,
    StashFailedError,
    StashGoneError,
    StorageError,
)
from curator.commons.file_part import file_part
from curator.commons.stash_search import find_in_stash, find_unassembled
from curator.commons.status import Reply, check_status, upload_reply, wait_for_verdict

RETRY_DELAYS_SECONDS = (3.0, 5.0, 10.0)
ATTEMPTS = len(RETRY_DELAYS_SECONDS) + 1

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A file, and how it is sent; `stash.upload_to_stash` tells what the fields mean."""

    client: CommonsClient
    source: BinaryIO
    size: int
    sha1: str
    filename: str
    chunk_size: int
    asynchronous: bool

    def begin(self, filekey: str | None) -> Reply:
        """Return where an earlier attempt's upload stands, or the start of a new one."""
        earlier = self._whereabouts(filekey) if filekey else None
        return earlier or {"result": "Continue", "filekey": "", "offset": 0}

    def send_chunk(self, filekey: str, offset: int) -> Reply:
        """Send one chunk, four times if need be, and return what the server says, or where it turned out to stand."""
        for attempt, delay in enumerate(RETRY_DELAYS_SECONDS, start=1):
            try:
                return self._send_or_place(filekey, offset, attempt)
            except (StorageError, CommonsUnreachableError) as error:
                if (error.retry_after or 0.0) > delay:
                    raise  # told to stay away for longer than we may sit and wait
            self.client.clock.sleep(delay)
        return self._send_or_place(filekey, offset, ATTEMPTS)

    def await_assembly(self, filekey: str, *, on_wait: Callable[[], None]) -> Reply:
        """Wait until the job queue has put the chunks together."""
        try:
            return {"filekey": filekey, **wait_for_verdict(self.client, filekey, on_wait=on_wait)}
        except StashGoneError:  # Commons keeps what it knows of a job for a day; this one's note got lost
            found = self._found()
            if found is None:
                raise
            return found

    def _send_or_place(self, filekey: str, offset: int, attempt: int) -> Reply:
        """Send once. Where the refusal may mean that an earlier attempt arrived, find out where the server stands."""
        try:
            return self._send(filekey, offset)
        except StashFailedError as error:
            if not filekey:
                raise self._explained(error) from error
            if error.offset is not None and error.offset < self.size:
                return {"result": "Continue", "filekey": filekey, "offset": error.offset}
            return self._placed(filekey, error)
        except StashGoneError as error:
            if attempt == 1 or not filekey:
                raise
            return self._placed(filekey, error)

    def _explained(self, error: StashFailedError) -> CommonsError:
        """Return why nothing became of a first chunk. Where it was the whole file, the stash has it and may tell."""
        try:
            if filekey := find_unassembled(self.client, size=self.size):
                check_status(self.client, filekey)
        except FileRefusedError as refusal:
            return refusal
        except CommonsError:
            logger.warning("the stash refuses %s and does not say why", self.filename)
        return error

    def _send(self, filekey: str, offset: int) -> Reply:
        length = min(self.chunk_size, self.size - offset)
        fields = {
            "stash": "1",
            "filename": self.filename,
            "filesize": str(self.size),
            "offset": str(offset),
            "ignorewarnings": "1",  # nothing is published here; the warnings come all the same
        }
        if self.asynchronous:
            fields["async"] = "1"
        if filekey:
            fields["filekey"] = filekey
        chunk = (self.filename, file_part(self.source, offset=offset, length=length), "application/octet-stream")
        # Not `repeatable`: the client would repeat without asking where the server stands. This module knows how to.
        return upload_reply(self.client.post({"action": "upload"}, fields, {"chunk": chunk}, repeatable=False))

    def _placed(self, filekey: str, error: StorageError | StashGoneError) -> Reply:
        """Return where the upload stands, or give it up.

        The server that refuses may have everything, put together under another key or being so; or its session, or
        the chunks themselves, may be gone.
        """
        found = self._whereabouts(filekey)
        if found is None:
            raise StashGoneError(error.info, code=error.code) from error
        return found

    def _whereabouts(self, filekey: str) -> Reply | None:
        """Ask by the key, then look through the user's stash; return None if there is no trace of the upload."""
        try:
            return {"filekey": filekey, **check_status(self.client, filekey)}
        except (StashGoneError, StashFailedError):
            return self._found()

    def _found(self) -> Reply | None:
        filekey = find_in_stash(self.client, sha1=self.sha1, size=self.size)
        if filekey is None:
            return None
        return {"result": "Success", "filekey": filekey, "imageinfo": {"sha1": self.sha1, "size": self.size}}
