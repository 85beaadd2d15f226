"""What the sources room asks of whoever keeps the files that users uploaded here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A file as its user uploaded it.

    Attributes:
        id: of the file, and of the picture.
        filename: as the user's machine called it.
        bucket: what the user sorted it under.
        content_type: by its first bytes.
        size: in bytes.
        sha256: of its bytes, in hexadecimal.
        width: of the picture, upright, in pixels.
        height: of the picture, upright, in pixels.
        uploaded: when, in seconds since the epoch.
        licence: what the user stated, in whatever words; empty where they stated nothing.
        photo: what the file says about itself, as `curator.images.photo` reads it.
    """

    id: str
    filename: str
    bucket: str
    content_type: str
    size: int
    sha256: str
    width: int
    height: int
    uploaded: float
    licence: str = ""
    photo: Mapping[str, Any] = field(default_factory=dict)


class OwnFiles(Protocol):
    """Gives a user their files, and nobody else's. All methods raise `errors.SourceError`."""

    def newest(self, user_id: str, limit: int) -> list[OwnFile]:
        """Return the user's newest files."""

    def some(self, user_id: str, ids: Sequence[str]) -> list[OwnFile]:
        """Return those of the files that are there and the user's, in any order."""

    def pieces(self, user_id: str, file_id: str) -> Iterator[bytes]:
        """Yield the bytes of a file; raises OwnFileNotFoundError or, for storage in trouble, SourceUnavailableError."""

    def address(self, file_id: str, size: str) -> str:
        """Return where a browser gets the picture as `thumbnail`, `medium`, `large` or `original`."""
