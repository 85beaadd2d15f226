"""Time as an argument. The sandbox imports nothing of Curator's, so that neither can hide the other's mistakes."""

import time
from typing import Protocol


class Clock(Protocol):
    """Where the sandbox gets the time from; Curator's own clocks fit too."""

    def now(self) -> float:
        """Return seconds since the Unix epoch."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Return seconds since the Unix epoch."""
        return time.time()
