"""How dead letters about scans go back: into their lane, where its budget gives them their turn."""

from curator.operations.dead_letters.models import Letter
from curator.operations.replays.models import LetterOutcome, Result
from curator.usage.scans.lanes.waking import LaneWaker
from curator.usage.scans.tasks.store import TaskStore


class WayOfScans:
    """Lets a task that was given up wait again, and wakes its lane."""

    def __init__(self, tasks: TaskStore, waker: LaneWaker) -> None:
        """Take what waits, and what wakes lanes."""
        self._tasks = tasks
        self._waker = waker

    def __call__(self, letter: Letter) -> Result:
        """Bring a task, or a tick, back."""
        lane = str(letter.reading.about["lane"])
        if letter.reading.kind == "tick":
            self._waker.wake([lane])
            return Result(outcome=LetterOutcome.REPLAYED, note="the lane's chain of ticks runs")
        task_id = str(letter.reading.about["task_id"])
        revived = self._tasks.revive(lane, task_id)
        if revived is None and self._tasks.get(lane, task_id) is None:
            return Result(outcome=LetterOutcome.SUPERSEDED, note="the task is done")
        self._waker.wake([lane])
        note = "the task waits anew, with all its attempts" if revived else "the task waits in its lane"
        return Result(outcome=LetterOutcome.REPLAYED, note=note)
