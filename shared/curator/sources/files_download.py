"""Fetching a user's own file from where it is kept: streamed, hashed on the way, and exactly what was uploaded."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from typing import BinaryIO

from curator.foundation.clock import Clock
from curator.sources.downloads import RETRY_DELAYS_SECONDS, Download
from curator.sources.errors import SourceUnavailableError
from curator.sources.own_files import OwnFile

logger = logging.getLogger(__name__)


def fetch(
    file: OwnFile,
    pieces: Callable[[], Iterator[bytes]],
    target: BinaryIO,
    *,
    on_progress: Callable[[], None],
    clock: Clock,
) -> Download:
    """Fetch a file into `target`, which is emptied first, trying four times.

    Args:
        file: what was uploaded.
        pieces: yields its bytes.
        target: where they go.
        on_progress: called before each attempt and with each piece that arrives; may raise to stop.
        clock: for waits between attempts.

    Raises:
        SourceUnavailableError: storage does not give the file, or gives other bytes than were uploaded.
        SourceError: it refuses; trying again will not help.
    """
    for delay in RETRY_DELAYS_SECONDS:
        try:
            return _fetch_once(file, pieces(), target, on_progress)
        except SourceUnavailableError as error:
            logger.warning("own file, trying again in %s s: %s", delay, error)
        clock.sleep(delay)
    return _fetch_once(file, pieces(), target, on_progress)


def _fetch_once(file: OwnFile, pieces: Iterator[bytes], target: BinaryIO, on_progress: Callable[[], None]) -> Download:
    on_progress()
    target.seek(0)
    target.truncate()
    sha1, sha256, size = hashlib.sha1(usedforsecurity=False), hashlib.sha256(), 0
    for piece in pieces:
        size += len(piece)
        sha1.update(piece)
        sha256.update(piece)
        target.write(piece)
        on_progress()
    if size != file.size or sha256.hexdigest() != file.sha256:
        raise SourceUnavailableError(f"own file {file.id}: {size} of {file.size} bytes, or not those uploaded")
    return Download(sha1=sha1.hexdigest(), size=size, content_type=file.content_type)
