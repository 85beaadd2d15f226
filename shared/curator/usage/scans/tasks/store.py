"""Tasks in the usage table, in their lane's partition, so that a backlog is one key range in the order of its turns.

A task's row is the only one of its kind and subject there: what is wanted twice waits once.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Delete,
    Item,
    Put,
    Table,
    Update,
    Write,
)
from curator.usage.records.trying import until_alone
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.jobs.store import more_tasks, task_ended, task_failed, task_goes_on
from curator.usage.scans.limits import LEASE_SECONDS
from curator.usage.scans.tasks.rows import DEAD, WAITING, decode, encode, partition
from curator.usage.scans.tasks.task import Priority, Task

MANY = 90  # tasks stored at once; a transaction takes 100 writes
LAST = "\uffff"  # sorts after every subject
CONFLICT_TRIES = 20  # together, pauses of about three seconds


class TaskStore:
    """Keeps tasks."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the usage table."""
        self._table = table
        self._clock = clock

    def add(self, tasks: Sequence[Task]) -> list[Task]:
        """Store the tasks that do not wait already, for their jobs, and return those."""
        added: list[Task] = []
        distinct = list({(task.lane, task.id): task for task in tasks}.values())
        for start in range(0, len(distinct), MANY):
            added += self._add(distinct[start : start + MANY])
        return added

    def _add(self, tasks: list[Task]) -> list[Task]:
        while tasks:
            jobs = Counter(task.job_id for task in tasks if task.job_id)
            counted = [more_tasks(job_id, count) for job_id, count in jobs.items()]
            try:
                self._transact([*map(new_row, tasks), *counted])
            except ConditionFailedError as refused:
                if refused.index >= len(tasks):  # the job is no more; its tasks are done all the same
                    tasks = [replace(task, job_id="") for task in tasks]
                else:
                    tasks = self._not_waiting(tasks)
            else:
                return tasks
        return []

    def _not_waiting(self, tasks: list[Task]) -> list[Task]:
        known = {(item[PARTITION], item[SORT]) for item in self._table.get_many([_key(task) for task in tasks])}
        return [task for task in tasks if (partition(task.lane), WAITING + task.id) not in known]

    def waiting(self, lane: str, priority: Priority, *, after: str, limit: int) -> list[Task]:
        """Return the tasks of a priority that follow this one, at the most so many; empty for the first ones."""
        values = {
            ":lane": partition(lane),
            ":low": f"{WAITING}{after}\x00" if after else f"{WAITING}{priority}#",
            ":high": f"{WAITING}{priority}#{LAST}",
        }
        found = self._table.query("PK = :lane AND SK BETWEEN :low AND :high", values, limit=limit)
        return [decode(item) for item in found]

    def any_waiting(self, lane: str, *, without: Collection[str]) -> bool:
        """Whether a task waits in the lane that is none of these."""
        values = {":lane": partition(lane), ":waiting": WAITING}
        found = self._table.query("PK = :lane AND begins_with(SK, :waiting)", values, limit=len(without) + 1)
        return any(decode(item).id not in without for item in found)

    def get(self, lane: str, task_id: str) -> Task | None:
        """Return a task that waits or is at work."""
        item = self._table.get({PARTITION: partition(lane), SORT: WAITING + task_id})
        return decode(item) if item else None

    def claim(self, task: Task) -> Task | None:
        """Return the task as the caller's alone for a while, or None where another worker has it.

        A lease that lapsed tells of a lost worker: that counts as an attempt, since it may be the task's fault.
        """
        now = self._clock.now()
        values = {
            ":now": now,
            ":until": now + LEASE_SECONDS,
            ":fence": task.fence,
            ":one": 1,
            ":attempts": task.attempts + (task.lease_until > 0),
        }
        claim = Update(
            key=_key(task),
            expression="SET lease_until = :until, attempts = :attempts ADD fence :one",
            condition="fence = :fence AND lease_until <= :now",
            values=values,
        )
        try:
            item = until_alone(lambda: self._table.update(claim), self._clock)
        except ConditionFailedError:
            return None
        return decode(item)

    def finish(self, task: Task, progress: Progress) -> bool:
        """Remove a task that is done, and tell its job; returns False where another worker has it by now."""
        gone = Delete(key=_key(task), condition="fence = :fence", values=_fence(task))
        return self._end(gone, task_ended(task.job_id, progress) if task.job_id else ())

    def put_back(self, task: Task, progress: Progress | None = None) -> bool:
        """Let a task wait on, as it is now, and tell its job of progress; False where another worker has it by now."""
        waiting = Put(item=encode(replace(task, lease_until=0.0)), condition="fence = :fence", values=_fence(task))
        return self._end(waiting, task_goes_on(task.job_id, progress) if task.job_id and progress else ())

    def bury(self, task: Task, error: str) -> bool:
        """Give a task up, and tell its job; returns False where another worker has it by now."""
        gone = Delete(key=_key(task), condition="fence = :fence", values=_fence(task))
        dead = Put(item=encode(replace(task, dead=True, error=error)))
        return self._end(gone, task_failed(task.job_id, error) if task.job_id else (), dead)

    def revive(self, lane: str, task_id: str) -> Task | None:
        """Let a dead task wait again, with all its attempts but for nobody's job; None where there is none."""
        item = self._table.get({PARTITION: partition(lane), SORT: DEAD + task_id})
        if item is None:
            return None
        task = replace(decode(item), dead=False, attempts=0, not_before=0.0, lease_until=0.0, job_id="", error="")
        try:
            self._transact([Delete(key={PARTITION: item[PARTITION], SORT: item[SORT]}), new_row(task)])
        except ConditionFailedError:
            return None  # another of the same waits
        return task

    def _end(self, row: Delete | Put, told: Sequence[Update], *also: Put) -> bool:
        """Write what becomes of a task's row, unless another worker has the task by now.

        Its job is told in the first of these ways that it takes, and not at all where it is no more.
        """
        try:
            self._transact([row, *also, *told[:1]])
        except ConditionFailedError as refused:
            return refused.index > 0 and self._end(row, told[1:], *also)
        return True

    def _transact(self, writes: Sequence[Write]) -> None:
        """Write all or none; many tasks of one job end at the same moment."""
        until_alone(lambda: self._table.transact(writes), self._clock, tries=CONFLICT_TRIES)


def new_row(task: Task) -> Put:
    """Return the write that lets a task wait, unless it does already."""
    return Put(item=encode(task), condition="attribute_not_exists(PK)")


def _key(task: Task) -> dict[str, str]:
    return {PARTITION: partition(task.lane), SORT: WAITING + task.id}


def _fence(task: Task) -> Item:
    return {":fence": task.fence}
