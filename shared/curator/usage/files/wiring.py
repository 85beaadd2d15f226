"""How the use of published files is read, from the environment of a function."""

from curator.usage.files.reading import FileUsageReader
from curator.usage.files.store import FileUsageStore
from curator.usage.wiring import table


def reader() -> FileUsageReader:
    """Return what answers who uses a user's photographs."""
    return FileUsageReader(FileUsageStore(table()))
