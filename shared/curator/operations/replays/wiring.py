"""How replays are put together from the environment of their function."""

import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.operations.dead_letters.wiring import CLOCK, letter_store, table

if TYPE_CHECKING:
    from curator.operations.replays.automatic import AutomaticReplays
    from curator.operations.replays.service import Replays
    from curator.operations.replays.store import ReplayStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySettings:
    """Where the replayer is called."""

    replays_queue_url: str


@cache
def queue() -> SqsQueue:
    """Return the replayer's queue."""
    return SqsQueue(aws.sqs, read_settings(ReplaySettings).replays_queue_url)


def replay_store() -> "ReplayStore":
    """Return the store of replays."""
    from curator.operations.replays.store import ReplayStore

    return ReplayStore(table(), CLOCK, chance=secrets.token_hex)


def replays() -> "Replays":
    """Return what takes wishes in."""
    from curator.operations.replays.service import Replays

    return Replays(replay_store(), queue())


def automatic_replays() -> "AutomaticReplays":
    """Return what asks for replays that nobody has to ask for."""
    from curator.operations.replays.automatic import AutomaticReplays
    from curator.operations.replays.trials.store import TrialStore

    return AutomaticReplays(replays=replays(), letters=letter_store(), trials=TrialStore(table(), CLOCK), clock=CLOCK)
