"""The jobs that begin by the clock. The template's rules say when; a job that is still at work is not begun again.

scrape       every night at 02:00 UTC
enrichment   on Sundays at 03:00 UTC
cleanup      on the first of each month at 04:00 UTC
"""

from collections.abc import Callable
from dataclasses import dataclass

from curator.usage.models import JobExecution


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """How many jobs a run of the janitor began, or found at work."""

    jobs: int


class Scheduled:
    """What the janitor runs for one of them."""

    def __init__(self, begin: Callable[[], JobExecution]) -> None:
        """Take what begins the job."""
        self._begin = begin

    def run(self) -> Begun:
        """Begin the job."""
        self._begin()
        return Begun(jobs=1)
