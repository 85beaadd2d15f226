"""A scenario run by Curator's own service, pacer, claims, stores and recovery; only the work itself is a duration."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.pacing.engine import DeliveringQueue, Engine, Suspended, Workers
from benchmarks.pacing.outcome import Outcome
from benchmarks.pacing.scenarios import ByHand, Scenario
from benchmarks.pacing.wiki import CountingWiki
from benchmarks.pacing.work import WorkPiece
from curator.commons.limits import RateLimits
from curator.identity.principals import Principal
from curator.uploads.lanes.lane import LIMITS_FRESH_SECONDS, Lane, Pause
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.pacer import Pacer
from curator.uploads.lanes.recovery import Recovery
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.lanes.turns import Turns
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import NewUpload, UploadStatus
from curator.uploads.service import UploadService
from curator.uploads.store import UploadStore
from curator.uploads.worker.claims import Claim, Claims, Ending
from curator.uploads.worker.failures import LANE_PAUSE_SECONDS
from curator.uploads.worker.worker import STAY_SECONDS
from tests.fakes.memory_table import MemoryTable

SLICE = 100  # uploads a client asks for at once
JANITOR_SECONDS = 60.0
UNAWARE_SECONDS = LIMITS_FRESH_SECONDS + JANITOR_SECONDS  # until a lane knows that its limits have changed
LEASE_SECONDS = 120.0
DONE = Ending(status=UploadStatus.COMPLETED, success="https://commons.example/wiki/File:x.jpg")

Pieces = dict[str, list[WorkPiece]]  # by user


class LanesRun:
    """One deployment, working off one scenario."""

    def __init__(
        self, scenario: Scenario, pieces: Pieces, *, table: Callable[[Engine], MemoryTable] = MemoryTable
    ) -> None:
        """Put it together as the functions' wiring does; `table` makes the uploads table."""
        self._scenario, self._pieces = scenario, pieces
        self._engine = Engine()
        self._chance = random.Random(scenario.name)  # noqa: S311 - a simulation
        self._wiki = CountingWiki(self._engine, dict.fromkeys(pieces, scenario.limits), grace=UNAWARE_SECONDS)
        self._table = table(self._engine)
        self._workers = Workers(self._engine, scenario.workers)
        self._left = sum(map(len, pieces.values()))
        self._done_hits: dict[int, int] = {}
        self._stays_until: dict[int, float] = {}  # by upload, of the worker that has it
        self._lanes_queue = self._queue(self._receive_tick)
        self._uploads_queue = self._queue(self._receive_upload)
        self._assemble()

    def _queue(self, receiver: Any) -> DeliveringQueue:
        return DeliveringQueue(self._engine, receiver, chance=self._chance, duplicates=self._scenario.duplicates)

    def _assemble(self) -> None:
        engine, scenario = self._engine, self._scenario
        self._lanes, uploads = LaneStore(self._table, engine), UploadStore(self._table, engine)
        outages = Outages(self._table, engine)
        pace = Pace(width=scenario.width, reserve=scenario.reserve)
        self._service = UploadService(
            uploads=uploads,
            lanes=self._lanes,
            waker=LaneWaker(lanes=self._lanes, lanes_queue=self._lanes_queue, clock=engine),
            new_edit_group_id=lambda: f"{self._chance.getrandbits(48):012x}",
            clock=engine,
        )
        self._pacer = Pacer(
            lanes=self._lanes,
            uploads=uploads,
            outages=outages,
            lanes_queue=self._lanes_queue,
            uploads_queue=self._uploads_queue,
            read_limits=self._read_limits,
            pace=pace,
            clock=engine,
        )
        self._claims = Claims(
            uploads=uploads,
            lanes=self._lanes,
            outages=outages,
            uploads_queue=self._uploads_queue,
            pace=pace,
            lease_seconds=LEASE_SECONDS,
            clock=engine,
        )
        self._turns = Turns(
            lanes=self._lanes, outages=outages, uploads_queue=self._uploads_queue, pace=pace, clock=engine
        )
        self._recovery = Recovery(
            lanes=self._lanes, lanes_queue=self._lanes_queue, uploads_queue=self._uploads_queue, clock=engine
        )

    @property
    def ticks(self) -> int:
        """How many messages went to the lanes' queue."""
        return self._lanes_queue.sent

    def run(self) -> Outcome:
        """Run to the end of the last upload."""
        started = self._engine.now()
        self._engine.after(JANITOR_SECONDS, self._clean)
        for user in self._pieces:
            self._ask(user)
            for habit in self._scenario.by_hand:
                self._engine.after(self._chance.uniform(0, habit.every), partial(self._act_by_hand, user, habit))
        self._engine.run(until=lambda: self._left == 0)
        asked = self._table.operations
        return Outcome(
            seconds=self._engine.now() - started,
            messages=self._lanes_queue.sent + self._uploads_queue.sent,
            requests_read=asked.read_requests,
            requests_written=asked.write_requests,
            items_written=asked.written.total(),
            refusals=self._wiki.refusals["lane"],
            refusals_by_hand=self._wiki.refusals["by hand"],
            unannounced=self._wiki.unannounced,
        )

    def _ask(self, user: str) -> None:
        principal = Principal(user_id=user, username=user)
        batch = self._service.create_batch(principal)
        keys = range(len(self._pieces[user]))
        for slice_id, first in enumerate(keys[::SLICE]):
            self._service.add_slice(
                principal,
                batch_id=batch.id,
                slice_id=slice_id,
                handler="simulated",
                items=[_new_upload(key) for key in keys[first : first + SLICE]],
                encrypted_token=user,
            )

    def _read_limits(self, encrypted_token: str) -> RateLimits:
        return self._wiki.limits_of(encrypted_token)

    def _clean(self) -> None:
        self._recovery.run()
        self._engine.after(JANITOR_SECONDS, self._clean)

    def _act_by_hand(self, user: str, habit: ByHand) -> None:
        for _ in range(habit.hits):
            self._wiki.hit(user, habit.action, who="by hand")
        self._engine.after(habit.every, partial(self._act_by_hand, user, habit))

    def _receive_tick(self, body: dict[str, Any]) -> None:
        self._pacer.tick(TickMessage.parse(body))

    def _receive_upload(self, body: dict[str, Any]) -> None:
        self._workers.begin(partial(self._answer, UploadMessage.parse(body)))

    def _answer(self, message: UploadMessage) -> None:
        if self._turns.wanted(message):
            self._begin(message, self._engine.now() + STAY_SECONDS)
        else:
            self._workers.done()

    def _begin(self, message: UploadMessage, until: float) -> None:
        """Claim the upload; a worker that sleeps before it may start begins again with what is true then."""
        try:
            claim = self._claims.begin(message)
        except Suspended as suspended:
            self._engine.after(suspended.seconds, partial(self._begin, message, until))
            return
        if claim is None:
            self._take_next(message.user_id, until)
            return
        self._stays_until[claim.upload.id] = until
        self._work(claim)

    def _work(self, claim: Claim) -> None:
        upload = claim.upload
        piece = self._pieces[upload.user_id][int(upload.key)]
        self._engine.after(0.0, partial(self._next_hit, claim, piece, 0.0, self._done_hits.pop(upload.id, 0)))

    def _next_hit(self, claim: Claim, piece: WorkPiece, worked: float, position: int) -> None:
        """Wait for the upload's next hit; after the last one, end it."""
        if position == len(piece.hits):
            self._claims.settle(claim, DONE, hits=1)
            self._left -= 1
            self._take_next(claim.upload.user_id, self._stays_until.pop(claim.upload.id))
            return
        moment, action = piece.hits[position]
        self._engine.after(moment - worked, partial(self._hit, claim, piece, action, moment, position))

    def _take_next(self, user: str, until: float) -> None:
        message = self._turns.take(user)
        if message is not None and self._engine.now() < until:
            self._begin(message, until)
            return
        if message is not None:
            self._turns.leave(message)
        self._workers.done()

    def _hit(self, claim: Claim, piece: WorkPiece, action: str, moment: float, position: int) -> None:
        if self._wiki.hit(claim.upload.user_id, action):
            self._next_hit(claim, piece, moment, position + 1)
            return
        self._done_hits[claim.upload.id] = position
        self._wait_with_lane(claim)
        self._take_next(claim.upload.user_id, self._stays_until.pop(claim.upload.id))

    def _wait_with_lane(self, claim: Claim) -> None:
        """Do what the worker does when the wiki asks to slow down."""
        pause = Pause(until=self._engine.now() + LANE_PAUSE_SECONDS, reason="ratelimited")

        def paused(lane: Lane) -> Lane:
            limits = self._read_limits(claim.encrypted_token)
            return replace(lane, pause=pause, limits=limits, limits_at=self._engine.now())

        self._lanes.change(claim.upload.user_id, paused)
        self._claims.put_back(
            claim, delay=LANE_PAUSE_SECONDS, why="ratelimited", attempts=claim.upload.attempts, hits=1
        )


def _new_upload(key: int) -> NewUpload:
    return NewUpload(key=str(key), collection="sequence", filename=f"Photo {key}.jpg", wikitext="== Summary ==")
