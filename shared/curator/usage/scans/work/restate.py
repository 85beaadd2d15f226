"""Corrects an organisation's rows among the users of packages, after it was hidden, shown, renamed or sponsored."""

from curator.usage.dependencies.store import Dependencies
from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.outcome import Outcome

ROWS = 50  # in one turn: each is a transaction


class Restate:
    """Does tasks of this kind."""

    def __init__(self, *, dependencies: Dependencies) -> None:
        """Take the store."""
        self._dependencies = dependencies

    def __call__(self, task: Task, _providers: Registry) -> Outcome:
        """Correct the next few."""
        after = self._dependencies.restate(task.subject, after=task.checkpoint.get("after"), limit=ROWS)
        return Outcome(progress=Progress(records=ROWS if after else 1), resume={"after": after} if after else None)
