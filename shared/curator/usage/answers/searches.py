"""How the last search for a package's users went: what it could not see belongs into every answer made from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from curator.usage.answers.generations import SYSTEM_CLOCK, of_package
from curator.usage.answers.store import AnswerStore
from curator.usage.models import PackageKey


class Searches:
    """Keeps it."""

    def __init__(self, table: Table, clock: Clock = SYSTEM_CLOCK) -> None:
        """Keep it in the table of the room; the clock tells when it was written."""
        self._store = AnswerStore(table)
        self._clock = clock

    def note(
        self,
        package: PackageKey,
        *,
        at: float,
        source: str,
        missing: Sequence[tuple[str, str]] = (),
        complete: bool = True,
    ) -> None:
        """Keep how a search went; answers from before it are given no more.

        Args:
            package: whose users were looked for.
            at: when, in seconds since the epoch.
            source: the provider that told most.
            missing: which providers did not answer, and why.
            complete: whether it came to an end; False for one that was cut off, or still goes on.
        """
        searched: Mapping[str, Any] = {
            "at": at,
            "source": source,
            "missing": [list(one) for one in missing],
            "complete": complete,
        }
        self._store.note_search(of_package(package), searched, at=self._clock.now())
