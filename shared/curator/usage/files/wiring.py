"""How the use of published files is read, from the environment of a function."""

from typing import TYPE_CHECKING

from curator.usage.wiring import table

if TYPE_CHECKING:
    from curator.usage.files.reading import FileUsageReader


def reader() -> "FileUsageReader":
    """Return what answers who uses a user's photographs."""
    from curator.usage.files.reading import FileUsageReader
    from curator.usage.files.store import FileUsageStore

    return FileUsageReader(FileUsageStore(table()))
