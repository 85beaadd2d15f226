"""The uploads room as one deployment in which several handlers are under way at once."""

from collections.abc import Callable
from typing import cast

from curator.commons.edit_summary import upload_summary
from curator.commons.errors import CommonsError
from curator.commons.limits import RateLimits
from curator.foundation.table import Table, TransactionConflictError
from curator.identity.principals import Principal
from curator.uploads.errors import NothingToCancelError, NothingToPauseError, NotPausedError
from curator.uploads.lanes.lane import Lane
from curator.uploads.lanes.store import LaneBusyError, LaneStore
from curator.uploads.lifecycle import TERMINAL
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Batch, Upload, UploadStatus
from curator.uploads.store import UploadStore
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.sources import FakeDownloader
from tests.properties.outside import Outside, Watched
from tests.properties.queues import Message, UnreliableQueue
from tests.properties.refusals import Surprises
from tests.properties.tasks import Task, TaskClock
from tests.properties.wiki import FickleCommons, FickleWiki
from tests.unit.uploads.world import ALICE, BOB, UNLIMITED, World, new_upload

USERS = (ALICE, BOB)
VISIBILITY_SECONDS = {"lanes": 360.0, "uploads": 5400.0}  # as in template.yaml
HOLD_UP_SECONDS = 15.0  # how long one outside call of a healthy handler takes at most
EXPECTED_ERRORS = (LaneBusyError, TransactionConflictError, NothingToCancelError, NothingToPauseError, NotPausedError)


class Simulation(World):
    """The world of the other tests, over outsides that hold up, kill, repeat and fail.

    Attributes:
        healthy: whether handlers that are not killed make progress: none is held up for longer than a lease.
        tasks: the handlers under way.
        outdated: users who sent work with the token of an older session; they are told to log in once more.
        sessions: the token that each user's last login brought.
        paused: the claims (fences by upload) there had been of each batch when its pause was acknowledged.
        resuming: batches whose resumption is under way.
    """

    commons: FickleCommons
    clock: TaskClock

    def __init__(self, *, healthy: bool = True) -> None:
        clock = TaskClock()
        self.outside = Outside(clock)
        self.table = MemoryTable(clock)
        super().__init__(cast(Table, Watched("table", self.table, self.outside)), clock)
        self.healthy = healthy
        self.commons.careful = not healthy
        self.commons.is_explained = self._is_explained
        self.sessions = {user.username: f"token 1 of {user.username}" for user in USERS}
        self.commons.tokens = dict(self.sessions)
        self.outdated: set[str] = set()
        self.paused: dict[int, dict[int, int]] = {}
        self.resuming: set[int] = set()
        self.tasks: list[Task] = []
        self.batches: list[Batch] = []
        self.surprises = Surprises()
        self._ended: dict[Task, Callable[[Task], None]] = {}

    # -- the outsides ---------------------------------------------------------------------------------------------

    def new_commons(self, clock: VirtualClock) -> FickleCommons:
        assert isinstance(clock, TaskClock)
        return FickleCommons(clock)

    def new_queue(self, name: str) -> UnreliableQueue:
        return UnreliableQueue(name, self.clock, self.outside, visibility_seconds=VISIBILITY_SECONDS[name])

    def new_downloader(self) -> FakeDownloader:
        return cast(FakeDownloader, Watched("source", FakeDownloader(), self.outside))

    def wiki_for(self, encrypted_token: str, username: str) -> FickleWiki:  # type: ignore[override]
        return FickleWiki(self.commons, username, encrypted_token, outside=self.outside, clock=self.clock)

    def read_limits(self, encrypted_token: str) -> RateLimits:
        username = encrypted_token.rpartition(" ")[2]
        wiki = self.wiki_for(encrypted_token, username)
        try:
            return wiki.request("userinfo", lambda: self.commons.limits.get(username, UNLIMITED))
        except CommonsError:
            self.surprises.limits[username] = self.clock.now()
            raise

    @property
    def queues(self) -> tuple[UnreliableQueue, UnreliableQueue]:
        """Both queues, the pacer's first."""
        return cast(tuple[UnreliableQueue, UnreliableQueue], (self.lanes_queue, self.uploads_queue))

    # -- what sets handlers going ---------------------------------------------------------------------------------

    def start(self, name: str, work: Callable[[], object], ended: Callable[[Task], None] = lambda _task: None) -> Task:
        """Set a handler going; `ended` hears when it is over, one way or the other."""
        task = Task(name, work, now=self.clock.now())
        self.tasks.append(task)
        self._ended[task] = ended
        return task

    def deliver(self, queue: UnreliableQueue, message: Message) -> Task:
        """Hand a message to its function."""
        queue.take(message)

        def ended(task: Task) -> None:
            queue.finish(message, succeeded=task.error is None and not task.dead)

        if queue is self.lanes_queue:
            tick = TickMessage.parse(message.body)
            return self.start(f"pacer, tick {tick.sequence}", lambda: self.pacer.tick(tick), ended)
        upload = UploadMessage.parse(message.body)
        deadline = None if self.function_seconds is None else self.clock.now() + self.function_seconds
        name = f"worker, upload {upload.upload_id}"
        return self.start(name, lambda: self.worker.handle(upload, deadline=deadline), ended)

    def run_janitor(self) -> Task:
        """Let the janitor's minute come."""
        return self.start("janitor", self.recovery.run)

    def new_batch(self, user: Principal) -> Batch:
        """Create an empty batch."""
        batch = self.service.create_batch(user)
        self.batches.append(batch)
        return batch

    def request_slice(self, user: Principal, batch: Batch, keys: list[str], *, slice_id: int = 0) -> Task:
        """Let a client send a slice."""

        token = self.sessions[user.username]

        def add() -> None:
            self.service.add_slice(
                user,
                batch_id=batch.id,
                slice_id=slice_id,
                handler="fake",
                items=[new_upload(key) for key in keys],
                encrypted_token=token,
            )

        def ended(_task: Task) -> None:
            if token != self.commons.tokens[user.username]:
                self.outdated.add(user.username)

        return self.start(f"slice {slice_id} of batch {batch.id}", add, ended)

    def request_cancel(self, user: Principal, batch: Batch) -> Task:
        """Let a client cancel a batch."""

        def acknowledged(task: Task) -> None:
            if task.error is None and not task.dead:
                self.commons.forbidden |= {
                    self.summary_of(upload)
                    for upload in self.uploads_of(batch)
                    if upload.status is UploadStatus.CANCELLED
                }

        return self.start(f"cancel batch {batch.id}", lambda: self.service.cancel_batch(user, batch.id), acknowledged)

    def request_pause(self, user: Principal, batch: Batch) -> Task:
        """Let a client pause a batch."""

        def acknowledged(task: Task) -> None:
            if task.error is None and not task.dead and batch.id not in self.resuming:
                self.paused[batch.id] = {upload.id: upload.fence for upload in self.uploads_of(batch)}

        return self.start(f"pause batch {batch.id}", lambda: self.pausing.pause(user, batch.id), acknowledged)

    def request_resume(self, user: Principal, batch: Batch) -> Task:
        """Let a client go on with a batch."""
        self.paused.pop(batch.id, None)
        self.resuming.add(batch.id)
        token = self.sessions[user.username]

        def answered(_task: Task) -> None:
            self.resuming.discard(batch.id)

        return self.start(f"resume batch {batch.id}", lambda: self.pausing.resume(user, batch.id, token), answered)

    def revoke(self, user: Principal) -> None:
        """Let a user take the grant back."""
        self.commons.tokens[user.username] = "none"

    def must_log_in(self, user: Principal) -> bool:
        """Return whether nothing can be done in this user's name."""
        name = user.username
        return self.commons.tokens[name] != self.sessions[name] or name in self.outdated

    def log_in(self, user: Principal) -> Task:
        """Let a user log in. MediaWiki gives the token of the grant that stands, a new one only after a revocation."""
        username = user.username
        if self.commons.tokens[username] != self.sessions[username]:
            serial = int(self.sessions[username].split()[1]) + 1
            self.commons.tokens[username] = f"token {serial} of {username}"
        token = self.commons.tokens[username]

        def logged_in(task: Task) -> None:
            if task.error is None and not task.dead:  # else the user is not told, and tries again
                self.sessions[username] = token
                self.outdated.discard(username)

        return self.start(f"login of {username}", lambda: self.waker.logged_in(user.user_id, token), logged_in)

    # -- who moves when -------------------------------------------------------------------------------------------

    def move(self, task: Task) -> None:
        """Let a handler make its next outside call; before it, whoever has been held up for too long."""
        while self.healthy and (late := self._held_up_longest(besides=task)) is not None:
            self._move(late)
        if not task.done:
            self._move(task)

    def _held_up_longest(self, besides: Task) -> Task | None:
        others = [other for other in self.tasks if other is not besides]
        first = min(others, key=lambda other: other.since, default=None)
        return first if first is not None and first.since + HOLD_UP_SECONDS <= self.clock.now() else None

    def _move(self, task: Task) -> None:
        task.move()
        self._bury_if_done(task)

    def kill(self, task: Task) -> None:
        """End a handler where it stands."""
        task.kill()
        self._bury_if_done(task)

    def complete(self, task: Task) -> None:
        """Let a handler run to its end."""
        while not task.done:
            self.move(task)

    def complete_all(self) -> None:
        """Let all handlers run to their end, in turns."""
        while self.tasks:
            self.move(min(self.tasks, key=lambda task: task.since))

    def abandon(self) -> None:
        """End every handler, so that no thread is left behind by a failed run."""
        while self.tasks:
            task = self.tasks.pop()
            task.kill()

    def wait(self, seconds: float) -> None:
        """Let time pass; if handlers are healthy, not while one of them is held up for too long."""
        if self.healthy and self.tasks:
            first = min(self.tasks, key=lambda task: task.since)
            seconds = min(seconds, max(0.0, first.since + HOLD_UP_SECONDS - self.clock.now()))
        self.clock.advance(seconds)

    def _bury_if_done(self, task: Task) -> None:
        if task.done:
            self.tasks.remove(task)
            self._ended.pop(task)(task)
            if task.error is not None and not isinstance(task.error, EXPECTED_ERRORS):
                raise task.error

    # -- what a test looks at -------------------------------------------------------------------------------------

    def uploads_of(self, batch: Batch) -> list[Upload]:
        """Return the batch's uploads."""
        return list(UploadStore(self.table, self.clock).list_uploads(batch.id))

    def all_uploads(self) -> list[Upload]:
        """Return everybody's uploads."""
        return [upload for batch in self.batches for upload in self.uploads_of(batch)]

    def has_open_work(self) -> bool:
        """Return whether an upload is not over, or a lane is still awake."""
        over = all(upload.status in TERMINAL for upload in self.all_uploads())
        return not over or not all(self.lane_of(user).idle for user in USERS)

    def janitor_is_needed(self) -> bool:
        """Return whether a run of the janitor would find anything: saves a long wait's many runs that do not."""
        return any(LaneStore(self.table, self.clock).due(self.clock.now(), 1))

    def has_messages(self) -> bool:
        """Return whether anything is left in a queue."""
        return any(queue.messages for queue in self.queues)

    def summary_of(self, upload: Upload) -> str:
        """Return the summary with which this upload, and no other, is published."""
        (batch,) = (batch for batch in self.batches if batch.id == upload.batch_id)
        return upload_summary(
            source=upload.handler, image_id=upload.key, batch_id=batch.id, edit_group_id=batch.edit_group_id
        )

    def edit_by_hand(self, user: Principal) -> None:
        """Let the user upload a file without us."""
        self.commons.hits.setdefault((user.username, "upload"), []).append(self.clock.now())
        self.surprises.edits_by_hand[user.username] = self.clock.now()

    def change_limits(self, user: Principal, limits: RateLimits) -> None:
        """Let the wiki allow more or less from now on."""
        self.commons.limits[user.username] = limits
        self.surprises.limits[user.username] = self.clock.now()

    def lane_of(self, user: Principal) -> Lane:
        """Return the user's lane, without anybody being held up by it."""
        return LaneStore(self.table, self.clock).load(user.user_id)

    def _is_explained(self, username: str) -> bool:
        (user,) = (user for user in USERS if user.username == username)
        limits = self.commons.limits.get(username, UNLIMITED)
        return self.surprises.explain(username, self.lane_of(user), limits, self.clock.now())
