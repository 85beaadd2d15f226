"""What the measurements say: a table, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from curator.commons.client import DEFAULT_CHUNK_BYTES

MEBIBYTE = 1024 * 1024
LIMIT_MEBIBYTES = 150.0  # of resident memory, the interpreter and its libraries among them
HEAD = ("photograph", "peak memory", "of it before the work", "seconds", "MiB/s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One photograph's way to the wiki.

    Attributes:
        file_bytes: size of the photograph.
        before_kib: the most memory the process held once the handler was imported, before it was called.
        peak_kib: the most memory the process ever held.
        seconds: the handler took, from the message to the finished file page.
    """

    file_bytes: int
    before_kib: int
    peak_kib: int
    seconds: float

    @property
    def peak_mebibytes(self) -> float:
        """The peak in MiB."""
        return self.peak_kib / 1024


def as_text(measurements: Sequence[Measurement]) -> str:
    """Return the table for people."""
    lines = [HEAD, *(_line(one) for one in measurements)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def problems(measurements: Sequence[Measurement]) -> list[str]:
    """Return a sentence for each promise that was broken."""
    found = [
        f"A photograph of {_mebibytes(one)} took {one.peak_mebibytes:.1f} MiB of memory;"
        f" the limit is {LIMIT_MEBIBYTES:g} MiB."
        for one in measurements
        if one.peak_mebibytes >= LIMIT_MEBIBYTES
    ]
    small, *_, large = sorted(measurements, key=lambda one: one.file_bytes)
    grown = (large.peak_kib - small.peak_kib) * 1024
    if grown >= DEFAULT_CHUNK_BYTES:
        found.append(
            f"A photograph of {_mebibytes(large)} took {grown / MEBIBYTE:.1f} MiB more than one of {_mebibytes(small)};"
            f" it may not take a chunk's {DEFAULT_CHUNK_BYTES // MEBIBYTE} MiB more."
        )
    return found


def _line(one: Measurement) -> tuple[str, ...]:
    return (
        _mebibytes(one),
        f"{one.peak_mebibytes:.1f} MiB",
        f"{one.before_kib / 1024:.1f} MiB",
        f"{one.seconds:.1f}",
        f"{one.file_bytes / MEBIBYTE / one.seconds:.1f}",
    )


def _mebibytes(one: Measurement) -> str:
    return f"{one.file_bytes // MEBIBYTE:,} MiB"
