"""What every parser takes and gives.

A parser is a generator over one manifest. It yields what the manifest declares, and notes on what it could not tell; it
raises ParseError where the file as a whole makes no sense. It may look at other files of the same repository, which is
how a workspace's root gives its members their versions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from curator.usage.errors import ParseError
from curator.usage.limits import MAX_MANIFEST_BYTES
from curator.usage.models import Declared

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Note:
    """What a parser could not tell, in a sentence for people."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """An exact version, as a lock file gives it.

    Attributes:
        name: normalised.
        requirement: it answers only this requirement, verbatim; None: any.
        folder: it answers only the manifest of this folder (`""` is the repository's root); None: any that is covered.
    """

    name: str
    version: str
    requirement: str | None = None
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """A folder whose manifests a lock file answers. One that names none answers all beside and below it."""

    folder: str


Found = Declared | Note


class Parser(Protocol):
    """Reads a manifest."""

    def __call__(self, manifest: "Manifest") -> Iterable[Found]:
        """Yield what the manifest declares; raises ParseError."""


class LockParser(Protocol):
    """Reads a lock file."""

    def __call__(self, manifest: "Manifest") -> Iterable[Locked | Covered]:
        """Yield the versions it fixes, and for which folders if it tells; raises ParseError."""


class Manifest:
    """One file of a repository."""

    def __init__(self, path: str, content: bytes, files: "Files") -> None:
        """Hold a file; `files` are all of its repository that were fetched."""
        self.path = path
        self.content = content
        self.files = files

    @property
    def folder(self) -> str:
        """Return the folder it lies in; `""` for the repository's root."""
        return folder_of(self.path)

    @property
    def name(self) -> str:
        """Return its last part, as in `package.json`."""
        return self.path.rpartition("/")[2]

    @cached_property
    def text(self) -> str:
        """Return its text without byte order mark, each line ended by a line feed.

        Raises:
            ParseError: it is too long, or not UTF-8.
        """
        if len(self.content) > MAX_MANIFEST_BYTES:
            raise ParseError(self.path, f"longer than {MAX_MANIFEST_BYTES} bytes")
        try:
            return self.content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise ParseError(self.path, "not UTF-8") from None

    def problem(self, reason: str) -> ParseError:
        """Return the error that says what is wrong with it."""
        return ParseError(self.path, reason)


class Files:
    """The files of one repository that were fetched: manifests, lock files, and what they refer to."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Hold files by their path within the repository."""
        self._manifests = {path: Manifest(path, content, self) for path, content in contents.items()}
        self._read: dict[tuple[str, object], object] = {}
        self._refused: dict[tuple[str, object], ParseError] = {}

    def __iter__(self) -> Iterator[Manifest]:
        """Iterate over all files: the shallowest first, then by path."""
        return iter(sorted(self._manifests.values(), key=lambda file: (file.path.count("/"), file.path)))

    def get(self, path: str) -> Manifest | None:
        """Return the file of this path."""
        return self._manifests.get(path)

    def beside(self, manifest: Manifest, relative: str) -> Manifest | None:
        """Return the file that a manifest calls `relative`, as in `../common/base.txt`; None outside the repository."""
        path = joined(manifest.folder, relative)
        return None if path is None else self.get(path)

    def above(self, manifest: Manifest, name: str) -> Iterator[Manifest]:
        """Yield the files of this name in the manifest's folder and in those around it, the nearest first."""
        for folder in folders_up(manifest.folder):
            found = self.get(f"{folder}/{name}" if folder else name)
            if found is not None:
                yield found

    def named(self, name: str) -> Iterator[Manifest]:
        """Yield all files of this name, the shallowest first."""
        return (file for file in self if file.name == name)

    def once(self, manifest: Manifest, reader: Callable[[Manifest], Read]) -> Read:
        """Return what `reader` makes of a file, which many members of a workspace may ask for, reading it once.

        Raises:
            ParseError: it cannot be read; that is found out once, too.
        """
        key = (manifest.path, reader)
        if key in self._refused:
            raise bare(self._refused[key])
        if key not in self._read:
            try:
                self._read[key] = reader(manifest)
            except ParseError as error:
                self._refused[key] = bare(error)
                raise
        return self._read[key]  # type: ignore[return-value]

    def once_or(self, manifest: Manifest, reader: Callable[[Manifest], Read], otherwise: Read) -> Read:
        """Return the same of a neighbour, or `otherwise`: what is wrong with it is told where it is read for itself."""
        try:
            return self.once(manifest, reader)
        except ParseError:
            return otherwise


def bare(error: ParseError) -> ParseError:
    """Return the same error to keep, without the frames that it came through: those hold whole documents."""
    return ParseError(error.path, error.reason)


def folder_of(path: str) -> str:
    """Return the folder of a path; `""` for the root."""
    return path.rpartition("/")[0]


def folders_up(folder: str) -> Iterator[str]:
    """Yield this folder and those around it, up to the root `""`."""
    while folder:
        yield folder
        folder = folder_of(folder)
    yield ""


def joined(folder: str, relative: str) -> str | None:
    """Return where `relative` leads from a folder; None if that is outside the repository."""
    parts: list[str] = []
    for part in PurePosixPath(folder, relative).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part == "/":
            return None
        else:
            parts.append(part)
    return "/".join(parts)
