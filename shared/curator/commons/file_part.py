"""A part of a file that reads like a file of its own, so that a chunk on its way is never whole in memory."""

import io
import os
from typing import BinaryIO

PIECE_BYTES = 64 * 1024  # what the HTTP client reads, signs off and sends at a time


def file_part(source: BinaryIO, *, offset: int, length: int) -> BinaryIO:
    """Return `length` bytes of `source` from `offset`, as a seekable file; closing it leaves `source` open."""
    return io.BufferedReader(_FilePart(source, offset, length), PIECE_BYTES)


class _FilePart(io.RawIOBase):
    """Has no `fileno`: whoever asks the operating system for its length would get that of the whole file."""

    def __init__(self, source: BinaryIO, offset: int, length: int) -> None:
        super().__init__()
        self._source = source
        self._offset = offset
        self._length = length
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}[whence]
        self._position = min(max(start + position, 0), self._length)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed's is narrower
        self._source.seek(self._offset + self._position)
        piece = self._source.read(min(len(buffer), self._length - self._position))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
