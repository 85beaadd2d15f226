"""What Commons remarks about an upload without refusing it yet.

The same warnings come beside `result: Success` with the last chunk, and as `result: Warning` at the commit. Where the
job queue published, `checkstatus` gives them in another form, MediaWiki's inner one: files are objects, a taken title
says within how it is taken, and some names differ. Seen on 1.43; ApiUpload::transformWarnings, which the other replies
go through, is not asked there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from curator.commons.client import CommonsClient
from curator.commons.errors import (
    CommonsError,
    DuplicateFileError,
    FileRefusedError,
    InvalidTitleError,
    NoChangeError,
    PreviouslyDeletedError,
    TitleTakenError,
)
from curator.commons.files import find_by_title
from curator.commons.titles import file_name, link_to

TITLE_TAKEN = ("exists", "exists-normalized", "page-exists", "thumb", "thumb-name")
PREVIOUSLY_DELETED = ("was-deleted", "duplicate-archive")
INNER_NAMES = {"no-change": "nochange", "duplicate-version": "duplicateversions"}
INVALID_TITLE = ("badfilename", "bad-prefix")


@dataclass(frozen=True, slots=True)
class UploadWarnings:
    """The warnings of one reply, as MediaWiki names them."""

    raw: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.raw)

    @property
    def names(self) -> list[str]:
        """The warnings' names, in MediaWiki's order."""
        return list(self.raw)

    @property
    def duplicates(self) -> tuple[str, ...]:
        """Names of files with the same bytes under other titles."""
        return tuple(file_name(str(name)) for name in self.raw.get("duplicate", ()))

    @property
    def existing(self) -> str | None:
        """Name of the file, or page, that already has this title, or one that differs only in small ways."""
        return next((file_name(str(self.raw[name])) for name in TITLE_TAKEN if name in self.raw), None)

    @property
    def unchanged(self) -> bool:
        """Whether the file of this title already has these bytes."""
        return "nochange" in self.raw

    @property
    def deleted(self) -> str | None:
        """Name of a deleted file of this title or with these bytes."""
        return next((file_name(str(self.raw[name])) for name in PREVIOUSLY_DELETED if name in self.raw), None)


def warnings_of(reply: Mapping[str, Any]) -> UploadWarnings:
    """Return the warnings of an upload's reply, of either form, in the API's own."""
    raw = dict(reply.get("warnings") or {})
    for inner, usual in INNER_NAMES.items():
        if inner in raw:
            raw[usual] = raw.pop(inner)
    taken = raw.get("exists")
    if isinstance(taken, Mapping):
        del raw["exists"]
        raw[str(taken.get("warning", "exists"))] = _inner_name(taken.get("normalizedFile") or taken.get("file"))
    if "duplicate" in raw:
        raw["duplicate"] = [_inner_name(file) for file in raw["duplicate"]]
    return UploadWarnings(raw)


def _inner_name(file: Any) -> str:
    return str(file.get("fileName", "")) if isinstance(file, Mapping) else str(file or "")


def refusal(client: CommonsClient, warnings: UploadWarnings, *, filename: str, sha1: str) -> CommonsError:
    """Return what the warnings mean for a file that must neither overwrite nor repeat another one.

    Asks Commons for the other file's SHA-1 where the title is taken: the same bytes are a duplicate, others are not.
    """
    if warnings.unchanged:
        return NoChangeError(links=[link_to(client.settings, warnings.existing or filename)])
    if warnings.duplicates:
        return DuplicateFileError(links=[link_to(client.settings, name) for name in warnings.duplicates])
    if warnings.existing:
        return _title_taken(client, warnings.existing, sha1)
    if warnings.deleted:
        return PreviouslyDeletedError(warnings.deleted, code=warnings.names[0])
    described = ", ".join(f"{name}: {detail}" for name, detail in warnings.raw.items())
    if any(name in warnings.raw for name in INVALID_TITLE):
        return InvalidTitleError(described, code=warnings.names[0])
    return FileRefusedError(described, code=next(iter(warnings.names), ""))


def _title_taken(client: CommonsClient, name: str, sha1: str) -> CommonsError:
    other = find_by_title(client, name)
    if other and other.sha1 == sha1:
        return DuplicateFileError(links=[other.link])
    return TitleTakenError(name, code="exists")
