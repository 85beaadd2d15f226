"""What the worker asks of Commons, as one interface, and its implementation over the commons room."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from curator.commons import file_checks, files, pages, publishing, stash, structured_data, structured_data_merge, titles
from curator.commons.client import CommonsClient
from curator.commons.errors import EditConflictError
from curator.commons.files import CommonsFile
from curator.commons.publishing import PublishedFile
from curator.commons.stash import StashProgress

MERGE_ATTEMPTS = 3

Statement = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A file's page after its structured data was looked at.

    Attributes:
        changed: whether anything was missing.
        page_id: of the page, where Commons said.
        revisions: of the page as it was, and as it is now if it was changed.
    """

    changed: bool
    page_id: int | None = None
    revisions: tuple[int, ...] = ()


class Wiki(Protocol):
    """Commons, acting for one user. Every method may raise a CommonsError."""

    username: str

    def blacklist_reason(self, filename: str) -> str | None:
        """Return why the title may not be used, or None."""

    def find_by_sha1(self, sha1: str) -> list[CommonsFile]:
        """Return the files that have these bytes."""

    def stash(
        self,
        file: BinaryIO,
        *,
        size: int,
        sha1: str,
        filename: str,
        resume: StashProgress | None,
        on_progress: Callable[[StashProgress], None],
    ) -> str:
        """Send the bytes to the stash, from where `resume` says, and return the filekey to publish."""

    def publish(
        self, *, filekey: str, sha1: str, size: int, filename: str, comment: str, text: str, on_wait: Callable[[], None]
    ) -> PublishedFile:
        """Publish what is in the stash; raises UnknownOutcomeError when it may or may not have happened."""

    def hits_of_publishing(self, size: int) -> int:
        """Return how often Commons counts the publish of a file of `size` bytes against the user's limit."""

    def outcome_of_publishing(
        self, *, filekey: str, sha1: str, filename: str, on_wait: Callable[[], None]
    ) -> PublishedFile | None:
        """Return how an earlier `publish` of this filekey ended, or None where Commons cannot tell."""

    def merge_structured_data(
        self, filename: str, *, statements: Sequence[Statement], labels: Mapping[str, str], summary: str
    ) -> Described:
        """Add what the file lacks of these statements and captions; return what was found and done."""

    def null_edit(self, filename: str) -> None:
        """Save the page as it is, so that templates which read structured data show it."""


class CommonsWiki:
    """The real Commons (or whatever wiki the client talks to)."""

    def __init__(self, client: CommonsClient, username: str) -> None:
        """Act through `client`, which is signed in as `username`."""
        self._client = client
        self.username = username

    def blacklist_reason(self, filename: str) -> str | None:
        """Return why the title may not be used, or None."""
        return titles.blacklist_reason(self._client, filename)

    def find_by_sha1(self, sha1: str) -> list[CommonsFile]:
        """Return the files that have these bytes."""
        return files.find_by_sha1(self._client, sha1)

    def stash(
        self,
        file: BinaryIO,
        *,
        size: int,
        sha1: str,
        filename: str,
        resume: StashProgress | None,
        on_progress: Callable[[StashProgress], None],
    ) -> str:
        """Send the bytes to the stash and return the filekey to publish; raises FileRefusedError for an unfit file."""
        file_checks.refuse_unfit_file(file, size=size, filename=filename)
        stashed = stash.upload_to_stash(
            self._client,
            file,
            size=size,
            sha1=sha1,
            filename=filename,
            resume=resume,
            on_progress=on_progress,
        )
        return stashed.filekey

    def publish(
        self, *, filekey: str, sha1: str, size: int, filename: str, comment: str, text: str, on_wait: Callable[[], None]
    ) -> PublishedFile:
        """Publish what is in the stash; a large file is left to Commons' job queue and waited for."""
        return publishing.publish(
            self._client,
            filekey=filekey,
            filename=filename,
            comment=comment,
            text=text,
            sha1=sha1,
            asynchronous=publishing.is_published_later(size),
            on_wait=on_wait,
        )

    def hits_of_publishing(self, size: int) -> int:
        """Return how often Commons counts it: what is left to the job queue once more when the job begins."""
        return 2 if publishing.is_published_later(size) else 1

    def outcome_of_publishing(
        self, *, filekey: str, sha1: str, filename: str, on_wait: Callable[[], None]
    ) -> PublishedFile | None:
        """Return how an earlier `publish` of this filekey ended, or None where Commons cannot tell."""
        return publishing.outcome_of_publishing(
            self._client, filekey=filekey, filename=filename, sha1=sha1, on_wait=on_wait
        )

    def merge_structured_data(
        self, filename: str, *, statements: Sequence[Statement], labels: Mapping[str, str], summary: str
    ) -> Described:
        """Add what the file lacks of these statements and captions; after an edit conflict, merge anew."""
        for _ in range(MERGE_ATTEMPTS - 1):
            try:
                return self._merge_once(filename, statements, labels, summary)
            except EditConflictError:
                continue
        return self._merge_once(filename, statements, labels, summary)

    def _merge_once(
        self, filename: str, statements: Sequence[Statement], labels: Mapping[str, str], summary: str
    ) -> Described:
        known = structured_data.fetch_structured_data(self._client, filename)
        merged = structured_data_merge.merge_statements(known.statements, statements)
        wanted = structured_data.tidied_captions(labels)
        captions = {language: text for language, text in wanted.items() if known.labels.get(language) != text}
        if structured_data_merge.is_unchanged(known.statements, merged) and not captions:
            return _described(known)
        written = structured_data.apply_structured_data(
            self._client,
            filename,
            statements=merged,
            labels=captions,
            summary=summary,
            base_revision=known.revision,
        )
        return _described(known, written)

    def null_edit(self, filename: str) -> None:
        """Save the page as it is."""
        pages.null_edit(self._client, filename)


def _described(known: structured_data.StructuredData, written: int | None = None) -> Described:
    revisions = tuple(revision for revision in (known.revision, written) if revision is not None)
    return Described(changed=written is not None, page_id=known.page_id, revisions=revisions)
