"""What the run says: tables, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.realtime.figures import Traffic
from benchmarks.realtime.watching import Watcher

HEAD = ("", "p50", "p95", "p99", "longest", "frames a socket", "kB a socket", "batches read")


def as_text(ways: Sequence[Traffic]) -> str:
    """Return the comparison for people; delays are in seconds."""
    lines = [HEAD, *(_line(way) for way in ways)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def problems(watchers: Iterable[Watcher], finals: Mapping[int, Mapping[str, str]]) -> list[str]:
    """Return a sentence for each subscriber that did not read everything.

    Args:
        watchers: all of them.
        finals: the last status of each upload, by batch and key.
    """
    found: list[str] = []
    for number, watcher in enumerate(watchers):
        expected = finals[watcher.batch]
        missed = sum(watcher.rows.get(key, {}).get("status") != status for key, status in expected.items())
        said = [
            *([f"missed the last state of {missed} of {len(expected)} uploads"] if missed else []),
            *([f"read {ends} ends"] if (ends := watcher.kinds["UPLOADS_COMPLETE"]) != 1 else []),
            *([f"found {watcher.gaps} gaps"] if watcher.gaps else []),
            *([watcher.problem] if watcher.problem else []),
        ]
        if said:
            found.append(f"Subscriber {number} of batch {watcher.batch}: {', '.join(said)}.")
    return found


def _line(way: Traffic) -> tuple[str, ...]:
    delays = way.delays
    return (
        way.name,
        *(f"{seconds:.2f}" for seconds in (delays.p50, delays.p95, delays.p99, delays.most)),
        f"{way.frames_per_socket:.0f}",
        f"{way.kilobytes_per_socket:.1f}",
        f"{way.batch_readings:,}",
    )
