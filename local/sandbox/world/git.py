"""Blobs and trees as git names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1

FILE_MODE = "100644"
TREE_MODE = "040000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file or a folder of a tree."""

    path: str  # from the root of the repository
    mode: str
    type: str  # blob or tree
    sha: str
    size: int | None = None  # bytes; None for a folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """All folders of one commit.

    Attributes:
        root: the id of the topmost tree.
        entries: everything, each folder before what is in it.
        folders: the id of a tree → its path; of two equal ones the first.
    """

    root: str
    entries: tuple[Entry, ...]
    folders: Mapping[str, str]

    def within(self, folder: str) -> list[Entry]:
        """Return the files and folders that lie in a folder itself; empty for the root."""
        return [entry for entry in self.entries if entry.path.rpartition("/")[0] == folder]


def blob_id(content: bytes) -> str:
    """Return the id of a file's content."""
    return _object_id("blob", content)


Blob = tuple[str, int]  # id, size
Folder = dict[str, "Blob | Folder"]


def trees_of(files: Mapping[str, Blob]) -> Trees:
    """Return the trees of a commit, from path → (blob id, size)."""
    nested: Folder = {}
    for path, blob in files.items():
        *folders, name = path.split("/")
        place = nested
        for folder in folders:
            inner = place.setdefault(folder, {})
            if not isinstance(inner, dict):
                raise TypeError(f"{path}: {folder} is a file")
            place = inner
        place[name] = blob
    found: dict[str, str] = {}
    root, entries = _tree("", nested, found)
    return Trees(root=root, entries=tuple(entries), folders=found)


def _tree(path: str, nested: Folder, found: dict[str, str]) -> tuple[str, list[Entry]]:
    entries: list[Entry] = []
    packed = b""
    for name in sorted(nested, key=lambda name: f"{name}/" if isinstance(nested[name], dict) else name):
        value, full = nested[name], f"{path}/{name}" if path else name
        if isinstance(value, dict):
            sha, inner = _tree(full, value, found)
            entries += [Entry(path=full, mode=TREE_MODE, type="tree", sha=sha), *inner]
            mode = TREE_MODE.lstrip("0")
        else:
            sha, size = value
            entries.append(Entry(path=full, mode=FILE_MODE, type="blob", sha=sha, size=size))
            mode = FILE_MODE
        packed += f"{mode} {name}\0".encode() + bytes.fromhex(sha)
    sha = _object_id("tree", packed)
    found.setdefault(sha, path)
    return sha, entries


def _object_id(kind: str, content: bytes) -> str:
    return sha1(f"{kind} {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()
