"""What the measurements say: a table, and which chunk size to take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

MEBIBYTE = 1024 * 1024
DECISIVE_SECONDS = 0.05  # added per request: about what the way from a European or American region to Commons takes
TOLERATED_LOSS = 0.15  # of the fastest size's time, for losing less when a connection breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One upload: its circumstances, how long it took, and the most memory its process held."""

    chunk_size: int
    added_seconds: float
    seconds: float
    peak_kib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The medians for one chunk size: seconds by what was added per request, and peak MiB."""

    chunk_size: int
    seconds: dict[float, float]
    peak_mebibytes: float


def rows(measurements: Sequence[Measurement]) -> list[Row]:
    """Return one row per chunk size, smallest first."""
    sizes = sorted({one.chunk_size for one in measurements})
    return [_row(size, [one for one in measurements if one.chunk_size == size]) for size in sizes]


def choice(table: Iterable[Row]) -> int:
    """Return the smallest chunk size whose time is close to the best one."""
    candidates = list(table)
    best = min(row.seconds[DECISIVE_SECONDS] for row in candidates)
    close = [row for row in candidates if row.seconds[DECISIVE_SECONDS] <= best * (1 + TOLERATED_LOSS)]
    return min(row.chunk_size for row in close)


def as_text(table: Sequence[Row], *, file_size: int) -> str:
    """Return the table for people."""
    added = sorted(table[0].seconds)
    head = ["chunk", "chunks", *(f"+{seconds * 1000:.0f} ms" for seconds in added), "peak memory"]
    lines = [head]
    for row in table:
        chunks = -(-file_size // row.chunk_size)
        times = [f"{row.seconds[seconds]:.2f} s" for seconds in added]
        lines.append([f"{row.chunk_size // MEBIBYTE} MiB", str(chunks), *times, f"{row.peak_mebibytes:.1f} MiB"])
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _row(size: int, measurements: Sequence[Measurement]) -> Row:
    by_added: dict[float, list[float]] = {}
    for one in measurements:
        by_added.setdefault(one.added_seconds, []).append(one.seconds)
    return Row(
        chunk_size=size,
        seconds={added: median(times) for added, times in by_added.items()},
        peak_mebibytes=max(one.peak_kib for one in measurements) / 1024,
    )
