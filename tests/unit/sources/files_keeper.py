"""Users' own files, in memory."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from curator.sources.errors import OwnFileNotFoundError
from curator.sources.files import FilesSource
from curator.sources.own_files import OwnFile
from curator.sources.source import Asker
from tests.fakes.clock import VirtualClock

ALICE = Asker(user_id="42", username="Alice A.")
BOB = Asker(user_id="43", username="Bob")
UPLOADED = 1795269600.0  # 2026-11-21T14:00:00Z
CONTENT = b"\xff\xd8 untouched original"

PHOTO = {
    "taken": "2026-11-20T00:30:00",
    "precision": "second",
    "offset": 60,
    "latitude": 47.3768167,
    "longitude": 8.54,
    "altitude": 408.5,
    "direction": 123.46,
    "make": "Canon",
    "model": "Canon EOS R5",
    "title": "Münsterbrücke",
    "description": "The bridge at night. Seen from the quay.",
    "keywords": ["bridge", "Zürich"],
}


def file_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def own_file(number: int = 1, **changes: Any) -> OwnFile:
    file = OwnFile(
        id=file_id(number),
        filename=f"DSC_{number:04}.JPG",
        bucket="holiday",
        content_type="image/jpeg",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        width=8000,
        height=6000,
        uploaded=UPLOADED,
        photo=PHOTO,
    )
    return replace(file, **changes)


class Keeper:
    """Keeps files of users; `answers` are what the next reads of a file yield, the last one for ever."""

    def __init__(self, files: dict[str, list[OwnFile]]) -> None:
        self.files = files
        self.answers: list[list[bytes | Exception]] = [[CONTENT[:5], CONTENT[5:]]]
        self.clock = VirtualClock(UPLOADED)

    def newest(self, user_id: str, limit: int) -> list[OwnFile]:
        return sorted(self.files.get(user_id, []), key=lambda file: file.uploaded, reverse=True)[:limit]

    def some(self, user_id: str, ids: Sequence[str]) -> list[OwnFile]:
        return [file for file in self.files.get(user_id, []) if file.id in ids]

    def pieces(self, user_id: str, file_id: str) -> Iterator[bytes]:
        if not self.some(user_id, [file_id]):
            raise OwnFileNotFoundError(file_id)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        for piece in answer:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def address(self, file_id: str, size: str) -> str:
        return f"https://curator.example/{file_id}/{size}"


def keeper(*files: OwnFile) -> Keeper:
    """Return what keeps these files of Alice, and one of Bob."""
    return Keeper({ALICE.user_id: list(files), BOB.user_id: [own_file(99)]})


def source(kept: Keeper, asker: Asker = ALICE) -> FilesSource:
    """Return the source as somebody finds it."""
    return FilesSource(lambda: kept, clock=kept.clock).of(asker)
