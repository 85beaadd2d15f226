"""What the checks work with, and what earlier ones have found out for later ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from local.cli.deployment.api import Answer, Api
from local.cli.deployment.place import Place
from local.cli.moments import utc_now


@dataclass(slots=True, kw_only=True)
class Visit:
    """One examination of one deployment.

    Attributes:
        api: the way to it.
        now: tells the time of this machine.
        username: who asks, as the deployment sees it; empty for nobody.
        is_operator: whether they are one.
        numbers: the dashboard's, None where who asks may not see them.
        clock_ahead: seconds by which the deployment's clock is ahead of this machine's, None while nobody knows.
        consent_address: the page of the wiki that a login leads to, empty where it leads nowhere.
    """

    api: Api
    now: Callable[[], datetime] = utc_now
    username: str = ""
    is_operator: bool = False
    numbers: Answer | None = None
    clock_ahead: float | None = None
    consent_address: str = ""

    @property
    def place(self) -> Place:
        """Where it is, and the proof of who asks."""
        return self.api.place
