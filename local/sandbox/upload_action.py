"""`action=upload`: which of its five forms a request is, and the three that are not chunks.

checkstatus          how a key's put-off work stands
chunk  + stash=1     one piece of a file
file   + stash=1     a whole file into the stash
filekey              publish what is in the stash
file                 publish at once
"""

import sqlite3
from typing import Any

from local.sandbox import image_info, jobs
from local.sandbox.pictures import extension_for, measure
from local.sandbox.publishing import (
    Candidate,
    Publication,
    candidate_from_stash,
    checked_candidate,
    kept,
    mendable,
    no_change,
    publish,
    settle,
    stashed_picture,
    success_reply,
)
from local.sandbox.ratelimits import EDIT, UPLOAD, LimitExceededError
from local.sandbox.replies import ApiError
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox
from local.sandbox.stash import UPLOADING, not_kept
from local.sandbox.titles import RefusedNameError, file_name
from local.sandbox.upload_chunks import NOT_VERIFIED, owner, run_assembly, upload_chunk
from local.sandbox.upload_warnings import in_inner_form, warnings_for

NOT_BOTH = (
    'The parameters "async" and "file" cannot be combined. If you want asynchronous processing of your uploaded file, '
    'first upload it to stash (using the "stash" parameter) and then publish the stashed file asynchronously (using '
    '"filekey" and "async").'
)


def upload(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    """Answer any `action=upload`."""
    filekey = request.text("filekey") or request.text("sessionkey")
    if request.user is None and filekey:
        raise ApiError("stashnotloggedin", "You must be logged in to upload this file.")
    user = request.account
    if "chunk" not in request.files:
        _refuse_no_or_two_sources(filekey, has_file="file" in request.files)
    if request.flag("checkstatus") and filekey:
        return {"upload": _status(sandbox, request, filekey)}
    if "filename" not in request.parameters:
        raise ApiError("nofilename", 'The "filename" parameter must be set.')
    if "chunk" in request.files:
        return {"upload": upload_chunk(sandbox, request)}
    if "file" in request.files:
        return {"upload": _whole_file(sandbox, request)}
    row = sandbox.stash.find(filekey, user)
    return {"upload": _commit_later(sandbox, request, row) if request.flag("async") else _commit(sandbox, request, row)}


def run_publication(sandbox: Sandbox, job: sqlite3.Row) -> dict[str, Any]:
    """Publish what an asynchronous commit left waiting. Warnings come in MediaWiki's inner form here."""
    arguments = jobs.arguments_of(job)
    publication = Publication(user=owner(job), **arguments["publication"])
    try:
        row = sandbox.stash.find(job["filekey"], publication.user)
    except ApiError as error:
        text = "Internal error: Server failed to publish temporary file."
        raise ApiError("api-error-publishfailed", text) from error
    try:
        candidate = candidate_from_stash(sandbox, row, publication.filename)
    except ApiError as error:
        raise ApiError("verification-error", NOT_VERIFIED) from error
    try:  # a second time: the request that put this off has counted already
        sandbox.limiter.spend(publication.user, (UPLOAD, EDIT), what=candidate.name.title)
    except LimitExceededError as error:
        sandbox.limiter.record_refusal(error.user, error.action)
        return {"result": "Failure", "0": ["actionthrottledtext"]}
    warnings = warnings_for(sandbox.wiki, candidate.name, candidate.picture.sha1)
    if warnings and not publication.ignore_warnings:
        return {"result": "Warning", "warnings": in_inner_form(sandbox.wiki, candidate.name, warnings)}
    if "nochange" in warnings:
        raise no_change(candidate.name)
    reply = _publish_row(sandbox, row, candidate, publication, warnings, arguments["server"])
    return {name: value for name, value in reply.items() if name != "warnings"}


RUNNERS: dict[str, jobs.Runner] = {jobs.ASSEMBLE: run_assembly, jobs.PUBLISH: run_publication}


def _refuse_no_or_two_sources(filekey: str, *, has_file: bool) -> None:
    if not filekey and not has_file:
        raise ApiError("missingparam", 'One of the parameters "filekey", "file" and "url" is required.')
    if filekey and has_file:
        raise ApiError("invalidparammix", 'The parameters "file" and "filekey" can not be used together.')


def _publication(request: ApiRequest) -> Publication:
    comment = request.text("comment")
    return Publication(
        user=request.account,
        filename=request.text("filename"),
        comment=comment,
        text=request.text("text", comment),
        ignore_warnings=request.flag("ignorewarnings"),
    )


def _status(sandbox: Sandbox, request: ApiRequest, filekey: str) -> dict[str, Any]:
    job = jobs.job_of(sandbox, filekey, request.account)
    if job is not None:
        return jobs.status_reply(job)
    try:
        row = sandbox.stash.find(filekey, request.account)
    except ApiError:
        row = None
    if row is None or row["status"] != UPLOADING:
        raise ApiError("missingresult", "No result in status data.", key="apierror-upload-missingresult")
    return {"result": "Continue", "stage": "uploading", "offset": row["received"]}


def _whole_file(sandbox: Sandbox, request: ApiRequest) -> dict[str, Any]:
    if request.flag("async"):
        raise ApiError("cannot-async-upload-file", NOT_BOTH)
    publication = _publication(request)
    part = request.files["file"]
    picture = measure(part.path)

    def restash() -> dict[str, Any]:
        return kept(sandbox.stash.add_finished(publication.user, publication.filename, part.path, picture))

    try:
        candidate = checked_candidate(part.path, picture, publication.filename)
    except RefusedNameError as error:
        raise mendable(error, restash) from error
    if request.flag("stash"):
        return _stash_reply(sandbox, request, candidate, restash()["filekey"])

    def proceed(warnings: dict[str, Any]) -> dict[str, Any]:
        page, version = publish(sandbox, candidate, publication)
        return success_reply(page, version, candidate, warnings, server=request.server)

    return settle(sandbox, candidate, publication, confirm=lambda: None, restash=restash, proceed=proceed)


def _stash_reply(sandbox: Sandbox, request: ApiRequest, candidate: Candidate, filekey: str) -> dict[str, Any]:
    row = sandbox.stash.find(filekey, request.account)
    warnings = warnings_for(sandbox.wiki, candidate.name, candidate.picture.sha1)
    if warnings and not request.flag("ignorewarnings"):
        return {"result": "Warning", "warnings": warnings, "filekey": filekey, "sessionkey": filekey}
    return {
        **({"warnings": warnings} if warnings else {}),
        "result": "Success",
        "filekey": filekey,
        "sessionkey": filekey,
        "imageinfo": image_info.stashed_info(row, server=request.server, wanted=image_info.EVERYTHING),
    }


def _commit(sandbox: Sandbox, request: ApiRequest, row: sqlite3.Row) -> dict[str, Any]:
    publication = _publication(request)
    path = sandbox.stash.path(row)

    def restash() -> dict[str, Any]:
        return kept(sandbox.stash.add_finished(publication.user, publication.filename, path, measure(path)))

    try:
        candidate = candidate_from_stash(sandbox, row, publication.filename)
    except RefusedNameError as error:
        raise mendable(error, restash) from error

    def proceed(warnings: dict[str, Any]) -> dict[str, Any]:
        return _publish_row(sandbox, row, candidate, publication, warnings, request.server)

    def confirm() -> sqlite3.Row:
        return sandbox.stash.find(row["filekey"], publication.user)

    reply = settle(sandbox, candidate, publication, confirm=confirm, restash=restash, proceed=proceed)
    if reply["result"] == "Success":
        candidate.path.unlink(missing_ok=True)
    return reply


def _commit_later(sandbox: Sandbox, request: ApiRequest, row: sqlite3.Row) -> dict[str, Any]:
    """Look at the name alone and leave the file, which MediaWiki does not fetch here, to the job queue."""
    publication = _publication(request)
    picture = stashed_picture(sandbox, row)

    def restash() -> dict[str, Any]:
        return not_kept("UploadStashBadPathException", "Path doesn't exist.")

    try:
        name = file_name(publication.filename, guessed_extension=extension_for(picture.mime))
    except RefusedNameError as error:
        raise mendable(error, restash) from error

    def proceed(warnings: dict[str, Any]) -> dict[str, Any]:
        if jobs.is_waiting(sandbox, row["filekey"], publication.user):
            raise ApiError("publishfailed", "Upload from stash already in progress.")
        arguments = {"publication": _described(publication), "server": request.server}
        jobs.enqueue(sandbox, publication.user, row["filekey"], jobs.PUBLISH, arguments)
        shown = {"warnings": warnings} if warnings else {}
        return {"result": "Poll", "stage": "queued", "filename": name.key, **shown}

    return settle(
        sandbox,
        Candidate(path=sandbox.stash.path(row), picture=picture, name=name),
        publication,
        confirm=lambda: None,
        restash=restash,
        proceed=proceed,
        is_put_off=True,
    )


def _described(publication: Publication) -> dict[str, Any]:
    return {
        "filename": publication.filename,
        "comment": publication.comment,
        "text": publication.text,
        "ignore_warnings": publication.ignore_warnings,
    }


def _publish_row(
    sandbox: Sandbox,
    row: sqlite3.Row,
    candidate: Candidate,
    publication: Publication,
    warnings: dict[str, Any],
    server: str,
) -> dict[str, Any]:
    page, version = publish(sandbox, candidate, publication)
    sandbox.stash.remove(row)
    return success_reply(page, version, candidate, warnings, server=server)
