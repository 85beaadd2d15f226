"""From a stashed file to a page: the checks, the warnings, and the one transaction that publishes.

A filekey publishes once. Whatever happens to the reply, the second try with the same key finds nothing in the stash.
Committing the key of an unfinished chunked upload publishes what has arrived: MediaWiki does, so this does too.
"""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local.sandbox import blacklist, image_info
from local.sandbox.pictures import Picture, check_content, extension_for, measure
from local.sandbox.ratelimits import EDIT, UPLOAD
from local.sandbox.replies import ApiError
from local.sandbox.services import Sandbox
from local.sandbox.stash import FINISHED, bytes_gone, not_kept
from local.sandbox.titles import FileName, RefusedNameError, file_name
from local.sandbox.upload_warnings import warnings_for
from local.sandbox.users import SandboxUser
from local.sandbox.wiki import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a client wants published, and as what."""

    user: SandboxUser
    filename: str
    comment: str
    text: str
    ignore_warnings: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that has passed its checks, under the name it would get."""

    path: Path
    picture: Picture
    name: FileName


def stashed_picture(sandbox: Sandbox, row: sqlite3.Row) -> Picture:
    """Return what a stashed file is.

    Raises:
        ApiError: it is gone: another request of the same key has published it since the row was read.
    """
    try:
        return measure(sandbox.stash.path(row))
    except FileNotFoundError:
        raise bytes_gone() from None


def candidate_from_stash(sandbox: Sandbox, row: sqlite3.Row, filename: str) -> Candidate:
    """Check a stashed file against the name it is to get; raises ApiError where it fails, or is gone."""
    path = sandbox.stash.path(row)
    picture = stashed_picture(sandbox, row)
    if row["status"] != FINISHED:
        picture = replace(picture, width=0, height=0)
    return checked_candidate(path, picture, filename)


def checked_candidate(path: Path, picture: Picture, filename: str) -> Candidate:
    """Check a file, then the name it is to get; a name without an extension gets the content's own.

    Raises:
        RefusedNameError: the file is fine, its name is not.
        ApiError: the file is refused, whatever its name.
    """
    refusal = None
    try:
        name = file_name(filename, guessed_extension=extension_for(picture.mime))
    except RefusedNameError as error:
        refusal = error
    # of a name it cannot read MediaWiki knows no extension the content could contradict
    is_read = refusal is None or refusal.code not in {"illegal-filename", "filename-toolong"}
    check_content(path, picture, filename.rpartition(".")[2] if is_read and "." in filename else "")
    if refusal is not None:
        raise refusal
    return Candidate(path=path, picture=picture, name=name)


def kept(filekey: str) -> dict[str, Any]:
    """Return how a refusal names the copy it left in the stash."""
    return {"filekey": filekey, "sessionkey": filekey}


def mendable(error: RefusedNameError, restash: Callable[[], dict[str, Any]]) -> ApiError:
    """Return the refusal of a name as it reaches a client, with what lets it try another one."""
    if not error.is_mendable:
        return error
    return ApiError(error.code, error.info, **error.extra, **restash(), invalidparameter="filename")


def settle(
    sandbox: Sandbox,
    candidate: Candidate,
    publication: Publication,
    *,
    confirm: Callable[[], object],
    restash: Callable[[], dict[str, Any]],
    proceed: Callable[[dict[str, Any]], dict[str, Any]],
    is_put_off: bool = False,
) -> dict[str, Any]:
    """Decide and act in one transaction, so that of many commits at once one publishes.

    Args:
        sandbox: where.
        candidate: the checked file.
        publication: what is wanted.
        confirm: raises when the file is no longer there to be published.
        restash: keeps another copy of the file in the stash and returns how the refusal names it; every one does.
        proceed: publishes, given the warnings that are ignored, and returns the reply.
        is_put_off: whether the job queue publishes, and finds out then that nothing would change.

    Raises:
        ApiError: the title is forbidden, or the content is already there and warnings are ignored.
        LimitExceededError: the account has no upload or no edit left.
    """
    with sandbox.store.transaction():
        confirm()
        # since MediaWiki 1.43 an upload is an edit too; both count before anything is looked at, published or not
        sandbox.limiter.spend(publication.user, (UPLOAD, EDIT), what=candidate.name.title)
        warnings = warnings_for(sandbox.wiki, candidate.name, candidate.picture.sha1)
        outcome = _refusal(sandbox, candidate.name, warnings, publication, restash, is_put_off)
        if outcome is None:
            return proceed(warnings)
    if isinstance(outcome, ApiError):  # raised out here, so that the copy it names stays in the stash
        raise outcome
    return outcome


def _refusal(
    sandbox: Sandbox,
    name: FileName,
    warnings: dict[str, Any],
    publication: Publication,
    restash: Callable[[], dict[str, Any]],
    is_put_off: bool,
) -> dict[str, Any] | ApiError | None:
    entry = blacklist.forbidding_entry(sandbox.wiki.blacklist_text(), name.title)
    if entry is not None:
        return ApiError(
            entry.message, entry.reason(name.title, as_html=False), **restash(), invalidparameter="filename"
        )
    if warnings and not publication.ignore_warnings:
        return {"result": "Warning", "warnings": warnings, **restash()}
    return no_change(name) if "nochange" in warnings and not is_put_off else None


def publish(sandbox: Sandbox, candidate: Candidate, publication: Publication) -> tuple[Page, sqlite3.Row]:
    """Write the page and the file's version; to be called inside a transaction."""
    title, picture = candidate.name.title, candidate.picture
    existing = sandbox.wiki.page(title)
    page = sandbox.wiki.save(
        title,
        user=publication.user.name,
        comment=publication.comment,
        content=publication.text.rstrip() if existing is None else existing.content,
        entity=None if existing is None else existing.entity,
    )
    stored = f"{page.revision_id}-{picture.sha1}"
    shutil.copyfile(candidate.path, sandbox.store.files_dir / stored)
    with sandbox.store.transaction() as database:
        database.execute(
            "INSERT INTO file_versions (page_id, sha1, size, width, height, mime, username, comment, at, file) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page.id,
                picture.sha1,
                picture.size,
                picture.width,
                picture.height,
                picture.mime,
                publication.user.name,
                publication.comment,
                page.at,
                stored,
            ),
        )
    return page, sandbox.wiki.file_versions(page.id)[0]


def success_reply(
    page: Page, version: sqlite3.Row, candidate: Candidate, warnings: dict[str, Any], *, server: str
) -> dict[str, Any]:
    """Return what a client hears about its published file."""
    has_history = page.comment != version["comment"] or "exists" in warnings
    info = image_info.published_info(
        version,
        title=page.title,
        page_id=page.id,
        server=server,
        wanted=image_info.EVERYTHING,
        with_short_url=has_history,  # a page made by this very request has no number yet when the reply is written
    )
    return {
        "result": "Success",
        "filename": candidate.name.key,
        **({"warnings": warnings} if warnings else {}),
        "imageinfo": info,
    }


def no_change(name: FileName) -> ApiError:
    """Return the refusal of what is already there."""
    text = f"The upload is an exact duplicate of the current version of [[:{name.title}]]."
    return ApiError("fileexists-no-change", text, **not_kept("UploadStashBadPathException", "Path doesn't exist."))
