"""Everything operators work with, put together."""

from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from curator.uploads.admin.changes import Administration
from curator.uploads.admin.failures import FailureList
from curator.uploads.admin.listing import AdminLists
from curator.uploads.admin.stopping import Stopper
from curator.uploads.admin.store import CorrectionStore
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.listing.store import Listings
from curator.uploads.overview.looking import UploadsOverview
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
    overview: UploadsOverview


def admin_room(*, table: Table, clock: Clock, service: UploadService, pace: Pace | None = None) -> AdminRoom:
    """Return the room over the uploads table; `pace` is how lanes run, by default as `Pace` says."""
    uploads, listings = UploadStore(table, clock), Listings(table)
    stopper = Stopper(uploads=uploads, lanes=LaneStore(table, clock), clock=clock)
    return AdminRoom(
        lists=AdminLists(uploads=uploads, batches=service, listings=listings, presets=PresetStore(table, clock)),
        failures=FailureList(uploads=uploads, listings=listings),
        uploads=Administration(
            uploads=uploads, listings=listings, corrections=CorrectionStore(table, clock), stopper=stopper
        ),
        retrier=Retrier(service=service, uploads=uploads, listings=listings, notes=RetryNotes(table, clock)),
        overview=UploadsOverview(
            uploads=uploads,
            lanes=LaneStore(table, clock),
            outages=Outages(table, clock),
            listings=listings,
            pace=pace or Pace(),
            clock=clock,
        ),
    )
