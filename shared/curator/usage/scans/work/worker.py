"""The worker: takes a task whose turn has come, does it, and brings it to one of its ends.

    message ──▶ granted? ──▶ paused? ──▶ claim ──▶ work ──▶ done | another turn | refused | failed | given up
                   └ no: dropped  └ yes: its slot goes back, and the lane's next tick gives another

Everything is at-least-once. A task's row goes, and its job hears of it, in one transaction that carries the claim's
fence, so a task counts once however often its message comes; what the work itself writes is the same when repeated.
"""

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.foundation.queues import Queue
from curator.usage.models import JobStatus
from curator.usage.providers.errors import (
    AggregateProviderError,
    BreakerOpenError,
    BudgetExhaustedError,
    PassingProviderError,
    ProviderError,
    RateLimitedError,
)
from curator.usage.providers.provider import Budget
from curator.usage.providers.registry import Registry
from curator.usage.scans.jobs.store import JobStore
from curator.usage.scans.lanes.budget import LaneBudget
from curator.usage.scans.lanes.rates import token_of
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.lanes.waking import LaneWaker
from curator.usage.scans.limits import ATTEMPTS, BACK_OFF_SECONDS, JITTER, MAX_UNITS
from curator.usage.scans.messages import TaskMessage
from curator.usage.scans.tasks.store import TaskStore
from curator.usage.scans.tasks.task import Kind, Task
from curator.usage.scans.work.outcome import Outcome, Work

logger = logging.getLogger(__name__)

FAILED = "a scan job failed"  # the template's alarm listens for this sentence
NOT_THE_TASKS_FAULT = (BudgetExhaustedError, RateLimitedError, BreakerOpenError)
LONGEST_ERROR = 500  # characters
WITHOUT_A_TIME = 60.0  # seconds to wait where nobody says for how long


class Providers(Protocol):
    """Makes the providers for one task."""

    def __call__(self, budget: Budget, *, token: int) -> Registry:
        """Return them, with calls counted against a budget and GitHub's token of this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the worker reads, writes and sends to."""

    lanes: LaneStore
    tasks: TaskStore
    jobs: JobStore
    waker: LaneWaker
    dead_letters: Queue
    clock: Clock


class Worker:
    """Handles messages of tasks."""

    def __init__(
        self,
        room: Room,
        *,
        work: Mapping[Kind, Work],
        providers: Providers,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take what each kind of task does; `chance` returns a number from 0 to 1, for back-offs."""
        self._room = room
        self._work = work
        self._providers = providers
        self._chance = chance

    def handle(self, message: TaskMessage) -> None:
        """Handle one message; raises LaneBusyError or an AWS error when it should come again."""
        room, now = self._room, self._room.clock.now()
        lane = room.lanes.load(message.lane)
        grant = lane.granted.get(message.task_id)
        if grant is None:
            self._revive(message)
            return
        task = room.tasks.get(message.lane, message.task_id)
        if task is None or lane.paused(now):
            room.lanes.change(message.lane, lambda lane: lane.without_grant(message.task_id))
            if task is not None:
                room.waker.wake([task.lane])
            return
        claimed = room.tasks.claim(task)
        if claimed is None:
            return  # another worker has it
        if claimed.job_id and (claimed.fence == 1 or claimed.attempts):
            room.jobs.started(claimed.job_id)
        budget = LaneBudget(lanes=room.lanes, lane_id=claimed.lane, task_id=claimed.id, grant=grant, clock=room.clock)
        waits_on = False
        try:
            if claimed.attempts >= ATTEMPTS:
                self._give_up(claimed, "its workers were lost")
            else:
                waits_on = self._attempt(claimed, budget)
        finally:
            self._land(claimed, budget, started=now)
        if waits_on:  # not before it has landed: a tick passes over what has a slot
            room.waker.wake([claimed.lane])

    def _revive(self, message: TaskMessage) -> None:
        """Let a task wait again that was given up, if the message is an operator's who replays dead letters."""
        task = self._room.tasks.revive(message.lane, message.task_id)
        if task is not None:
            self._room.waker.wake([task.lane])

    def _land(self, task: Task, budget: LaneBudget, *, started: float) -> None:
        now = self._room.clock.now()
        self._room.lanes.change(
            task.lane,
            lambda lane: lane.landed(
                task.id, spent=budget.spent, now=now, worked=now - started, refused=budget.refused
            ),
        )

    def _attempt(self, task: Task, budget: LaneBudget) -> bool:
        """Do the task, and return whether it waits for another turn."""
        try:
            outcome = self._work[task.kind](task, self._providers(budget, token=token_of(task.lane)))
        except NOT_THE_TASKS_FAULT as refusal:
            return self._refused(task, refusal, budget)
        except AggregateProviderError as failure:
            if all(isinstance(cause, NOT_THE_TASKS_FAULT) for _, cause in failure.causes) and failure.causes:
                return self._refused(task, failure, budget)
            return self._failed(task, failure)
        except ProviderError as failure:
            return self._failed(task, failure)
        except Exception as failure:
            logger.exception("a task of scans met something unforeseen", extra={"task": task.id, "lane": task.lane})
            return self._failed(task, failure)
        return self._went_well(task, outcome)

    def _went_well(self, task: Task, outcome: Outcome) -> bool:
        room = self._room
        metrics.count("scan_turns_total", kind=task.kind, outcome="done" if outcome.resume is None else "goes_on")
        added = room.tasks.add([replace(then, job_id=then.job_id or task.job_id) for then in outcome.then])
        room.waker.wake(then.lane for then in added)
        if outcome.resume is not None:
            going_on = replace(task, checkpoint=outcome.resume, attempts=0, error="")
            return room.tasks.put_back(going_on, outcome.progress)
        if room.tasks.finish(task, outcome.progress):
            self._close(task)
        return False

    def _refused(self, task: Task, refusal: PassingProviderError, budget: LaneBudget) -> bool:
        """Let the task wait for the provider, which is not its fault; where it had too few calls it gets more."""
        metrics.count("scan_turns_total", kind=task.kind, outcome="refused")
        retry_at = refusal.retry_at or self._room.clock.now() + WITHOUT_A_TIME
        units = min(MAX_UNITS, 2 * max(task.units, budget.spent)) if budget.was_short else task.units
        return self._room.tasks.put_back(replace(task, not_before=retry_at, units=units))

    def _failed(self, task: Task, failure: Exception) -> bool:
        room = self._room
        metrics.count("scan_turns_total", kind=task.kind, outcome="failed")
        error = _told(failure)
        failed = replace(task, attempts=task.attempts + 1, error=error)
        if failed.attempts >= ATTEMPTS:
            self._give_up(failed, error)
            return False
        wait = BACK_OFF_SECONDS[failed.attempts - 1] * (1 + JITTER * self._chance())
        logger.warning("a task of scans failed", extra={"task": task.id, "error": error, "seconds": wait})
        waits_on = room.tasks.put_back(replace(failed, not_before=room.clock.now() + wait))
        if waits_on and task.job_id:
            room.jobs.note_attempt(task.job_id, error)
        return waits_on

    def _give_up(self, task: Task, error: str) -> None:
        if self._room.tasks.bury(task, error):
            logger.error("a task of scans is given up", extra={"task": task.id, "lane": task.lane, "error": error})
            self._room.dead_letters.send(TaskMessage(lane=task.lane, task_id=task.id).body())
            self._close(task)

    def _close(self, task: Task) -> None:
        """End the task's job if it was the last."""
        row = self._room.jobs.row(task.job_id) if task.job_id else None
        if row is None or row.tasks_open > 0 or not self._room.jobs.close(row):
            return
        status = JobStatus.FAILED if row.tasks_failed else JobStatus.COMPLETED
        metrics.count("scan_jobs_total", job_type=row.job.job_type, status=status)
        if row.tasks_failed:
            extra = {"job_id": row.job.id, "job_type": row.job.job_type, "error": row.job.error_message}
            logger.error(FAILED, extra=extra)


def _told(failure: Exception) -> str:
    """Return what a job says of a failure to its readers; what nobody foresaw may name internals, and is in the log."""
    kind = type(failure).__name__
    return f"{kind}: {failure}"[:LONGEST_ERROR] if isinstance(failure, ProviderError) else kind
