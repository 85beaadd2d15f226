"""The same scenario by the usual design: one delayed message per file, spaced by the limit and half as much again.

Each file's slot is fixed when the file is queued: the user's next free moment, which then moves on by the time the
stricter limit gives one upload, times 1.5. A message cannot wait longer than `MAX_DELAY_SECONDS`, so one for a later
slot is received and sent again. What the wiki refuses is tried again a minute later.

Its table: one row per file; two conditional writes bring it to its end; the user's next free moment is one item.
"""

import random
from functools import partial

from benchmarks.pacing.engine import DeliveringQueue, Engine, Workers
from benchmarks.pacing.outcome import Outcome
from benchmarks.pacing.scenarios import Scenario
from benchmarks.pacing.wiki import CountingWiki, limits_at
from benchmarks.pacing.work import WorkPiece
from curator.commons.limits import RateLimits
from curator.foundation.queues import MAX_DELAY_SECONDS

SAFETY = 1.5
EDITS_TAKEN_FOR_AN_UPLOAD = 2
UNLIMITED_SPACING = 60 / 9999
AGAIN_SECONDS = 60.0


def spacing(limits: RateLimits) -> float:
    """Return the seconds between two uploads' slots."""
    each = [UNLIMITED_SPACING]
    if limits.upload:
        each.append(limits.upload.seconds / limits.upload.hits)
    if limits.edit:
        each.append(limits.edit.seconds / max(1, limits.edit.hits // EDITS_TAKEN_FOR_AN_UPLOAD))
    return max(each) * SAFETY


class UsualRun:
    """One deployment of the usual design, working off one scenario."""

    def __init__(self, scenario: Scenario, pieces: dict[str, list[WorkPiece]]) -> None:
        """Prepare queues, workers and wiki."""
        self._scenario, self._pieces = scenario, pieces
        self._engine = Engine()
        self._chance = random.Random(scenario.name)  # noqa: S311 - a simulation
        self._wiki = CountingWiki(self._engine, dict.fromkeys(pieces, scenario.limits))
        self._workers = {user: Workers(self._engine, scenario.width) for user in pieces}
        self._queue = DeliveringQueue(self._engine, self._receive, chance=self._chance, duplicates=scenario.duplicates)
        self._over: set[tuple[str, int]] = set()
        self._begun: set[tuple[str, int]] = set()
        self._writes = self._reads = 0

    def run(self) -> Outcome:
        """Run to the end of the last upload."""
        started = self._engine.now()
        apart = spacing(limits_at(self._scenario.limits, 0.0))
        for user, pieces in self._pieces.items():
            for number in range(len(pieces)):
                self._writes += 2  # the file's row, and the user's next free moment
                self._send(user, number, started + number * apart)
        total = sum(map(len, self._pieces.values()))
        self._engine.run(until=lambda: len(self._over) == total)
        return Outcome(
            seconds=self._engine.now() - started,
            messages=self._queue.sent,
            requests_read=self._reads,
            requests_written=self._writes,
            items_written=self._writes,
            refusals=self._wiki.refusals["lane"],
            refusals_by_hand=self._wiki.refusals["by hand"],
            unannounced=self._wiki.unannounced,
        )

    def _send(self, user: str, number: int, slot: float) -> None:
        delay = min(max(0.0, slot - self._engine.now()), MAX_DELAY_SECONDS)
        self._queue.send({"user": user, "number": number, "slot": slot}, delay)

    def _receive(self, body: dict[str, object]) -> None:
        user, number, slot = str(body["user"]), int(str(body["number"])), float(str(body["slot"]))
        if slot > self._engine.now():
            self._send(user, number, slot)
        else:
            self._workers[user].begin(partial(self._work, user, number))

    def _work(self, user: str, number: int) -> None:
        self._reads += 1
        if (user, number) in self._begun:
            self._workers[user].done()
            return
        self._begun.add((user, number))
        self._writes += 1
        piece = self._pieces[user][number]
        self._next_hit(user, number, piece, worked=0.0, position=0)

    def _next_hit(self, user: str, number: int, piece: WorkPiece, *, worked: float, position: int) -> None:
        if position == len(piece.hits):
            self._writes += 1
            self._over.add((user, number))
            self._workers[user].done()
            return
        moment, _ = piece.hits[position]
        self._engine.after(moment - worked, partial(self._hit, user, number, piece, position=position))

    def _hit(self, user: str, number: int, piece: WorkPiece, *, position: int) -> None:
        moment, action = piece.hits[position]
        if self._wiki.hit(user, action):
            self._next_hit(user, number, piece, worked=moment, position=position + 1)
            return
        again = partial(self._hit, user, number, piece, position=position)
        self._engine.after(AGAIN_SECONDS, again)
