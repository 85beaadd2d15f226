"""`action=upload&stash=1` with chunks: where each chunk may go, and what the last one brings."""

import sqlite3
from pathlib import Path
from typing import Any

from local.sandbox import image_info, jobs
from local.sandbox.pictures import check_chunk, extension_for, measure, refusal_of_a_piece, sha1_of
from local.sandbox.publishing import checked_candidate, kept
from local.sandbox.replies import ApiError
from local.sandbox.requests import ApiRequest, UploadedPart
from local.sandbox.services import Sandbox
from local.sandbox.stash import UPLOADING, key_not_found, not_kept
from local.sandbox.titles import FileName, RefusedNameError, file_name
from local.sandbox.upload_warnings import warnings_for
from local.sandbox.users import SandboxUser, user_named

NOT_VERIFIED = "This file did not pass file verification."
MINIMUM_CHUNK_BYTES = 1024
MAXIMUM_FILE_BYTES = 5 * 1024**3


def upload_chunk(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Take one chunk and say where the file now stands.

    MediaWiki looks at the key first, then at the name, then for warnings, and only then at the chunk itself.
    """
    chunk = request.files["chunk"]
    filekey = request.text("filekey") or request.text("sessionkey")
    start = _start_of_the_file(sandbox, request, chunk, filekey)
    filesize = _claimed_size(request)
    name = _name(request, start)
    warnings = warnings_for(sandbox.wiki, name, "" if filekey else sha1_of(start))
    if chunk.size == 0 and not filekey:
        warnings["empty-file"] = True
    if warnings and not request.flag("ignorewarnings"):
        return {"result": "Warning", "warnings": warnings, **_stashed_piece(sandbox, request, chunk, name)}
    _check_place(chunk, offset=request.integer("offset", 0), filesize=filesize)
    if filekey:
        return _next(sandbox, request, chunk, filekey, warnings)
    return _first(sandbox, request, chunk, name, filesize, warnings)


def assembled_reply(sandbox: Sandbox, row: sqlite3.Row, filename: str, server: str) -> dict[str, Any]:
    """Turn complete chunks into a finished file and return the reply with its new key."""
    user = owner(row)
    picture = measure(sandbox.stash.path(row))
    try:
        candidate = checked_candidate(sandbox.stash.path(row), picture, filename)
    except ApiError as error:
        raise ApiError("verification-error", NOT_VERIFIED) from error
    warnings = warnings_for(sandbox.wiki, candidate.name, picture.sha1)
    finished = sandbox.stash.find(sandbox.stash.finish(row, user, picture), user)
    return {
        **({"warnings": warnings} if warnings else {}),
        "result": "Success",
        "filekey": finished["filekey"],
        "imageinfo": image_info.stashed_info(finished, server=server, wanted=image_info.EVERYTHING),
    }


def run_assembly(sandbox: Sandbox, job: sqlite3.Row) -> dict[str, Any]:
    """Assemble what an asynchronous last chunk left waiting."""
    arguments = jobs.arguments_of(job)
    row = sandbox.stash.find(job["filekey"], owner(job))
    return assembled_reply(sandbox, row, arguments["filename"], arguments["server"])


def owner(row: sqlite3.Row) -> SandboxUser:
    """Return the account a stashed file or a job belongs to."""
    user = user_named(row["username"])
    if user is None:
        raise LookupError(f"no account {row['username']}")
    return user


def _start_of_the_file(sandbox: Sandbox, request: ApiRequest, chunk: UploadedPart, filekey: str) -> Path:
    """Return where the file's first bytes are, refusing a key that does not fit the offset or is none."""
    offset = request.integer("offset", -1)
    if offset == 0 and filekey:
        raise ApiError("filekeynotallowed", 'Cannot supply a "filekey" when "offset" is 0.')
    if offset != 0 and not filekey:
        raise ApiError("filekeyneeded", 'Must supply a "filekey" when "offset" is non-zero.')
    if not filekey:
        return chunk.path
    row = sandbox.stash.find_properly(filekey, request.account)
    if row["status"] != UPLOADING:
        raise key_not_found(filekey)
    return sandbox.stash.path(row)


def _name(request: ApiRequest, start: Path) -> FileName:
    """Return the file's name. Here MediaWiki has one and the same word for everything a name may lack."""
    try:
        return file_name(request.text("filename"), guessed_extension=extension_for(measure(start).mime))
    except RefusedNameError as error:
        raise ApiError("illegal-filename", "The filename is not allowed.") from error


def _claimed_size(request: ApiRequest) -> int:
    filesize = request.integer("filesize", 0)
    if filesize > MAXIMUM_FILE_BYTES:
        text = f'The value "{filesize}" for parameter "filesize" must be between 0 and {MAXIMUM_FILE_BYTES:,}.'
        request.warn("upload", text)
    return min(filesize, MAXIMUM_FILE_BYTES)


def _check_place(chunk: UploadedPart, *, offset: int, filesize: int) -> None:
    if offset + chunk.size > filesize:
        raise ApiError("invalid-chunk", "Offset plus current chunk is greater than claimed file size.")
    if chunk.size < MINIMUM_CHUNK_BYTES and offset + chunk.size < filesize:
        raise ApiError("chunk-too-small", "Minimum chunk size is 1,024 bytes for non-final chunks.")


def _stashed_piece(sandbox: Sandbox, request: ApiRequest, chunk: UploadedPart, name: FileName) -> dict[str, Any]:
    """Keep a warned chunk as if it were the file itself, and return its key or why it cannot be kept."""
    if chunk.size == 0:
        return not_kept("UploadStashZeroLengthFileException", "File is zero length.")
    if refusal := refusal_of_a_piece(chunk.path):
        error = {"message": refusal[0], "params": refusal[1:], "code": refusal[0], "type": "error"}
        return {"stasherrors": [error]}
    return kept(sandbox.stash.add_finished(request.account, name.key, chunk.path, measure(chunk.path)))


def _first(
    sandbox: Sandbox,
    request: ApiRequest,
    chunk: UploadedPart,
    name: FileName,
    filesize: int,
    warnings: dict[str, Any],
) -> dict[str, Any]:
    check_chunk(chunk.path)
    if chunk.size == 0:
        text = 'Could not store upload in the stash (UploadStashZeroLengthFileException): "File is zero length.".'
        raise ApiError("uploadstash-exception", text)
    filekey = sandbox.stash.start(request.account, name.key, filesize, chunk.path)
    return _taken(sandbox, request, sandbox.stash.find(filekey, request.account), filesize, warnings)


def _next(
    sandbox: Sandbox, request: ApiRequest, chunk: UploadedPart, filekey: str, warnings: dict[str, Any]
) -> dict[str, Any]:
    offset = request.integer("offset", 0)
    with sandbox.store.transaction():
        if jobs.job_of(sandbox, filekey, request.account) is not None:
            raise ApiError("stashfailed", "Chunked upload is already completed, check status for details.")
        row = sandbox.stash.find_properly(filekey, request.account)
        where: dict[str, Any] = {"offset": str(row["received"])}
        if offset != row["received"]:
            raise ApiError("stashfailed", "Invalid chunk offset", **where)
        try:
            check_chunk(chunk.path)
        except ApiError as error:
            raise ApiError("stashfailed", error.info, **where) from error
        sandbox.stash.append(row, chunk.path)
    filesize = _claimed_size(request)
    return _taken(sandbox, request, sandbox.stash.find(filekey, request.account), filesize, warnings)


def _taken(
    sandbox: Sandbox, request: ApiRequest, row: sqlite3.Row, filesize: int, warnings: dict[str, Any]
) -> dict[str, Any]:
    """Return where a chunk has brought the file; the last one has it put together, now or by the job queue."""
    warned = {"warnings": warnings} if warnings else {}
    if row["received"] < filesize:
        return {**warned, "result": "Continue", "offset": row["received"], "filekey": row["filekey"]}
    filename = request.text("filename")
    if request.flag("async"):
        arguments = {"filename": filename, "server": request.server}
        jobs.enqueue(sandbox, request.account, row["filekey"], jobs.ASSEMBLE, arguments)
        return {**warned, "result": "Poll", "stage": "queued", "filekey": row["filekey"]}
    try:
        with sandbox.store.transaction():
            return assembled_reply(sandbox, row, filename, request.server)
    except ApiError as error:
        jobs.note_failure(sandbox, request.account, row["filekey"], jobs.ASSEMBLE, error)
        raise jobs.failure(error) from error
