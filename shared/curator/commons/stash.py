"""Sending a file to Commons' upload stash in chunks, in constant memory, from wherever it stopped before.

    start ── chunk at 0 ──▶ Continue(filekey, offset) ── chunk at offset ──▶ … ──▶ Success(new filekey)
      ▲                       ▲       │ no answer, storage stumbles: wait, send the chunk again    ▲
      │ gone                  └───────┘ «stashfailed»: go on from where the server says it stands  │
    resume ── where do you stand? ──┴──────────▶ Poll: the job queue assembles ── checkstatus ─────┘

The last chunk's reply has a new filekey, and the chunks' own dies with it. Only the new one may be published, and only
after the server's SHA-1 was compared with ours: committing the key of an unfinished upload publishes its first chunk.
The stash keeps an upload for 48 hours on Commons.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from curator.commons.chunks import Transfer
from curator.commons.client import CommonsClient
from curator.commons.errors import ApiError, StashGoneError, StashMismatchError, StorageError
from curator.commons.file_checks import refuse_unfit_size
from curator.commons.status import Reply
from curator.commons.warnings import UploadWarnings, warnings_of

MEBIBYTE = 1024 * 1024
MAXIMUM_CORRECTIONS = 5  # how often the server may say it stands elsewhere before something is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class StashProgress:
    """How far an unfinished upload got: `offset` bytes are in the stash under `filekey`.

    An `offset` of the whole size means that the job queue puts the chunks together.
    """

    filekey: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StashedFile:
    """A finished upload, ready to be published.

    Attributes:
        filekey: what to publish.
        sha1: 40 hexadecimal digits; the server's and ours.
        size: in bytes; the server's and ours.
        warnings: what publishing under the given name would meet.
    """

    filekey: str
    sha1: str
    size: int
    warnings: UploadWarnings


def upload_to_stash(
    client: CommonsClient,
    source: BinaryIO,
    *,
    size: int,
    filename: str,
    sha1: str | None = None,
    chunk_size: int | None = None,
    resume: StashProgress | None = None,
    on_progress: Callable[[StashProgress], None] | None = None,
    asynchronous: bool | None = None,
) -> StashedFile:
    """Send a file to the stash and check what arrived.

    Args:
        client: acts for the uploader.
        source: a seekable file; 64 KiB of it are in memory at a time, whatever the size of chunks.
        size: of the whole file, in bytes.
        filename: what the file will be called, without `File:`.
        sha1: of the whole file, 40 hexadecimal digits; read from `source` when not given.
        chunk_size: bytes per request; by default the client's setting.
        resume: where an earlier call stopped, on this machine or another. The server is asked where it stands first;
            if it knows nothing any more, the upload starts over.
        on_progress: called between chunks and between questions, with what `resume` needs; may raise to stop.
        asynchronous: whether the chunks are put together by the job queue. By default if there are several: the work
            grows with the file, may outlast a request, and after a lost answer only `async` leads to the new filekey.

    Raises:
        StashGoneError: the stash lost the upload on the way; start over without `resume`.
        StorageError, CommonsUnreachableError: all attempts at a chunk failed; later calls may resume.
        StillQueuedError: all chunks arrived, but were not put together in time; later calls may resume.
        FileRefusedError: the file is empty, too large, or has another length than `size`.
    """
    refuse_unfit_size(source, size=size)
    chunk_size = chunk_size or client.settings.upload_chunk_bytes
    transfer = Transfer(
        client=client,
        source=source,
        size=size,
        sha1=sha1 or _sha1_of(source),
        filename=filename,
        chunk_size=chunk_size,
        asynchronous=size > chunk_size if asynchronous is None else asynchronous,
    )
    reply = transfer.begin(resume.filekey if resume else None)
    for _ in range(size // chunk_size + 1 + MAXIMUM_CORRECTIONS):
        if reply.get("result") == "Success":
            return _checked(reply, size=size, sha1=transfer.sha1)
        progress = _progress(reply, size=size)
        tell = _teller(on_progress, progress)
        if reply["result"] == "Poll":
            reply = transfer.await_assembly(progress.filekey, on_wait=tell)
            continue
        tell()
        reply = transfer.send_chunk(progress.filekey, progress.offset)
    raise StorageError("the stash does not get ahead", code="stash-stuck")


def _teller(on_progress: Callable[[StashProgress], None] | None, progress: StashProgress) -> Callable[[], None]:
    """Return what tells the caller of this progress; of an upload without a key there is nothing to tell."""

    def tell() -> None:
        if on_progress and progress.filekey:
            on_progress(progress)

    return tell


def _progress(reply: Reply, *, size: int) -> StashProgress:
    """Return where to go on."""
    if reply.get("result") == "Poll":
        return StashProgress(filekey=reply["filekey"], offset=size)
    if reply.get("result") != "Continue":
        raise ApiError(f"a chunk ended with the result {reply.get('result')!r}", code="unknown-result")
    progress = StashProgress(filekey=reply["filekey"], offset=int(reply["offset"]))  # some offsets come as strings
    if progress.offset >= size:
        raise StashGoneError("all chunks arrived but nobody put them together", code="never-assembled")
    return progress


def _checked(reply: Reply, *, size: int, sha1: str) -> StashedFile:
    arrived = reply.get("imageinfo", {})
    if arrived.get("sha1") != sha1 or arrived.get("size") != size:
        raise StashMismatchError(
            f"sent {size} bytes with SHA-1 {sha1}; arrived {arrived.get('size')} with SHA-1 {arrived.get('sha1')}",
            code="stash-mismatch",
        )
    return StashedFile(filekey=reply["filekey"], sha1=sha1, size=size, warnings=warnings_of(reply))


def _sha1_of(source: BinaryIO) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    source.seek(0)
    while piece := source.read(MEBIBYTE):
        digest.update(piece)
    return digest.hexdigest()
