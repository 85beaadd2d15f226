"""Everything operators work with, put together."""

from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from curator.uploads.admin.changes import Administration
from curator.uploads.admin.failures import FailureList
from curator.uploads.admin.listing import AdminLists
from curator.uploads.admin.stopping import Stopper
from curator.uploads.admin.store import CorrectionStore
from curator.uploads.lanes.store import LaneStore
from curator.uploads.listing.store import Listings
from curator.uploads.presets.store import PresetStore
from curator.uploads.retrying.retrier import Retrier
from curator.uploads.retrying.store import RetryNotes
from curator.uploads.service import UploadService
from curator.uploads.store import UploadStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminRoom:
    """What operators work with."""

    lists: AdminLists
    failures: FailureList
    uploads: Administration
    retrier: Retrier


def admin_room(*, table: Table, clock: Clock, service: UploadService) -> AdminRoom:
    """Return the room over the uploads table."""
    uploads, listings = UploadStore(table, clock), Listings(table)
    stopper = Stopper(uploads=uploads, lanes=LaneStore(table, clock), clock=clock)
    return AdminRoom(
        lists=AdminLists(uploads=uploads, batches=service, listings=listings, presets=PresetStore(table, clock)),
        failures=FailureList(uploads=uploads, listings=listings),
        uploads=Administration(
            uploads=uploads, listings=listings, corrections=CorrectionStore(table, clock), stopper=stopper
        ),
        retrier=Retrier(service=service, uploads=uploads, listings=listings, notes=RetryNotes(table, clock)),
    )
