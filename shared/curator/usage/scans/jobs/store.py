"""Jobs and their locks in the usage table.

    PK JOB#ALL       SK <id>    a job; ids sort by the time at which it was wanted
    PK LOCK#<what>   SK META    which job is at work on something, so that no other begins

How many of a job's tasks are open changes in the same transaction as the task's row, so it is exact.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from curator.foundation.clock import Clock
from curator.foundation.table import (
    PARTITION,
    SORT,
    TTL,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
)
from curator.usage.models import JobExecution, JobStatus
from curator.usage.records.trying import until_alone
from curator.usage.scans.jobs.models import JobRow, JobType, Progress
from curator.usage.scans.limits import JOB_KEPT_SECONDS, LOCK_SECONDS
from curator.usage.scans.tasks.rows import encode
from curator.usage.scans.tasks.task import Task

JOBS = "JOB#ALL"
LONGEST_NOTE = 200  # characters
MANY_NOTES = 20  # of a job: each task that ends writes the whole item, which DynamoDB takes up to 400 KB
NOTES_OF_A_TASK = 3
COUNTS = ("tasks_open", "tasks_done", "tasks_failed", "added", "updated", "removed")


class LockedError(Exception):
    """Another job is at work on the same. `job_id` is that one's."""

    def __init__(self, job_id: str) -> None:
        """Name the job."""
        super().__init__(job_id)
        self.job_id = job_id


class JobStore:
    """Keeps jobs."""

    def __init__(self, table: Table, clock: Clock, new_id: Callable[[], str]) -> None:
        """Use the usage table; `new_id` gives what tells jobs of the same millisecond apart."""
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def next_id(self) -> str:
        """Return an id for a job that is wanted now."""
        return f"{int(self._clock.now() * 1000):013d}-{self._new_id()[:8]}"

    def begin(
        self, job_id: str, job_type: JobType, *, lock: str, metadata: Item, tasks: Sequence[Task]
    ) -> JobExecution:
        """Store a job together with its lock and its first tasks, and return it; raises LockedError.

        A task of the same subject that a job left behind whose lock has lapsed is taken over.
        """
        now = self._clock.now()
        item: Item = {
            **_key(job_id),
            "id": job_id,
            "job_type": job_type,
            "status": JobStatus.PENDING,
            "created_at": now,
            "records_processed": 0,
            "attempts": 0,
            "lock_name": lock,
            "metadata": metadata,
            "notes": [],
            **dict.fromkeys(COUNTS, 0),
            "tasks_open": len(tasks),
            TTL: int(now + JOB_KEPT_SECONDS),
        }
        held = Put(
            item={**_lock(lock), "job_id": job_id, "until": now + LOCK_SECONDS, TTL: int(now + LOCK_SECONDS) + 1},
            condition="attribute_not_exists(PK) OR #until <= :now",
            names={"#until": "until"},
            values={":now": now},
        )
        try:
            begun = [held, Put(item=item), *(Put(item=encode(task)) for task in tasks)]
            until_alone(lambda: self._table.transact(begun), self._clock)
        except ConditionFailedError as refused:
            raise LockedError((refused.item or {}).get("job_id", "")) from None
        return decode(item).job

    def get(self, job_id: str) -> JobExecution | None:
        """Return a job, or None where there is none, or none any more."""
        row = self.row(job_id)
        return row.job if row else None

    def row(self, job_id: str) -> JobRow | None:
        """Return a job with what only scans need to know."""
        item = self._table.get(_key(job_id))
        return decode(item) if item else None

    def newest(self, *, after: str | None = None, limit: int) -> Iterator[JobRow]:
        """Yield jobs, the newest first, from the one before `after` on."""
        if not after:  # DynamoDB has no empty keys
            found = self._table.query("PK = :jobs", {":jobs": JOBS}, newest_first=True, limit=limit)
        else:
            values = {":jobs": JOBS, ":after": after}
            found = self._table.query("PK = :jobs AND SK < :after", values, newest_first=True, limit=limit)
        return (decode(item) for item in found)

    def started(self, job_id: str) -> None:
        """Note that the first task of a job began; later ones change nothing."""
        values = {":running": JobStatus.RUNNING, ":pending": JobStatus.PENDING, ":now": self._clock.now()}
        self._change(job_id, "SET #status = :running, started_at = :now", "#status = :pending", values)

    def note_attempt(self, job_id: str, error: str) -> None:
        """Note that a task failed and is tried again."""
        values = {":one": 1, ":error": error[:LONGEST_NOTE]}
        self._change(job_id, "ADD attempts :one SET error_message = :error", "attribute_exists(PK)", values)

    def close(self, row: JobRow) -> bool:
        """End a job that has no task open, and free its lock; returns whether this was what ended it."""
        status = JobStatus.FAILED if row.tasks_failed else JobStatus.COMPLETED
        values = {":status": status, ":now": self._clock.now(), ":none": 0}
        ended = self._change(
            row.job.id,
            "SET #status = :status, completed_at = :now",
            "attribute_not_exists(completed_at) AND tasks_open = :none",
            values,
        )
        self.free(row.lock, row.job.id)
        return ended

    def free(self, lock: str, job_id: str) -> None:
        """Free a lock, unless it is another job's by now."""
        freed = Delete(key=_lock(lock), condition="job_id = :mine", values={":mine": job_id})
        with suppress(ConditionFailedError):
            until_alone(lambda: self._table.delete(freed), self._clock)

    def _change(self, job_id: str, expression: str, condition: str, values: Item) -> bool:
        names = {"#status": "status"} if "#status" in expression + condition else None
        change = Update(key=_key(job_id), expression=expression, condition=condition, names=names, values=values)
        try:
            until_alone(lambda: self._table.update(change), self._clock)
        except ConditionFailedError:
            return False
        return True


def more_tasks(job_id: str, count: int) -> Update:
    """Return the write that counts so many tasks more."""
    return Update(
        key=_key(job_id),
        expression="ADD tasks_open :count",
        condition="attribute_exists(PK)",
        values={":count": count},
    )


def task_ended(job_id: str, progress: Progress) -> list[Update]:
    """Return the write that counts a task as done, and what stands for it where a job has notes enough."""
    return _told(job_id, progress, ended=1)


def task_goes_on(job_id: str, progress: Progress) -> list[Update]:
    """Return the write that counts what a task has found until now, and what stands for it as with `task_ended`."""
    return _told(job_id, progress, ended=0)


def task_failed(job_id: str, error: str) -> list[Update]:
    """Return the write that counts a task as given up."""
    return [
        Update(
            key=_key(job_id),
            expression="ADD tasks_open :less, tasks_failed :one SET error_message = :error",
            condition="attribute_exists(PK)",
            values={":less": -1, ":one": 1, ":error": error[:LONGEST_NOTE]},
        )
    ]


def _told(job_id: str, progress: Progress, *, ended: int) -> list[Update]:
    tasks = "tasks_open :less, tasks_done :done, records_processed :records"
    counted = Update(
        key=_key(job_id),
        expression=f"ADD {tasks}, added :added, updated :updated, removed :removed",
        condition="attribute_exists(PK)",
        values={
            ":less": -ended,
            ":done": ended,
            ":records": progress.records,
            ":added": progress.added,
            ":updated": progress.updated,
            ":removed": progress.removed,
        },
    )
    return [_noted(counted, progress.notes), counted] if progress.notes else [counted]


def _noted(counted: Update, notes: Sequence[str]) -> Update:
    """Return the write with the first of a task's notes, for a job that has not got many yet."""
    kept = [note[:LONGEST_NOTE] for note in notes[:NOTES_OF_A_TASK]]
    return replace(
        counted,
        expression=f"{counted.expression} SET notes = list_append(if_not_exists(notes, :empty), :notes)",
        condition="size(notes) < :many",
        values={**(counted.values or {}), ":empty": [], ":notes": kept, ":many": MANY_NOTES},
    )


def decode(item: Item) -> JobRow:
    """Return the job an item holds."""
    counts = {name: item[name] for name in COUNTS}
    job = JobExecution(
        id=item["id"],
        job_type=item["job_type"],
        status=JobStatus(item["status"]),
        created_at=item["created_at"],
        started_at=item.get("started_at"),
        completed_at=item.get("completed_at"),
        records_processed=item["records_processed"],
        attempts=item["attempts"],
        error_message=item.get("error_message"),
        metadata={**item["metadata"], **counts, "notes": item["notes"][:MANY_NOTES]},
    )
    return JobRow(job=job, tasks_open=counts["tasks_open"], tasks_failed=counts["tasks_failed"], lock=item["lock_name"])


def _key(job_id: str) -> Key:
    return {PARTITION: JOBS, SORT: job_id}


def _lock(what: str) -> Key:
    return {PARTITION: f"LOCK#{what}", SORT: "META"}
