"""Time as an argument, so that tests and simulations can run days in a moment."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where code that needs the time gets it from."""

    def now(self) -> float:
        """Return seconds since the Unix epoch."""

    def sleep(self, seconds: float) -> None:
        """Return after this many seconds."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Return seconds since the Unix epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Block for this many seconds."""
        time.sleep(seconds)


def iso_timestamp(epoch_seconds: float) -> str:
    """Return `2026-11-21T00:30:57.123456Z`, the form every Curator message carries."""
    return datetime.fromtimestamp(epoch_seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def epoch_seconds(timestamp: str) -> float:
    """Return the moment an ISO 8601 timestamp with a zone names, in seconds since the Unix epoch."""
    return datetime.fromisoformat(timestamp).timestamp()
