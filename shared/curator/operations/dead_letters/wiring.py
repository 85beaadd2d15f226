"""How dead letters are put together from the environment of their function."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.operations.dead_letters.kinds import QUEUES

if TYPE_CHECKING:
    from curator.operations.dead_letters.collecting import Collector, Witness
    from curator.operations.dead_letters.listing import DeadLetterList
    from curator.operations.dead_letters.queues import SqsDeadLetters
    from curator.operations.dead_letters.sightings.store import SightingStore
    from curator.operations.dead_letters.store import LetterStore

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterSettings:
    """Where dead letters are, and their records."""

    operations_table: str
    lanes_dead_letter_queue_url: str
    uploads_dead_letter_queue_url: str
    fetches_dead_letter_queue_url: str
    images_dead_letter_queue_url: str
    scans_dead_letter_queue_url: str
    broadcaster_dead_letter_queue_url: str
    janitor_dead_letter_queue_url: str
    replays_dead_letter_queue_url: str

    def urls(self) -> dict[str, str]:
        """Return the dead-letter queues' addresses by the queues' short names."""
        return {queue: getattr(self, f"{queue}_dead_letter_queue_url") for queue in QUEUES}


@cache
def settings() -> DeadLetterSettings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(DeadLetterSettings)


@cache
def table() -> Table:
    """Return the operations table."""
    return Table(aws.dynamodb, settings().operations_table, CLOCK)


def letter_store() -> "LetterStore":
    """Return the store of letters."""
    from curator.operations.dead_letters.store import LetterStore

    return LetterStore(table(), CLOCK)


def sightings() -> "SightingStore":
    """Return since when letters lie unread."""
    from curator.operations.dead_letters.sightings.store import SightingStore

    return SightingStore(table(), CLOCK)


@cache
def sources() -> "Mapping[str, SqsDeadLetters]":
    """Return the dead-letter queues by the queues' short names."""
    from curator.operations.dead_letters.queues import SqsDeadLetters

    return {queue: SqsDeadLetters(aws.sqs, url) for queue, url in settings().urls().items()}


def dead_letter_list() -> "DeadLetterList":
    """Return what lists letters."""
    from curator.operations.dead_letters.listing import DeadLetterList

    return DeadLetterList(letter_store(), sources())


def collector(witnesses: "Mapping[str, Witness]") -> "Collector":
    """Return what takes letters over."""
    from curator.operations.dead_letters.collecting import Collector
    from curator.operations.dead_letters.failures.store import FailureStore

    return Collector(
        sources=sources(),
        letters=letter_store(),
        failures=FailureStore(table(), CLOCK),
        witnesses=witnesses,
        clock=CLOCK,
    )


def names_in_aws() -> dict[str, str]:
    """Return the queues' short names by the names of their dead-letter queues in AWS, as alarms know these."""
    return {url.rpartition("/")[2]: queue for queue, url in settings().urls().items()}
