"""The whole uploads room on a virtual clock: real service, pacer, worker and recovery over fakes of the outside."""

from curator.commons.limits import Limit, RateLimits
from curator.foundation.table import Table
from curator.identity.principals import Principal
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.pacer import Pacer
from curator.uploads.lanes.recovery import Recovery
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.lanes.turns import Turns
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Label, NewUpload, Upload, UploadStatus
from curator.uploads.pausing import Pausing
from curator.uploads.service import UploadService
from curator.uploads.store import UploadStore
from curator.uploads.worker.claims import Claims
from curator.uploads.worker.store import PhotographLocks
from curator.uploads.worker.waiting import Waiting
from curator.uploads.worker.work import Work
from curator.uploads.worker.worker import Worker
from tests.fakes.clock import VirtualClock
from tests.fakes.commons import FakeCommons, FakeWiki
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queues import FakeQueue
from tests.fakes.sources import FakeDownloader, FakeSource

LEASE_SECONDS = 120.0
UNLIMITED = RateLimits(upload=None, edit=None)
TEN_PER_TEN_SECONDS = RateLimits(upload=Limit(hits=10, seconds=10), edit=Limit(hits=60, seconds=10))
ALICE = Principal(user_id="1", username="Alice")
BOB = Principal(user_id="2", username="Bob")
USERNAMES = {f"token of {user.username}": user.username for user in (ALICE, BOB)}


class World:
    """Everything of one deployment."""

    def __init__(self, table: Table, clock: VirtualClock) -> None:
        self.clock = clock
        self.commons = self.new_commons(clock)
        self.lanes_queue, self.uploads_queue = self.new_queue("lanes"), self.new_queue("uploads")
        self.lanes, self.uploads = LaneStore(table, clock), UploadStore(table, clock)
        self.outages = Outages(table, clock)
        self.downloader = self.new_downloader()
        self.function_seconds: float | None = None
        self.pace = Pace(width=3, reserve=0.05, horizon=300.0)
        groups = iter(f"{n:012x}" for n in range(1000))
        self.waker = LaneWaker(lanes=self.lanes, lanes_queue=self.lanes_queue, clock=clock)
        self.service = UploadService(
            uploads=self.uploads,
            lanes=self.lanes,
            waker=self.waker,
            new_edit_group_id=lambda: next(groups),
            clock=clock,
        )
        self.pausing = Pausing(uploads=self.uploads, lanes=self.lanes, waker=self.waker, clock=clock)
        self.pacer = Pacer(
            lanes=self.lanes,
            uploads=self.uploads,
            outages=self.outages,
            lanes_queue=self.lanes_queue,
            uploads_queue=self.uploads_queue,
            read_limits=self.read_limits,
            pace=self.pace,
            clock=clock,
        )
        self.claims = Claims(
            uploads=self.uploads,
            lanes=self.lanes,
            outages=self.outages,
            uploads_queue=self.uploads_queue,
            pace=self.pace,
            lease_seconds=LEASE_SECONDS,
            clock=clock,
        )
        self.worker = Worker(
            claims=self.claims,
            uploads=self.uploads,
            locks=PhotographLocks(table, clock),
            turns=Turns(
                lanes=self.lanes, outages=self.outages, uploads_queue=self.uploads_queue, pace=self.pace, clock=clock
            ),
            waiting=Waiting(
                claims=self.claims,
                lanes=self.lanes,
                outages=self.outages,
                read_limits=self.read_limits,
                clock=clock,
            ),
            work=Work(downloader=self.downloader, clock=clock),
            wiki_for=self.wiki_for,
            source_named=lambda _name: FakeSource(),
            clock=clock,
        )
        self.recovery = Recovery(
            lanes=self.lanes, lanes_queue=self.lanes_queue, uploads_queue=self.uploads_queue, clock=clock
        )

    def new_commons(self, clock: VirtualClock) -> FakeCommons:
        """Return the wiki of this world."""
        return FakeCommons(clock)

    def new_queue(self, _name: str) -> FakeQueue:
        """Return one of this world's queues, "lanes" or "uploads"."""
        return FakeQueue(self.clock)

    def new_downloader(self) -> FakeDownloader:
        """Return what fetches originals."""
        return FakeDownloader()

    def wiki_for(self, _encrypted_token: str, username: str) -> FakeWiki:
        """Return the wiki, acting for a user."""
        return FakeWiki(self.commons, username)

    def read_limits(self, encrypted_token: str) -> RateLimits:
        """Answer for the wiki."""
        self.commons.meet_fault("userinfo")
        return self.commons.limits.get(USERNAMES[encrypted_token], UNLIMITED)

    def add_batch(self, user: Principal, keys: list[str], *, slice_id: int = 0) -> int:
        """Create a batch of one slice and return its id."""
        batch = self.service.create_batch(user)
        self.add_slice(user, batch.id, keys, slice_id=slice_id)
        return batch.id

    def add_slice(self, user: Principal, batch_id: int, keys: list[str], *, slice_id: int = 0) -> list[Upload]:
        """Add photographs to a batch."""
        return self.service.add_slice(
            user,
            batch_id=batch_id,
            slice_id=slice_id,
            handler="fake",
            items=[new_upload(key) for key in keys],
            encrypted_token=f"token of {user.username}",
        )

    def run(self, *, until: float | None = None) -> None:
        """Deliver messages in the order of their time until none is left, or until the clock reads `until`."""
        while self.step(until):
            pass

    def step(self, until: float | None = None) -> bool:
        """Deliver the next message; return False when there is none (before `until`)."""
        due = [when for when in (self.lanes_queue.next_due(), self.uploads_queue.next_due()) if when is not None]
        if not due or (until is not None and min(due) > until):
            return False
        self.clock.advance(max(0.0, min(due) - self.clock.now()))
        if (tick := self.lanes_queue.receive()) is not None:
            self.pacer.tick(TickMessage.parse(tick))
        elif (upload := self.uploads_queue.receive()) is not None:
            deadline = None if self.function_seconds is None else self.clock.now() + self.function_seconds
            self.worker.handle(UploadMessage.parse(upload), deadline=deadline)
        return True

    def statuses(self, batch_id: int) -> list[UploadStatus]:
        """Return the statuses of a batch's uploads by id."""
        return [upload.status for upload in self.service.list_uploads(batch_id)]

    def only_upload(self, batch_id: int) -> Upload:
        """Return the one upload of a batch."""
        (upload,) = self.service.list_uploads(batch_id)
        return upload


def new_upload(key: str) -> NewUpload:
    """Return what a client asks for."""
    return NewUpload(
        key=key,
        collection="sequence",
        filename=f"Photo {key}.jpg",
        wikitext=f"== {key} ==",
        label=Label(language="en", value=f"Photo {key}"),
    )


def empty_world() -> World:
    """Return a world in which nothing has happened, on a table in memory."""
    clock = VirtualClock()
    return World(MemoryTable(clock), clock)
