"""Hours by the clock, in UTC: the windows that uploads are counted in."""

from curator.foundation.clock import iso_timestamp

WINDOW_SECONDS = 3600
KEPT_SECONDS = 24 * 3600  # a count outlives its window by so much


def window_start(now: float) -> int:
    """Return when the current hour began, in seconds since the epoch."""
    return int(now // WINDOW_SECONDS) * WINDOW_SECONDS


def window_end(start: int) -> int:
    """Return when the next hour begins."""
    return start + WINDOW_SECONDS


def window_name(start: int) -> str:
    """Return the hour as it stands in keys: `2025-11-20T14:00:00`."""
    return iso_timestamp(start)[:19]


def expiry(start: int) -> int:
    """Return when the count of this hour may go."""
    return window_end(start) + KEPT_SECONDS
