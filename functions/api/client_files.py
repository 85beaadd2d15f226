"""The web client's files.

A request can only name a file that was there when the folder was read: paths are looked up, never joined, so no request
can reach out of the folder. The first page and everything whose name does not change with its content is asked about
again each time (`no-cache`, answered 304 by its tag); files with a hash in their name never change.
"""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

INDEX = "index.html"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

_HASHED_NAME = re.compile(r"[-.](?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,}\.[a-z0-9]+$")  # index-B3x_9Zk1.js

_TYPES = mimetypes.MimeTypes(filenames=())  # the package's own table: a machine's may be missing or odd
for _suffix, _type in {".js": "text/javascript", ".woff2": "font/woff2", ".webp": "image/webp"}.items():
    _TYPES.add_type(_type, _suffix)
TEXT_TYPES = frozenset({"application/json", "image/svg+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFile:
    """A file as it is sent."""

    content: bytes
    content_type: str
    cache_control: str
    tag: str


class ClientFiles:
    """One folder of files."""

    def __init__(self, folder: Path) -> None:
        """Serve this folder; it is read when the first file is asked for."""
        self._folder = folder

    def find(self, path: str) -> ClientFile | None:
        """Return the file at a request's path ("/" is the first page), or None."""
        file = self._paths.get(path.removeprefix("/") or INDEX)
        if file is None:
            return None
        content = file.read_bytes()
        return ClientFile(
            content=content,
            content_type=_content_type(file.name),
            cache_control=FOREVER if _HASHED_NAME.search(file.name) else ASK_AGAIN,
            tag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        )

    @cached_property
    def _paths(self) -> dict[str, Path]:
        root = self._folder.resolve()
        files = (file for file in root.rglob("*") if file.is_file() and file.resolve().is_relative_to(root))
        return {file.relative_to(root).as_posix(): file for file in files}


def _content_type(name: str) -> str:
    kind = _TYPES.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in TEXT_TYPES
    return f"{kind}; charset=utf-8" if is_text else kind
