"""How the uploads room is put together for functions that need no wiki.

The pacer and the worker have a wiring of their own beside them: what talks to the wiki is slow to import.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.ids import random_edit_group_id
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.uploads.lanes.pace import Pace

if TYPE_CHECKING:
    from curator.uploads.lanes.recovery import Recovery
    from curator.uploads.lanes.waking import LaneWaker
    from curator.uploads.pausing import Pausing
    from curator.uploads.reading import BatchReader
    from curator.uploads.service import UploadService
    from curator.uploads.store import UploadStore

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where batches, uploads and lanes are."""

    uploads_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanesQueueSettings:
    """Where ticks go."""

    lanes_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadsQueueSettings:
    """Where uploads whose turn comes go."""

    uploads_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceSettings:
    """How lanes run; see `Pace`."""

    upload_width: int = 3
    upload_lease_seconds: float = 120.0
    lane_horizon_seconds: float = 300.0
    lane_reserve: float = 0.05

    def pace(self) -> Pace:
        """Return the pace these settings describe."""
        return Pace(width=self.upload_width, reserve=self.lane_reserve, horizon=self.lane_horizon_seconds)


@cache
def table() -> Table:
    """Return the uploads table."""
    return Table(aws.dynamodb, read_settings(StoreSettings).uploads_table, CLOCK)


def upload_store() -> "UploadStore":
    """Return the store of batches and uploads."""
    from curator.uploads.store import UploadStore

    return UploadStore(table(), CLOCK)


def batch_reader() -> "BatchReader":
    """Return what answers questions about batches."""
    from curator.uploads.reading import BatchReader

    return BatchReader(upload_store())


def upload_service() -> "UploadService":
    """Return what clients ask."""
    from curator.uploads.lanes.store import LaneStore
    from curator.uploads.service import UploadService

    return UploadService(
        uploads=upload_store(),
        lanes=LaneStore(table(), CLOCK),
        waker=lane_waker(),
        new_edit_group_id=random_edit_group_id,
        clock=CLOCK,
    )


def pausing() -> "Pausing":
    """Return what holds batches back."""
    from curator.uploads.lanes.store import LaneStore
    from curator.uploads.pausing import Pausing

    return Pausing(uploads=upload_store(), lanes=LaneStore(table(), CLOCK), waker=lane_waker(), clock=CLOCK)


def lane_waker() -> "LaneWaker":
    """Return what starts lanes."""
    from curator.uploads.lanes.store import LaneStore
    from curator.uploads.lanes.waking import LaneWaker

    return LaneWaker(lanes=LaneStore(table(), CLOCK), lanes_queue=lanes_queue(), clock=CLOCK)


def recovery() -> "Recovery":
    """Return what the janitor runs."""
    from curator.uploads.lanes.recovery import Recovery
    from curator.uploads.lanes.store import LaneStore

    return Recovery(
        lanes=LaneStore(table(), CLOCK),
        lanes_queue=lanes_queue(),
        uploads_queue=uploads_queue(),
        clock=CLOCK,
    )


def lanes_queue() -> SqsQueue:
    """Return the queue of ticks."""
    return SqsQueue(aws.sqs, read_settings(LanesQueueSettings).lanes_queue_url)


def uploads_queue() -> SqsQueue:
    """Return the queue of uploads whose turn comes."""
    return SqsQueue(aws.sqs, read_settings(UploadsQueueSettings).uploads_queue_url)
