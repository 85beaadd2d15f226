"""How dead letters about requests, runs and replays go back, and which of them need not."""

import json
from collections.abc import Callable, Mapping

from curator.foundation.queues import Queue
from curator.operations.dead_letters.kinds import UNREADABLE
from curator.operations.dead_letters.models import Letter
from curator.operations.replays.messages import ReplayMessage
from curator.operations.replays.models import LetterOutcome, ReplayStatus, Result
from curator.operations.replays.running import WayBack
from curator.operations.replays.store import ReplayStore

LONGEST_SOCKET_SECONDS = 7200  # API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
LISTENED_TO = frozenset({"images", "uploads", "watched", "resume", "check_deleted", "wanted", "redlinks"})
"""Requests whose answer is for the socket that asked; the others go on without one."""


def superseded(note: str) -> Result:
    """Return that there is nothing left to do, and why."""
    return Result(outcome=LetterOutcome.SUPERSEDED, note=note)


def readable(way: WayBack) -> WayBack:
    """Return a way back that refuses what its function could not read either."""

    def back(letter: Letter) -> Result:
        if letter.reading.kind == UNREADABLE:
            return Result(outcome=LetterOutcome.REFUSED, note="nobody can read the message: it would die again")
        return way(letter)

    return back


class WayOfRequests:
    """Sends a request to the fetcher again, as it was sent."""

    def __init__(self, queue: Queue, now: Callable[[], float]) -> None:
        """Take the fetcher's queue and the time."""
        self._queue = queue
        self._now = now

    def __call__(self, letter: Letter) -> Result:
        """Send it, unless whoever asked cannot be there any more."""
        listened_to = letter.reading.about.get("request") in LISTENED_TO
        if listened_to and letter.sent_at + LONGEST_SOCKET_SECONDS < self._now():
            return superseded("the socket that asked is closed: none is open for longer than two hours")
        self._queue.send(json.loads(letter.body))
        return Result(outcome=LetterOutcome.REPLAYED, note="the fetcher answers it, if its client is still there")


class WayOfRuns:
    """Begins a run of the janitor that the clock would begin too late; the others come by themselves."""

    def __init__(self, runs: Mapping[str, Callable[[], object]]) -> None:
        """Take the runs that are worth it, by what their event says under `run`."""
        self._runs = runs

    def __call__(self, letter: Letter) -> Result:
        """Begin it; a job that runs already is not begun twice."""
        run = str(letter.reading.about["run"])
        if run not in self._runs:
            return superseded("the next run by the clock, within the hour, does all that this one left")
        self._runs[run]()
        return Result(outcome=LetterOutcome.REPLAYED, note=f"the job {run} runs")


class WayOfReplays:
    """Goes on with a replay."""

    def __init__(self, replays: ReplayStore, queue: Queue) -> None:
        """Take the replays and the replayer's queue."""
        self._replays = replays
        self._queue = queue

    def __call__(self, letter: Letter) -> Result:
        """Wake the replayer for it; what an alarm or the clock wanted, the clock wants again."""
        replay_id = letter.reading.about.get("replay_id")
        if replay_id is None:
            return superseded("the replayer's next run by the clock does all that this one left")
        replay = self._replays.get(str(replay_id))
        if replay is None or replay.status is ReplayStatus.DONE:
            return superseded("the replay is done")
        self._queue.send(ReplayMessage(replay_id=replay.id).body())
        return Result(outcome=LetterOutcome.REPLAYED, note="the replay goes on")
