"""The stores of scans on moto, which knows more of DynamoDB's rules than the table in memory."""

from collections.abc import Iterator

import pytest

from curator.usage.models import JobStatus
from curator.usage.providers.errors import ProviderUnavailableError
from curator.usage.scans.jobs.models import JobType, Progress
from curator.usage.scans.tasks.task import Kind, Task
from tests.fakes.clock import VirtualClock
from tests.fakes.usage_tables import usage_table
from tests.unit.usage.scans.world import REACT, World, package_json
from tests.unit.usage.stores import Stores


@pytest.fixture
def world() -> Iterator[World]:
    clock = VirtualClock()
    with usage_table(clock) as table:
        yield World(stores=Stores(table, clock))


def test_jobs_begin_go_on_and_end(world: World) -> None:
    for number in range(3):
        world.hub.repository(f"acme/r{number}", package_json=package_json("react"))
    world.hub.errors = [ProviderUnavailableError("502")]
    job = world.service.refresh(REACT)
    assert world.service.refresh(REACT).id == job.id
    ended = world.finished(job)
    assert (ended.status, ended.attempts, ended.metadata["tasks_open"]) == (JobStatus.COMPLETED, 1, 0)
    assert world.stores.dependents(REACT) == (1, 3)
    again = world.finished(world.service.scrape())
    assert (again.status, again.metadata["added"]) == (JobStatus.COMPLETED, 0)
    assert [one.id for one in world.service.jobs(limit=5)] == [again.id, job.id]
    assert [one.id for one in world.service.jobs(limit=5, after=again.id)] == [job.id]
    assert [one.id for one in world.service.jobs(limit=5, after="")] == [again.id, job.id]


def test_a_task_that_is_given_up_is_kept_and_can_be_revived(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    world.hub.errors = [ProviderUnavailableError("502") for _ in range(4)]
    failed = world.finished(world.service.add_repository("https://github.com/acme/shop"))
    assert (failed.status, failed.error_message) == (JobStatus.FAILED, "ProviderUnavailableError: 502")
    ((letter, _),) = world.dead_letters.sent
    world.deliver(letter)
    world.run()
    assert world.recovery.run().lanes == 0
    assert set(world.used_by("acme/shop")) == {"react"}


def test_every_task_is_counted_and_some_of_the_notes_are_kept(world: World) -> None:
    tasks = [Task(lane="store:0", kind=Kind.RESTATE, subject=f"{number}", job_id="1-a") for number in range(25)]
    world.jobs.begin("1-a", JobType.PARSE, lock="parse#a", metadata={}, tasks=tasks)
    for task in tasks:
        claimed = world.tasks.claim(task)
        assert claimed is not None
        assert world.tasks.finish(claimed, Progress(records=1, notes=("one", "two")))
    job = world.service.job("1-a")
    assert (job.metadata["tasks_open"], job.metadata["tasks_done"], job.records_processed) == (0, 25, 25)
    assert job.metadata["notes"] == ["one", "two"] * 10
