"""What happens at the same moment, or between two steps of a worker that dies, costs nobody anything."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from curator.foundation.table import Delete, Item, Put, TransactionConflictError, Update, Write
from curator.usage.models import JobStatus
from curator.usage.scans.jobs.store import MANY_NOTES, NOTES_OF_A_TASK
from curator.usage.scans.lanes.waking import LaneWaker
from curator.usage.scans.limits import LOCK_SECONDS
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import USAGE_INDEXES
from tests.unit.usage.scans.world import REACT, World, package_json
from tests.unit.usage.stores import Stores


@pytest.fixture
def world() -> World:
    return World()


class HastyWaker(LaneWaker):
    """Wakes lanes whose ticks are handled before whoever woke them has done anything else."""

    def __init__(self, world: World) -> None:
        super().__init__(lanes=world.lanes, queue=world.queue, clock=world.clock)
        self._world = world

    def wake(self, lane_ids: Iterable[str]) -> None:
        super().wake(lane_ids)
        due = list(iter(self._world.queue.receive, None))
        for body in due:
            if body["kind"] == "tick":
                self._world.deliver(body)
            else:
                self._world.queue.send(body)


def test_a_task_that_goes_on_gets_its_next_turn_however_soon_its_lane_is_looked_at(world: World) -> None:
    for number in range(120):  # two pages of dependents
        world.hub.repository(f"org{number}/app", package_json=package_json("react"))
    job = world.service.refresh(REACT)
    world.waker = HastyWaker(world)
    world.scanner = world.new_scanner()
    ended = world.finished(job)  # without the janitor, which would find what stands still a minute later
    assert (ended.status, world.hub.asked("dependents")) == (JobStatus.COMPLETED, 2)


def test_a_lock_that_nobody_came_to_free_holds_up_no_other_job(world: World) -> None:
    first = world.finished(world.service.refresh(REACT))
    until = world.clock.now() + LOCK_SECONDS
    lock = {"PK": "LOCK#refresh#npm#react", "SK": "META", "job_id": first.id, "until": until}
    world.stores.table.put(Put(item=lock))
    second = world.finished(world.service.refresh(REACT))
    assert (second.status, second.id == first.id) == (JobStatus.COMPLETED, False)


def test_however_many_tasks_have_something_to_say_a_job_keeps_some_of_it(world: World) -> None:
    for number in range(2 * MANY_NOTES):
        world.hub.repository(f"acme/r{number}", package_json=b"{ broken")
    job = world.finished(world.service.scrape())
    assert (job.status, job.metadata["tasks_open"]) == (JobStatus.COMPLETED, 0)
    assert len(job.metadata["notes"]) == MANY_NOTES  # type: ignore[arg-type]
    kept = world.stores.table.get({"PK": "JOB#ALL", "SK": job.id})
    assert kept is not None
    assert len(kept["notes"]) < MANY_NOTES + NOTES_OF_A_TASK


class ContendedTable(MemoryTable):
    """A table of which each job is just being written by somebody else whenever we write it for the first time."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock, name="usage", indexes=USAGE_INDEXES)
        self._met = False

    def update(self, write: Update) -> Item:
        self._meet([write])
        return super().update(write)

    def delete(self, write: Delete) -> None:
        self._meet([write])
        super().delete(write)

    def transact(self, writes: Sequence[Write]) -> None:
        self._meet(writes)
        super().transact(writes)

    def _meet(self, writes: Sequence[Write]) -> None:
        keys: list[Any] = [write.item if isinstance(write, Put) else write.key for write in writes]
        if any(key["PK"].startswith(("JOB#", "LOCK#", "LANE#")) for key in keys):
            self._met = not self._met
            if self._met:
                raise TransactionConflictError


def test_tasks_that_end_at_the_same_moment_wait_for_each_other() -> None:
    clock = VirtualClock()
    world = World(stores=Stores(ContendedTable(clock), clock))
    world.hub.repository("acme/shop", package_json=package_json("react"))
    job = world.finished(world.service.refresh(REACT))
    assert (job.status, job.attempts, job.metadata["tasks_failed"]) == (JobStatus.COMPLETED, 0, 0)
    assert set(world.used_by("acme/shop")) == {"react"}
