"""How writers say that something changed, so that answers made before are given no more.

pkg#<ecosystem>#<name>   the users of a package, or what it is described by
org#<handle>             an organisation's own fields, or its repositories
hidden                   an organisation was hidden or shown again: in answers about whatever it uses
"""

import logging

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock, SystemClock
from curator.foundation.table import Table
from curator.usage.answers.store import AnswerStore
from curator.usage.models import PackageKey

HIDDEN = "hidden"
SYSTEM_CLOCK = SystemClock()

log = logging.getLogger(__name__)


class Generations:
    """Counts changes."""

    def __init__(self, table: Table, clock: Clock = SYSTEM_CLOCK) -> None:
        """Count in the table of the room; the clock tells when something changed."""
        self._store = AnswerStore(table)
        self._clock = clock

    def bump(self, key: str) -> None:
        """Make all answers that depend on this out of date.

        It never raises: what was written stays written, and answers about it are at most as old as they may get.
        """
        try:
            self._store.bump(key, at=self._clock.now())
        except (ClientError, BotoCoreError):
            log.exception("answers stay out of date until their time has passed", extra={"what": key})


def of_package(package: PackageKey) -> str:
    """Return what answers about a package depend on."""
    return f"pkg#{package.ecosystem}#{package.name}"


def of_organization(handle: str) -> str:
    """Return what answers about an organisation depend on."""
    return f"org#{handle.lower()}"
