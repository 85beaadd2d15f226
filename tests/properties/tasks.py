"""Handlers that really interleave, and always in the same way.

A handler is ordinary synchronous code. Here each runs in a thread of its own, but only one thread ever moves: the one
that was given the baton. It gives the baton back whenever it is about to talk to the outside (a table, a queue, the
wiki, a download) or to sleep. Whoever holds the list of tasks therefore decides, call by call, who goes next, and the
same decisions give the same run: there is no luck in it, so a failing run can be repeated and made smaller.

    scheduler   ──move──▶  task runs to its next outside call  ──parks──▶  scheduler decides again
                ──kill──▶  the call is never made; nothing the dead task does afterwards reaches the outside
"""

import threading
from collections.abc import Callable

from tests.fakes.clock import VirtualClock

BEGINNING = "its beginning"


class Killed(BaseException):
    """The function's machine is gone; no handler may catch this. Even its `finally` blocks do nothing any more."""


class Task:
    """One handler under way.

    Attributes:
        name: for people.
        at: the outside call it is about to make.
        since: when it parked there; what it sleeps until, if it sleeps.
        done: whether it has ended.
        dead: whether it was killed.
        error: what it raised.
    """

    def __init__(self, name: str, work: Callable[[], object], *, now: float) -> None:
        self.name = name
        self.at = BEGINNING
        self.since = now
        self.done = self.dead = False
        self.error: Exception | None = None
        self._work = work
        self._mine, self._schedulers = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __repr__(self) -> str:
        return f"{self.name} before {self.at}"

    def move(self) -> None:
        """Let it run to its next outside call, or to its end."""
        if self._thread.ident is None:
            self._thread.start()
        else:
            self._mine.release()
        self._schedulers.acquire()
        if self.done:
            self._thread.join()

    def kill(self) -> None:
        """End it where it stands."""
        self.dead = True
        if self._thread.ident is None:
            self.done = True
        while not self.done:
            self.move()

    def park(self, at: str, *, until: float) -> None:
        """Give the baton back until it is this task's turn again; called in the task's own thread."""
        self.meet_death()
        self.at, self.since = at, until
        self._schedulers.release()
        self._mine.acquire()
        self.meet_death()

    def meet_death(self) -> None:
        """Raise Killed if the task was killed."""
        if self.dead:
            raise Killed(self.name)

    def _run(self) -> None:
        _current.task = self
        try:
            self._work()
        except Killed:
            pass
        except Exception as error:  # the scheduler decides what it means
            self.error = error
        finally:
            self.done = True
            self._schedulers.release()


class _Current(threading.local):
    task: Task | None = None


_current = _Current()


def current_task() -> Task | None:
    """Return the task whose code this is; None in the scheduler's own."""
    return _current.task


class TaskClock(VirtualClock):
    """A clock on which a task's sleep is a moment in which others may move."""

    def sleep(self, seconds: float) -> None:
        until, task = self._now + seconds, current_task()
        if task is not None:
            task.park(f"waking up after {seconds:g} s", until=until)
        self._now = max(self._now, until)
