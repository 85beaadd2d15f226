"""The steps of one upload, from the photograph's source to the finished file page.

    title allowed? ─▶ ask the source ─▶ download ─▶ lock the bytes ─▶ on Commons already?
                                                      │ no                  │ ours              │ another's
                                              stash ─▶ intent ─▶ publish    │                   │
                                                                  │         │                   │
                                                                  ▼         ▼                   ▼
                                                     structured data, null edit         add what it lacks

Commons is always asked before anything is published, so a worker that takes over from a lost one finds what that one
had published. After a publish whose outcome is unknown it is asked again, by the same worker, before anybody tries
once more.
"""

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from curator.commons.edit_summary import merge_summary, upload_summary
from curator.commons.errors import (
    AuthorisationLostError,
    CommonsError,
    DuplicateFileError,
    FileLink,
    StashGoneError,
    UnknownOutcomeError,
)
from curator.commons.files import CommonsFile
from curator.commons.stash import StashProgress
from curator.commons.titles import file_title
from curator.foundation.clock import Clock
from curator.foundation.errors import QueueAction
from curator.sources.downloads import Download
from curator.sources.source import KeepsFiles, MediaImage, Source
from curator.uploads.models import Batch, Checkpoint, UploadStatus, UploadText
from curator.uploads.worker.claims import Ending
from curator.uploads.worker.errors import PhotographBusyError
from curator.uploads.worker.hold import Hold
from curator.uploads.worker.wiki import Statement, Wiki

LOOK_AGAIN_SECONDS = (2.0, 4.0, 8.0)  # after a publish of unknown outcome, between the looks for the file
WAITS = (QueueAction.PAUSE_LANE, QueueAction.PAUSE_EVERYONE)
STASH_TRIES = 2  # a stash that vanished is filled once more

logger = logging.getLogger(__name__)


class Downloads(Protocol):
    """Fetches originals."""

    def download(self, url: str, target: BinaryIO, *, on_progress: Callable[[], None]) -> Download:
        """Write the file at `url` to `target`, calling `on_progress` with each piece; raises SourceError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything the steps need to know of one upload."""

    text: UploadText
    batch: Batch
    hold: Hold
    wiki: Wiki
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class _Photograph:
    file: BinaryIO
    sha1: str
    size: int
    statements: list[Statement]


class Work:
    """Performs the steps. Raises CommonsError, SourceError or LostClaimError; `failures` decides what follows."""

    def __init__(self, *, downloader: Downloads, clock: Clock) -> None:
        """Take the downloader that reads originals."""
        self._downloader = downloader
        self._clock = clock

    def run(self, job: Job) -> Ending:
        """Bring the photograph to Commons and return how that ended."""
        reason = job.wiki.blacklist_reason(job.text.filename)
        if reason is not None:
            return Ending(status=UploadStatus.FAILED, error={"type": "title_blacklisted", "message": reason})
        image = job.source.fetch_image(job.text.key)
        job.hold.learned(licence=image.license or job.source.licence)
        statements = job.source.statements(image, with_licence=not job.text.copyright_override)
        with tempfile.TemporaryFile() as file:
            download = self._download(job, image, file)
            job.hold.keep()
            photograph = _Photograph(file=file, sha1=download.sha1, size=download.size, statements=statements)
            return self._bring(job, photograph)

    def _download(self, job: Job, image: MediaImage, file: BinaryIO) -> Download:
        if isinstance(job.source, KeepsFiles):
            return job.source.write_original(image, file, on_progress=job.hold.keep)
        return self._downloader.download(image.urls.original, file, on_progress=job.hold.keep)

    def _bring(self, job: Job, photograph: _Photograph) -> Ending:
        # The lock comes before the look: what another upload of these bytes publishes would be missed in between.
        locked = job.hold.lock(photograph.sha1)
        found = job.wiki.find_by_sha1(photograph.sha1)
        if not locked and not found:  # what is there already needs no lock: nothing will be published
            raise PhotographBusyError(photograph.sha1)
        own = _own(found, job)
        if own is not None:
            return self._describe(job, photograph, filename=own.title, url=own.url)
        if found:
            return self._enrich(job, photograph, [FileLink(title=file.title, url=file.url) for file in found])
        try:
            filename, url = self._published_before(job, photograph) or self._publish(job, photograph)
        except DuplicateFileError as error:
            return self._enrich(job, photograph, error.links)
        return self._describe(job, photograph, filename=filename, url=url)

    def _published_before(self, job: Job, photograph: _Photograph) -> tuple[str, str] | None:
        """Ask how the publish ended that an earlier worker had begun, in case no list shows the file yet."""
        begun = job.hold.upload.checkpoint
        if not begun.publishing or begun.filekey is None or begun.sha1 != photograph.sha1:
            return None
        published = job.wiki.outcome_of_publishing(
            filekey=begun.filekey, sha1=photograph.sha1, filename=job.text.filename, on_wait=job.hold.keep
        )
        return (published.filename, published.url) if published else None

    def _publish(self, job: Job, photograph: _Photograph) -> tuple[str, str]:
        """Return the name and the page address under which the file is published now."""
        for _ in range(STASH_TRIES - 1):
            try:
                return self._publish_once(job, photograph)
            except StashGoneError:
                job.hold.note(Checkpoint(publishing=job.hold.upload.checkpoint.publishing))
                logger.info("the stash of %s is gone: filling it once more", job.text.filename)
        return self._publish_once(job, photograph)

    def _publish_once(self, job: Job, photograph: _Photograph) -> tuple[str, str]:
        filekey = job.wiki.stash(
            photograph.file,
            size=photograph.size,
            sha1=photograph.sha1,
            filename=job.text.filename,
            resume=_stash_progress(job, photograph),
            on_progress=lambda progress: job.hold.stashed(progress, sha1=photograph.sha1),
        )
        job.hold.before_writing(job.wiki.hits_of_publishing(photograph.size))
        job.hold.note(Checkpoint(publishing=True, sha1=photograph.sha1, filekey=filekey))
        try:
            published = job.wiki.publish(
                filekey=filekey,
                sha1=photograph.sha1,
                size=photograph.size,
                filename=job.text.filename,
                comment=_summary(job, upload_summary),
                text=job.text.wikitext,
                on_wait=job.hold.keep,
            )
        except DuplicateFileError:
            own = _own(job.wiki.find_by_sha1(photograph.sha1), job)  # of an earlier attempt, heard of late
            if own is None:
                raise
            return own.title, own.url
        except (UnknownOutcomeError, StashGoneError):
            own = self._look_for_own(job, photograph.sha1)
            if own is None:
                raise
            return own.title, own.url
        return published.filename, published.url

    def _look_for_own(self, job: Job, sha1: str) -> CommonsFile | None:
        """Look for the file until the replicas have had time to hear of it."""
        for seconds in LOOK_AGAIN_SECONDS:
            own = _own(job.wiki.find_by_sha1(sha1), job)
            if own is not None:
                return own
            self._clock.sleep(seconds)
            job.hold.keep()
        return _own(job.wiki.find_by_sha1(sha1), job)

    def _describe(self, job: Job, photograph: _Photograph, *, filename: str, url: str) -> Ending:
        """Add structured data to the published file."""
        job.hold.published = url
        job.hold.before_writing()
        described = job.wiki.merge_structured_data(
            filename,
            statements=photograph.statements,
            labels=_labels(job.text),
            summary=_summary(job, upload_summary),
        )
        job.hold.learned(page_id=described.page_id, revisions=described.revisions)
        job.wiki.null_edit(filename)
        return Ending(status=UploadStatus.COMPLETED, success=url)

    def _enrich(self, job: Job, photograph: _Photograph, links: tuple[FileLink, ...] | list[FileLink]) -> Ending:
        """Add what somebody else's file of the same bytes lacks; that this is refused does not change what it is.

        What only has to wait is raised: the upload comes again, and finds the duplicate again.
        """
        status = UploadStatus.DUPLICATE
        try:
            job.hold.before_writing()
            described = job.wiki.merge_structured_data(
                links[0].title,
                statements=photograph.statements,
                labels=_labels(job.text),
                summary=_summary(job, merge_summary),
            )
            job.hold.learned(page_id=described.page_id, revisions=described.revisions)
            status = (
                UploadStatus.DUPLICATED_SDC_UPDATED if described.changed else UploadStatus.DUPLICATED_SDC_NOT_UPDATED
            )
        except CommonsError as error:
            if isinstance(error, AuthorisationLostError) or error.queue_action in WAITS:
                raise
            logger.warning("the duplicate %s was not enriched", links[0].title, exc_info=True)
        return Ending(status=status, error=_duplicate_error(status, links))


def _own(found: list[CommonsFile], job: Job) -> CommonsFile | None:
    """Return the file that an earlier attempt at this very upload published: same bytes, same user, same title."""
    title = file_title(job.text.filename)
    for file in found:
        if file.uploader == job.wiki.username and file_title(file.title) == title:
            return file
    return None


def _stash_progress(job: Job, photograph: _Photograph) -> StashProgress | None:
    """Return where an earlier worker stopped sending these very bytes."""
    reached = job.hold.upload.checkpoint
    if reached.publishing or reached.filekey is None or reached.sha1 != photograph.sha1:
        return None
    return StashProgress(filekey=reached.filekey, offset=reached.offset)


def _labels(text: UploadText) -> dict[str, str]:
    return {text.label.language: text.label.value} if text.label else {}


def _summary(job: Job, kind: Callable[..., str]) -> str:
    return kind(
        source=job.text.handler,
        image_id=job.text.key,
        batch_id=job.batch.id,
        edit_group_id=job.batch.edit_group_id,
    )


def _duplicate_error(status: UploadStatus, links: tuple[FileLink, ...] | list[FileLink]) -> dict[str, object]:
    return {
        "type": str(status),
        "message": f"{links[0].title} already exists on Commons",
        "links": [{"title": link.title, "url": link.url} for link in links],
    }
