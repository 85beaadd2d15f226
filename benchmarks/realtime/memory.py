"""The memory of processes and all that they started."""

from collections.abc import Mapping
from pathlib import Path

PAGE_KIBIBYTES = 4


def resident_mebibytes(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the resident memory of each process, and of its descendants: the emulator's are the functions."""
    children: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            pages = int((folder / "statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        children.setdefault(int(after_name[1]), []).append(int(folder.name))
        resident[int(folder.name)] = pages * PAGE_KIBIBYTES

    def family(pid: int) -> int:
        return resident.get(pid, 0) + sum(map(family, children.get(pid, [])))

    return {name: round(family(pid) / 1024, 1) for name, pid in pids.items()}
