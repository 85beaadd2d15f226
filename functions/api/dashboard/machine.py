"""The machine that this instance runs on, as Linux tells of it under /proc."""

import os
import shutil
from pathlib import Path
from typing import Any

GIGABYTE, MEGABYTE, KILOBYTE = 1024**3, 1024**2, 1024
IDLE, IO_WAIT = 3, 4  # columns of /proc/stat
STARTED = 19  # of /proc/self/stat, counted after the name, in ticks since the machine was started

Reply = dict[str, Any]


class Machine:
    """Reads /proc; remembers the last reading, since what a processor does is a difference of two."""

    def __init__(self, proc: Path = Path("/proc"), *, root: str = "/") -> None:
        """Read there."""
        self._proc = proc
        self._root = root
        self._ticks = (0, 0)  # since the machine was started: busy, all

    def uptime(self) -> float:
        """Return for how many seconds this process has run."""
        since_start = float(self._read("uptime").split()[0])
        after_name = self._read("self/stat").rpartition(")")[2].split()
        return since_start - int(after_name[STARTED]) / os.sysconf("SC_CLK_TCK")

    def resources(self) -> Reply:
        """Return what there is and how much of it is used; fails where /proc is not as Linux has it."""
        return {
            "cpu": {"percent": self._busy(), "count": os.cpu_count()},
            "memory": self._memory(),
            "disk_root": self._disk(),
            "process": self._process(),
        }

    def _busy(self) -> float:
        ticks = [int(column) for column in self._read("stat").splitlines()[0].split()[1:]]
        everything = sum(ticks)
        busy = everything - ticks[IDLE] - ticks[IO_WAIT]
        busy_before, before = self._ticks
        self._ticks = busy, everything
        return round(100 * (busy - busy_before) / max(1, everything - before), 1)

    def _memory(self) -> Reply:
        sizes = self._kilobytes("meminfo")
        total, available = sizes["MemTotal"], sizes["MemAvailable"]
        return {
            "total_gb": gigabytes(total),
            "available_gb": gigabytes(available),
            "used_gb": gigabytes(total - available),
            "percent": percent(total - available, total),
        }

    def _disk(self) -> Reply:
        disk = shutil.disk_usage(self._root)
        return {
            "total_gb": gigabytes(disk.total),
            "used_gb": gigabytes(disk.used),
            "free_gb": gigabytes(disk.free),
            "percent": percent(disk.used, disk.total),
        }

    def _process(self) -> Reply:
        sizes = self._kilobytes("self/status")
        return {
            "memory_rss_mb": round(sizes["VmRSS"] / MEGABYTE, 1),
            "memory_vms_mb": round(sizes["VmSize"] / MEGABYTE, 1),
            "threads": sizes["Threads"],
        }

    def _kilobytes(self, name: str) -> dict[str, int]:
        """Return the numbers of a file of `Name: number [kB]` lines, sizes in bytes."""
        found = {}
        for line in self._read(name).splitlines():
            label, _, rest = line.partition(":")
            words = rest.split()
            if words and words[0].isdecimal():
                found[label] = int(words[0]) * (KILOBYTE if words[1:] == ["kB"] else 1)
        return found

    def _read(self, name: str) -> str:
        return (self._proc / name).read_text(encoding="utf-8")


def gigabytes(size: int) -> float:
    """Return a size in bytes as people read it."""
    return round(size / GIGABYTE, 2)


def percent(part: float, whole: float) -> float:
    """Return a part of a whole, 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0
