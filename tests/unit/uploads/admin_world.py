"""The uploads room with its operators."""

from collections import Counter

from curator.foundation.table import Table
from curator.identity.principals import Principal
from curator.uploads.admin.room import admin_room
from curator.uploads.listing.store import Listings
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.presets.service import PresetService
from curator.uploads.presets.store import PresetStore
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.uploads.world import USERNAMES, World

OPERATOR = Principal(user_id="9", username="Operator", roles=frozenset({"admin"}))
USERNAMES["token of Operator"] = "Operator"


class AdminWorld(World):
    """A world somebody looks after."""

    def __init__(self, table: Table, clock: VirtualClock) -> None:
        super().__init__(table, clock)
        self.table = table
        self.room = admin_room(table=table, clock=clock, service=self.service)
        self.listings = Listings(table)
        self.presets = PresetService(PresetStore(table, clock))

    def ids(self, batch_id: int) -> list[int]:
        """Return the ids of a batch's uploads."""
        return [upload.id for upload in self.service.list_uploads(batch_id)]

    def upload(self, upload_id: int) -> Upload:
        """Return an upload, wherever it is."""
        (found,) = self.room.uploads.find([upload_id])
        return found

    def check_counts(self) -> None:
        """Hold every batch's counters to the statuses of its uploads."""
        batches, _ = self.service.list_batches(page=1, limit=100)
        for batch in batches:
            statuses = Counter(self.statuses(batch.id))
            assert {status: count for status, count in batch.counts.items() if count} == dict(statuses), batch.id


def memory_world() -> tuple[AdminWorld, MemoryTable]:
    """Return an empty world and its table."""
    clock = VirtualClock()
    table = MemoryTable(clock)
    return AdminWorld(table, clock), table


def statuses_of(uploads: list[Upload]) -> list[UploadStatus]:
    """Return their statuses."""
    return [upload.status for upload in uploads]
