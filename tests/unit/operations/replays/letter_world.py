"""Dead letters, replays and incidents on a virtual clock, with ways back that only note who went them."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from curator.foundation.table import Table
from curator.operations.dead_letters.collecting import Collector, Witness
from curator.operations.dead_letters.failures.store import FailureStore
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.dead_letters.listing import DeadLetterList
from curator.operations.dead_letters.models import Cause, Letter
from curator.operations.dead_letters.store import LetterStore
from curator.operations.incidents.models import Incident
from curator.operations.incidents.recording import IncidentRecorder
from curator.operations.incidents.store import IncidentStore
from curator.operations.replays.automatic import AutomaticReplays
from curator.operations.replays.messages import ReplayMessage
from curator.operations.replays.models import Asker, LetterOutcome, Origin, Replay, Result, Wish
from curator.operations.replays.running import ReplayRunner
from curator.operations.replays.selection import Selection
from curator.operations.replays.service import Replays
from curator.operations.replays.store import ReplayStore
from curator.operations.replays.trials.store import TrialStore
from tests.fakes.clock import VirtualClock
from tests.fakes.dead_letters import FakeDeadLetters
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queues import FakeQueue

OPERATOR = Asker(user_id="9", username="Operator")
RUN_SECONDS = 60.0
REPLAYED = Result(outcome=LetterOutcome.REPLAYED, note="it waits in its lane for a slot")


class LetterWorld:
    """Everything that knows of dead letters."""

    def __init__(self, clock: VirtualClock | None = None, table: Table | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.table = table or MemoryTable(self.clock)
        self.dead = {queue: FakeDeadLetters(self.clock) for queue in QUEUES}
        self.letters = LetterStore(self.table, self.clock)
        self.failures = FailureStore(self.table, self.clock)
        self.witnesses: dict[str, Witness] = {}
        self.collector = Collector(
            sources=self.dead,
            letters=self.letters,
            failures=self.failures,
            witnesses=self.witnesses,
            clock=self.clock,
        )
        self.list = DeadLetterList(self.letters, self.dead)
        self.queue = FakeQueue(self.clock)
        numbers = count(1)
        self.replay_store = ReplayStore(self.table, self.clock, chance=lambda _: f"{next(numbers):06d}")
        self.replays = Replays(self.replay_store, self.queue)
        self.went_back: list[Letter] = []
        self.result: Result | Exception = REPLAYED
        self.seconds_a_letter = 0.0
        self.done: list[Replay] = []
        self.runner = self.new_runner()
        self.trials = TrialStore(self.table, self.clock)
        self.automatic = AutomaticReplays(
            replays=self.replays, letters=self.letters, trials=self.trials, clock=self.clock
        )
        self.incidents = IncidentStore(self.table)
        self.told: list[Incident] = []
        self.recorder = IncidentRecorder(
            self.incidents,
            collector=self.collector,
            replays=self._due,
            queues={f"curator-{queue}-dead": queue for queue in QUEUES},
            audit=self.told.append,
        )

    def new_runner(self) -> ReplayRunner:
        """Return what another instance of the replayer would use."""
        return ReplayRunner(
            replays=self.replay_store,
            letters=self.letters,
            ways=dict.fromkeys(QUEUES, self._back),
            collect=lambda queue, until: self.collector.collect(queue, until=until),
            queue=self.queue,
            done=self.done.append,
            clock=self.clock,
        )

    def _back(self, letter: Letter) -> Result:
        self.clock.advance(self.seconds_a_letter)
        if isinstance(self.result, Exception):
            raise self.result
        self.went_back.append(letter)
        return self.result

    def _due(self, queues: Sequence[str], *, incident_id: str) -> list[str]:
        return [replay.id for replay in self.automatic.run(queues, incident_id=incident_id)]

    def die(self, upload_id: int = 1, *, cause: Cause | None = Cause.THROTTLED, error: str = "ClientError: X") -> str:
        """Let an upload's message die, with or without anybody who noted why; return its id."""
        body = {"user_id": "1", "batch_id": 1, "upload_id": upload_id}
        message_id = self.dead["uploads"].put(body)
        if cause is not None:
            self.failures.note(message_id, function="uploader", cause=cause, error=error)
        return message_id

    def collect(self, queue: str = "uploads") -> int:
        """Take a queue's letters over, a moment later."""
        self.clock.advance(1)
        return self.collector.collect(queue, until=self.clock.now() + RUN_SECONDS)

    def open(self, queue: str = "uploads") -> list[Letter]:
        """Return a queue's open letters."""
        return list(self.letters.open_letters(queue))

    def only(self, queue: str = "uploads") -> Letter:
        """Return a queue's one open letter."""
        (letter,) = self.open(queue)
        return letter

    def ask(self, selection: dict[str, Any] | None = None, *, queue: str = "uploads", budget: int = 100) -> Replay:
        """Ask for a replay."""
        return self.replays.ask(
            Wish(
                queue=queue,
                selection=Selection.parse(selection or {"all": True}),
                reason="the outage is over",
                asked_by=OPERATOR,
                origin=Origin.ADMIN,
                budget=budget,
            )
        )

    def run(self, replay: Replay | None = None) -> None:
        """Let the replayer work on a replay, or on what its queue holds, until nothing is left."""
        if replay is not None:
            self.runner.run(replay.id, until=self.clock.now() + RUN_SECONDS)
            return
        while (body := self.queue.receive()) is not None:
            message = ReplayMessage.parse(body)
            self.runner.run(message.replay_id, until=self.clock.now() + RUN_SECONDS)

    def uploads_back(self) -> list[int]:
        """Return which uploads went back, in that order."""
        return [int(letter.reading.about["upload_id"]) for letter in self.went_back]
