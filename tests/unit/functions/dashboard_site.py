"""The HTTP API with everything that the dashboard looks at: images, uploads with lanes, queues, dead letters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mangum import Mangum

from curator.foundation.metrics import Metrics
from curator.foundation.metrics.tallies import Tallies
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.dead_letters.listing import DeadLetterList
from curator.operations.dead_letters.models import Cause, Letter, LetterStatus, Reading, letter_id
from curator.operations.dead_letters.queues import Received
from curator.operations.dead_letters.store import LetterStore
from curator.operations.overview.queues import QueueState, QueueStates, WorkQueue
from curator.operations.replays.service import Replays
from curator.operations.replays.store import ReplayStore
from functions.api.application import create_application
from functions.api.dashboard.room import DashboardRoom
from functions.api.images.room import ImageFacts
from functions.api.store import TableSizes
from tests.fakes.http_api import browser_for
from tests.fakes.http_contract import check_response
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queues import FakeQueue
from tests.unit.functions.api_site import SITE
from tests.unit.functions.images_site import FakeTableFacts, ImagesSite
from tests.unit.uploads.admin_world import AdminWorld

PANELS = [
    "Dead Letters",
    "Lanes",
    "Queues",
    "Uploads",
    "Functions",
    "Failures by Cause",
    "Connections and Callers",
    "System Resources",
    "Database Health",
    "Redis Status",
    "Celery Workers",
    "Processing Metrics",
    "Storage Backend",
    "Rate Limiting",
    "Configuration",
    "Settings",
    "Recent Jobs",
    "Recent Failures",
]
"""What the page shows, in its order."""

WORKERS = {
    "lanes": "pacer",
    "uploads": "uploader",
    "fetches": "fetcher",
    "images": "resizer",
    "scans": "scanner",
    "replays": "replayer",
}


class FakeQueueStates(QueueStates):
    """Queues in which nothing waits, until a test says otherwise; `fault` keeps all of them from answering."""

    def __init__(self) -> None:
        self.fault = ""
        self.changes: dict[str, Mapping[str, Any]] = {}

    def look(self) -> list[QueueState]:
        return [self._of(name, function) for name, function in WORKERS.items()]

    def _of(self, name: str, function: str) -> QueueState:
        queue = WorkQueue(name=name, function=function, url=f"https://sqs.example/{name}")
        if self.fault:
            return QueueState(queue=queue, error=self.fault)
        empty = QueueState(queue=queue, waiting=0, in_flight=0, delayed=0)
        return replace(empty, **self.changes.get(name, {}))


class FakeDeadLetterQueue:
    """A dead-letter queue of which all letters have been taken over; `waiting` are others."""

    def __init__(self) -> None:
        self.waiting: int | None = 0

    def receive(self) -> list[Received]:
        return []

    def forget(self, received: Received) -> None:
        raise AssertionError("nothing was received")

    def depth(self) -> int | None:
        return self.waiting


class DashboardSite(ImagesSite):
    """A site with the whole dashboard over tables in memory."""

    def __init__(self, *, facts: ImageFacts | None = None, public_url: str = SITE) -> None:
        super().__init__(facts=facts)
        clock = self.world.clock
        self.uploads = AdminWorld(MemoryTable(clock), clock)
        self.queues = FakeQueueStates()
        self.metrics = Metrics(strict=True)
        self.operations = MemoryTable(clock)
        self.letters = LetterStore(self.operations, clock)
        self.dead_letters = {name: FakeDeadLetterQueue() for name in QUEUES}
        self.replays_queue = FakeQueue(clock)
        chances = iter(f"{number:012x}" for number in range(1000))
        replays = Replays(ReplayStore(self.operations, clock, chance=lambda _: next(chances)), self.replays_queue)
        self.open_sockets = 2
        self.tables = FakeTableFacts()
        room = DashboardRoom(
            queues=self.queues,
            tables=TableSizes({"uploads": self.tables}, clock),
            open_sockets=lambda: self.open_sockets,
            settings={"lanes": {"uploads at once": 3}},
        )
        self.services = replace(
            self.services,
            admin=lambda: self.uploads.room,
            dashboard=lambda: room,
            dead_letters=lambda: DeadLetterList(self.letters, self.dead_letters),
            replays=lambda: replays,
            counted=self._counted,
            public_url=public_url,
        )
        self.application = create_application(self.services)
        self.client = browser_for(Mangum(self.application, lifespan="off"), SITE)
        self.client.event_hooks = {"response": [check_response]}

    def _counted(self) -> Tallies:
        owed = self.metrics.take_owed()
        self.metrics.owe(owed)
        return owed

    def give_up(
        self,
        queue: str = "uploads",
        *,
        number: int = 1,
        cause: Cause = Cause.THROTTLED,
        error: str = "AWS asked us to slow down",
        needs_human: bool = False,
    ) -> Letter:
        """Add a dead letter, as the replayer does when it finds one."""
        now = self.world.clock.now()
        letter = Letter(
            id=letter_id(now - 600, f"message-{number}"),
            queue=queue,
            message_id=f"message-{number}",
            body="{}",
            reading=Reading(
                kind="upload", about={"user_id": "1", "batch_id": 1, "upload_id": number}, subject=f"upload {number}"
            ),
            status=LetterStatus.OPEN,
            cause=cause,
            error=error,
            needs_human=needs_human,
            receives=5,
            deaths=1,
            sent_at=now - 600,
            found_at=now,
        )
        kept = self.letters.keep(letter)
        assert kept is not None
        return kept

    def work(self, function: str, seconds: Sequence[float], outcome: str = "ok") -> None:
        """Count invocations of a function."""
        for took in seconds:
            self.metrics.count("function_invocations_total", handler=function, outcome=outcome)
            self.metrics.observe("function_duration_seconds", took, handler=function)
