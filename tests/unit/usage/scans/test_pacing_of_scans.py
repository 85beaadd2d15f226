"""Lanes at work: what is sent when, what a provider's word changes, and what becomes of what gets lost."""

import pytest

from curator.usage.models import JobStatus
from curator.usage.providers.errors import RateLimitedError
from curator.usage.providers.models import RateReport
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.lanes.pacer import Pacer
from curator.usage.scans.limits import LOST_SECONDS
from curator.usage.scans.messages import TaskMessage, TickMessage
from curator.usage.scans.tasks.store import TaskStore
from curator.usage.scans.tasks.task import Kind, Priority, Task
from tests.unit.usage.scans.world import World, package_json


@pytest.fixture
def world() -> World:
    return World()


def restating(subject: str, priority: Priority = Priority.NORMAL) -> Task:
    return Task(lane="store:0", kind=Kind.RESTATE, subject=subject, priority=priority)


def sent_tasks(world: World) -> list[str]:
    return [body["task_id"] for body, _ in world.queue.sent if body["kind"] == "task"]


def test_what_somebody_waits_for_goes_first(world: World) -> None:
    world.tasks.add([restating("a", Priority.LOW), restating("b"), restating("c", Priority.HIGH)])
    world.waker.wake(["store:0"])
    world.run()
    assert [task.split(":")[-1] for task in sent_tasks(world)] == ["c", "b", "a"]


def test_within_a_priority_everybody_gets_a_turn_however_much_comes_before_them(world: World) -> None:
    world.tasks.add([restating(f"m{number:03d}") for number in range(60)])
    world.waker.wake(["store:0"])
    tick = world.queue.receive()
    assert tick is not None
    world.deliver(tick)  # fifty slots are given
    world.tasks.add([restating(f"a{number:03d}") for number in range(60)])
    world.run()
    order = [task.split(":")[-1] for task in sent_tasks(world)]
    assert order[:60] == [f"m{number:03d}" for number in range(60)]
    assert sorted(order[60:]) == [f"a{number:03d}" for number in range(60)]


def test_what_is_wanted_twice_waits_once(world: World) -> None:
    assert len(world.tasks.add([restating("a"), restating("a")])) == 1
    assert world.tasks.add([restating("a")]) == []


class Interrupted(TaskStore):
    """A backlog to which something is added just after the pacer has read it for the first time."""

    def __init__(self, world: World) -> None:
        super().__init__(world.stores.table, world.clock)
        self._world = world
        self._reads = 0

    def waiting(self, lane: str, priority: Priority, *, after: str, limit: int) -> list[Task]:
        read = super().waiting(lane, priority, after=after, limit=limit)
        self._reads += 1
        if self._reads == len(Priority):
            self._world.waker.wake(task.lane for task in self._world.tasks.add([restating("late")]))
        return read


def test_what_is_stored_while_a_tick_is_at_work_is_seen_by_it(world: World) -> None:
    world.waker.wake(["store:0"])
    tick = world.queue.receive()
    assert tick is not None
    pacer = Pacer(lanes=world.lanes, tasks=Interrupted(world), queue=world.queue, clock=world.clock)
    pacer.tick(TickMessage(lane="store:0", sequence=tick["sequence"]))
    world.run()
    assert sent_tasks(world) == ["1#restate:late"]


def test_a_tick_that_comes_twice_leaves_one_chain_of_ticks(world: World) -> None:
    searches = [Task(lane="github-search:0", kind=Kind.SCRAPE, subject=f"{n}", question={"min": n}) for n in range(200)]
    world.tasks.add(searches)
    world.waker.wake(["github-search:0"])
    tick = world.queue.receive()
    assert tick is not None
    pacer = Pacer(lanes=world.lanes, tasks=world.tasks, queue=world.queue, clock=world.clock)
    for _ in range(3):
        pacer.tick(TickMessage(lane="github-search:0", sequence=tick["sequence"]))
    world.clock.advance(60)
    for message in list(iter(world.queue.receive, None)):
        if message["kind"] == "tick":
            pacer.tick(TickMessage(lane="github-search:0", sequence=message["sequence"]))
    world.clock.advance(60)
    assert [message["kind"] for message in iter(world.queue.receive, None)].count("tick") == 1


def test_searches_go_out_at_the_pace_of_the_limit(world: World) -> None:
    tasks = [
        Task(lane="github-search:0", kind=Kind.SCRAPE, subject=f"{number}", question={"min": 10**6 + number})
        for number in range(81)
    ]
    world.tasks.add(tasks)
    began = world.clock.now()
    world.waker.wake(["github-search:0"])
    world.run()
    assert world.hub.asked("search") == 81
    assert 120 <= world.clock.now() - began < 160  # 27 in a minute, and ends are kept to the second


# scenario usage-79
def test_a_refusal_makes_the_lane_wait_and_is_no_failed_attempt(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    world.hub.reports = [("github-graphql", RateReport(retry_after=300.0))]
    world.hub.errors = [RateLimitedError("429", retry_at=world.clock.now() + 300)]
    began = world.clock.now()
    job = world.finished(world.service.add_repository("https://github.com/acme/shop"))
    assert (job.status, job.attempts) == (JobStatus.COMPLETED, 0)
    assert world.clock.now() - began >= 300


# scenario usage-79
def test_a_budget_that_is_nearly_spent_is_waited_for_and_said(world: World, caplog: pytest.LogCaptureFixture) -> None:
    reset = world.clock.now() + 1800
    for number in range(3):
        world.hub.repository(f"acme/r{number}", package_json=package_json("react"))
    world.finished(world.service.scrape())
    for one in world.hub.repositories:
        one.commits(package_json=package_json("next"))
    world.hub.reports = [("github-graphql", RateReport(limit=5000, remaining=400, reset_at=reset))]
    job = world.finished(world.service.add_repository("https://github.com/acme/r0"))
    assert "a provider budget is low" in caplog.messages
    assert job.completed_at is not None
    assert job.completed_at >= reset


def test_a_call_of_another_resource_is_counted_in_that_ones_lane(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    world.finished(world.service.scrape())
    used = sum(units for _, units in world.lanes.load("github-graphql:0").used)
    assert used == world.hub.asked("blobs") + world.hub.asked("names") + world.hub.asked("organizations")


def test_a_turn_that_falls_into_a_pause_is_taken_when_it_is_over(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    job = world.service.add_repository("https://github.com/acme/shop")
    tick = world.queue.receive()
    assert tick is not None
    world.deliver(tick)  # the task has its slot, and no tick is on its way
    over = world.clock.now() + 100
    world.lanes.change("github-graphql:0", lambda lane: lane.waiting_until(over, "refused"))
    ended = world.finished(job)  # without the janitor
    assert (ended.status, world.clock.now() >= over) == (JobStatus.COMPLETED, True)


@pytest.mark.parametrize("lost", ["tick", "task"])
def test_a_message_that_is_lost_is_sent_again_by_the_janitor(world: World, lost: str) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    job = world.service.add_repository("https://github.com/acme/shop")
    if lost == "task":
        tick = world.queue.receive()
        assert tick is not None
        world.deliver(tick)
    world.queue.lose_everything()
    assert world.recovery.run().lanes == 0
    world.clock.advance(LOST_SECONDS)
    assert world.recovery.run().lanes == 1
    assert world.finished(job).status is JobStatus.COMPLETED


def test_a_worker_that_dies_is_followed_by_another(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    job = world.service.add_repository("https://github.com/acme/shop")
    tick = world.queue.receive()
    assert tick is not None
    world.deliver(tick)
    task = world.tasks.get("github-graphql:0", "0#meet:acme/shop")
    assert task is not None
    assert world.tasks.claim(task) is not None  # and is never heard of again
    world.run()
    assert world.hub.asked("names") == 0
    world.clock.advance(LOST_SECONDS)
    world.recovery.run()
    assert world.finished(job).status is JobStatus.COMPLETED


def test_a_task_whose_workers_are_lost_time_and_again_is_given_up(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    job = world.service.add_repository("https://github.com/acme/shop")
    for _ in range(4):
        task = world.tasks.get("github-graphql:0", "0#meet:acme/shop")
        assert task is not None
        assert world.tasks.claim(task) is not None  # by a worker that dies of it
        world.run()
        world.clock.advance(LOST_SECONDS)
        world.recovery.run()
    failed = world.finished(job)
    assert (failed.status, failed.error_message) == (JobStatus.FAILED, "its workers were lost")
    assert world.hub.asked("names") == 0


def test_a_task_waits_for_the_other_resource_it_needs_before_it_spends_its_own(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    world.finished(world.service.scrape())
    now = world.clock.now()
    world.lanes.change("github-graphql:0", lambda lane: lane.waiting_until(now + 600, "budget"))
    world.hub.repositories[0].commits(package_json=package_json("next"))
    world.tasks.add([world.following.parse(world.known("acme/shop").id, commit=world.hub.repositories[0].head)])
    read = world.hub.asked("tree")
    world.waker.wake(["github-core:0"])
    world.run(until=now + 590)
    assert world.hub.asked("tree") == read
    world.run()
    assert set(world.used_by("acme/shop")) == {"next"}


def test_a_slow_worker_that_lost_its_task_changes_nothing_of_it(world: World) -> None:
    world.tasks.add([restating("a")])
    task = world.tasks.get("store:0", "1#restate:a")
    assert task is not None
    slow = world.tasks.claim(task)
    world.clock.advance(LOST_SECONDS)
    assert slow is not None
    quick = world.tasks.claim(slow)
    assert quick is not None
    assert not world.tasks.put_back(slow)
    assert not world.tasks.finish(slow, Progress())
    assert not world.tasks.bury(slow, "it took too long")
    assert world.tasks.put_back(quick)


def test_jobs_that_were_begun_and_never_woke_a_lane_are_found(world: World) -> None:
    world.tasks.add([restating("a")])
    assert world.recovery.run().lanes == 1
    world.run()
    assert world.tasks.get("store:0", "1#restate:a") is None
    assert world.recovery.run() == world.recovery.run()


def test_stray_messages_are_dropped(world: World) -> None:
    world.deliver(TickMessage(lane="github-core:0", sequence=7).body())
    world.deliver(TaskMessage(lane="github-core:0", task_id="1#parse:nothing").body())
    assert world.queue.next_due() is None
