"""The uploader function in a process of its own: handles one event, then prints what it measured as its last line.

The event is read from standard input, as JSON; the environment is the function's.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.chunks.one_upload import peak_kib
from functions.uploader.app import handler

FUNCTION_SECONDS = 900  # the function's time-out in the template


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What the process tells of itself; the fields are `report.Measurement`'s."""

    before_kib: int
    peak_kib: int
    seconds: float
    failed: list[dict[str, str]]  # messages that should come again


class Context:
    """The part of Lambda's context that the handler reads."""

    def __init__(self) -> None:
        self._ends_at = time.monotonic() + FUNCTION_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        return int((self._ends_at - time.monotonic()) * 1000)


def perform(event: dict[str, Any]) -> Handled:
    """Call the handler as Lambda does."""
    before = peak_kib()
    started = time.perf_counter()
    answer = handler(event, Context())
    seconds = time.perf_counter() - started
    return Handled(before_kib=before, peak_kib=peak_kib(), seconds=seconds, failed=answer["batchItemFailures"])


if __name__ == "__main__":
    print(json.dumps(asdict(perform(json.load(sys.stdin)))))
